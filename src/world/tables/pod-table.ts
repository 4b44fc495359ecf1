import { Int32Column } from '../../columns/index.ts';
import type { PodStatus } from '../../kubernetes/index.ts';
import { POD_FLAGS, POD_PHASES, type PodColumns, type PodPhase } from '../../snapshot/index.ts';
import type { PodCondition } from '../change.ts';
import type { NewPod } from './new-pod.ts';
import type { NodeTable } from './node-table.ts';
import { placePods } from './place-pods.ts';
import { PodNames } from './pod-names.ts';
import { PodState } from './pod-state.ts';
import { PodStatuses } from './pod-statuses.ts';
import { RowLists } from './row-lists.ts';
import { TemplateCounts } from './template-counts.ts';
import type { PodTemplate, TemplateTable } from './template-table.ts';

const NONE = -1;
/** A row whose pod is gone. */
const GONE = 1 << 30;
/** Flags that move a pod from one count of its template to another. */
const COUNTED_FLAGS = POD_FLAGS.ready | POD_FLAGS.terminating;

/** Where a pod stood in the lists that it was taken out of. */
export interface PodPlaces {
  readonly onNode: number;
  readonly ofTemplate: number;
}

/**
 * Pods by row: what changes as columns, what pods of a make share as templates.
 *
 * Rows of the snapshot come first, in its order; pods that the simulation creates are appended. The snapshot's own
 * columns are never written. Times are milliseconds since the epoch, NaN where unknown.
 */
export class PodTable {
  readonly #snapshot: PodColumns;
  readonly #templates: TemplateTable;
  readonly #names: PodNames;
  readonly #onNode = new RowLists();
  /** Pods without a node, all in list 0. */
  readonly #waiting = new RowLists();
  readonly #ofTemplate = new RowLists();
  /** How many pods of a template are active, ready, terminating. */
  readonly counts = new TemplateCounts();
  readonly #templateId = new Int32Column();
  readonly #nodeRow = new Int32Column();
  readonly #nominatedNodeRow = new Int32Column();
  readonly #state: PodState;
  readonly #statuses: PodStatuses;
  #count = 0;

  constructor(snapshot: PodColumns, templates: TemplateTable, nodes: NodeTable) {
    this.#snapshot = snapshot;
    this.#templates = templates;
    this.#names = new PodNames(snapshot);
    this.#state = new PodState(snapshot);
    this.#statuses = new PodStatuses(snapshot);
    this.#load(nodes);
  }

  /** How many rows there are, gone pods included. */
  get rowCount(): number {
    return this.#templateId.length;
  }

  /** How many pods exist. */
  get count(): number {
    return this.#count;
  }

  exists(row: number): boolean {
    return row >= 0 && row < this.rowCount && (this.#state.flags.get(row) & GONE) === 0;
  }

  name(row: number): string {
    return this.#names.name(row);
  }

  uid(row: number): string {
    return this.#names.uid(row);
  }

  namespace(row: number): string {
    return this.template(row).namespace;
  }

  /** `namespace/name`. */
  key(row: number): string {
    return `${this.namespace(row)}/${this.name(row)}`;
  }

  templateId(row: number): number {
    return this.#templateId.get(row);
  }

  template(row: number): PodTemplate {
    return this.#templates.get(this.#templateId.get(row));
  }

  /** The node's row, or -1 while the pod has none. */
  nodeRow(row: number): number {
    return this.#nodeRow.get(row);
  }

  nominatedNodeRow(row: number): number {
    return this.#nominatedNodeRow.get(row);
  }

  phase(row: number): PodPhase {
    return POD_PHASES[this.#state.phase.get(row)]!;
  }

  /** Phase Succeeded or Failed. */
  isTerminal(row: number): boolean {
    const phase = this.#state.phase.get(row);
    return phase === 2 || phase === 3;
  }

  isReady(row: number): boolean {
    return this.hasFlag(row, POD_FLAGS.ready);
  }

  isTerminating(row: number): boolean {
    return this.hasFlag(row, POD_FLAGS.terminating);
  }

  /** A pod as controllers count it: neither terminal nor terminating. */
  isActive(row: number): boolean {
    return !this.isTerminating(row) && !this.isTerminal(row);
  }

  hasFinalizers(row: number): boolean {
    return this.hasFlag(row, POD_FLAGS.finalizers);
  }

  isMirror(row: number): boolean {
    return this.hasFlag(row, POD_FLAGS.mirror);
  }

  isUnschedulable(row: number): boolean {
    return this.hasFlag(row, POD_FLAGS.unschedulable);
  }

  restartCount(row: number): number {
    return this.#state.restartCount.get(row);
  }

  createdMs(row: number): number {
    return this.#state.createdMs.get(row);
  }

  startedMs(row: number): number {
    return this.#state.startedMs.get(row);
  }

  /** When Ready last changed. */
  readyChangedMs(row: number): number {
    return this.#state.readyChangedMs.get(row);
  }

  deletionMs(row: number): number {
    return this.#state.deletionMs.get(row);
  }

  deletionGraceSeconds(row: number): number {
    return this.#state.deletionGraceSeconds.get(row);
  }

  /** Status beyond the columns: conditions with their words, container states; absent for plainly running pods. */
  status(row: number): PodStatus | undefined {
    return this.#statuses.get(row);
  }

  /** The JSON of the snapshot's status, unless the run has written another one. */
  statusText(row: number): string | undefined {
    return this.#statuses.isWritten(row) ? undefined : this.#snapshot.statuses.text(row);
  }

  condition(row: number, type: string): PodCondition | undefined {
    return this.status(row)?.conditions?.find((each) => each.type === type) as PodCondition | undefined;
  }

  /** The row of a pod that exists, or -1. */
  find(namespace: string, name: string): number {
    for (let row = this.#names.newest(name); row !== NONE; row = this.#names.olderThan(row)) {
      if (this.exists(row) && this.namespace(row) === namespace && this.name(row) === name) return row;
    }
    return NONE;
  }

  /** Rows of existing pods on a node, in the order in which they came there. */
  onNode(nodeRow: number): Iterable<number> {
    return this.#onNode.rows(nodeRow);
  }

  /** Rows of existing pods without a node. */
  withoutNode(): Iterable<number> {
    return this.#waiting.rows(0);
  }

  countOnNode(nodeRow: number): number {
    return this.#onNode.size(nodeRow);
  }

  /** Rows of existing pods of a template. */
  ofTemplate(templateId: number): Iterable<number> {
    return this.#ofTemplate.rows(templateId);
  }

  countOfTemplate(templateId: number): number {
    return this.#ofTemplate.size(templateId);
  }

  /** Rows of existing pods in a namespace. */
  *inNamespace(namespace: string): Generator<number> {
    for (const templateId of this.#templates.inNamespace(namespace)) yield* this.#ofTemplate.rows(templateId);
  }

  /** Rows of existing pods that the object with this uid controls, lowest row first. */
  controlledBy(uid: string): number[] {
    return this.#ofTemplates(this.#templates.controlledBy(uid));
  }

  /** Rows of existing pods that name the object with this uid among their owners, lowest row first. */
  ownedBy(uid: string): number[] {
    return this.#ofTemplates(this.#templates.ownedBy(uid));
  }

  #ofTemplates(templateIds: readonly number[]): number[] {
    const rows: number[] = [];
    for (const templateId of templateIds) rows.push(...this.#ofTemplate.rows(templateId));
    return rows.sort((a, b) => a - b);
  }

  /** Rows of all existing pods. */
  *rows(): Generator<number> {
    for (let row = 0; row < this.rowCount; row++) if (this.exists(row)) yield row;
  }

  /** Whether one of POD_FLAGS is set. */
  hasFlag(row: number, flag: number): boolean {
    return (this.#state.flags.get(row) & flag) !== 0;
  }

  // What follows is for `apply` alone.

  append(pod: NewPod): void {
    this.#names.push(pod.name, pod.uid);
    this.#statuses.push();
    const row = this.#templateId.push(pod.templateId);
    this.#nodeRow.push(NONE);
    this.#nominatedNodeRow.push(NONE);
    this.#state.push(pod.createdMs, pod.finalizers ? POD_FLAGS.finalizers : 0);
    this.#ofTemplate.add(pod.templateId, row);
    this.#count++;
    this.#tally(row, 1);
    this.#waiting.add(0, row);
    if (pod.nodeRow !== NONE) this.assign(row, pod.nodeRow);
  }

  /** Undoes the last append. */
  dropLast(): void {
    const row = this.rowCount - 1;
    this.#tally(row, -1);
    this.#names.pop();
    this.#leave(row);
    this.#ofTemplate.remove(this.templateId(row), row);
    this.#count--;
    this.#statuses.pop();
    for (const column of [this.#templateId, this.#nodeRow, this.#nominatedNodeRow]) column.truncate(row);
    this.#state.truncate(row);
  }

  /** Takes a pod out of every list; returns its places there, for `restore`. */
  remove(row: number): PodPlaces {
    const onNode = this.#leave(row);
    const ofTemplate = this.#ofTemplate.remove(this.templateId(row), row);
    this.#count--;
    this.#tally(row, -1);
    this.setFlag(row, GONE, true);
    return { onNode, ofTemplate };
  }

  /** Undoes a removal. */
  restore(row: number, places: PodPlaces): void {
    const nodeRow = this.nodeRow(row);
    if (nodeRow === NONE) this.#waiting.restore(0, row, places.onNode);
    else this.#onNode.restore(nodeRow, row, places.onNode);
    this.#ofTemplate.restore(this.templateId(row), row, places.ofTemplate);
    this.#count++;
    this.setFlag(row, GONE, false);
    this.#tally(row, 1);
  }

  /** Takes a pod off its node's list, or off the list of those without a node; returns its place there. */
  #leave(row: number): number {
    const nodeRow = this.nodeRow(row);
    return nodeRow === NONE ? this.#waiting.remove(0, row) : this.#onNode.remove(nodeRow, row);
  }

  /** Gives a pod another template; returns its place among the pods of the old one, for `restoreTemplate`. */
  setTemplate(row: number, templateId: number): number {
    this.#tally(row, -1);
    const place = this.#ofTemplate.remove(this.templateId(row), row);
    this.#ofTemplate.add(templateId, row);
    this.#templateId.set(row, templateId);
    this.#tally(row, 1);
    return place;
  }

  /** Undoes a change of template. */
  restoreTemplate(row: number, templateId: number, place: number): void {
    this.#tally(row, -1);
    this.#ofTemplate.remove(this.templateId(row), row);
    this.#ofTemplate.restore(templateId, row, place);
    this.#templateId.set(row, templateId);
    this.#tally(row, 1);
  }

  /** Puts a pod without a node on one; returns its place among those without, for `unassign`. */
  assign(row: number, nodeRow: number): number {
    const place = this.#waiting.remove(0, row);
    this.#onNode.add(nodeRow, row);
    this.#nodeRow.set(row, nodeRow);
    return place;
  }

  /** Undoes an assignment. */
  unassign(row: number, place: number): void {
    this.#onNode.remove(this.nodeRow(row), row);
    this.#waiting.restore(0, row, place);
    this.#nodeRow.set(row, NONE);
  }

  setNominatedNode(row: number, nodeRow: number): void {
    this.#nominatedNodeRow.set(row, nodeRow);
  }

  setPhase(row: number, phase: PodPhase): void {
    this.#tally(row, -1);
    this.#state.phase.set(row, POD_PHASES.indexOf(phase));
    this.#tally(row, 1);
  }

  setFlag(row: number, flag: number, on: boolean): void {
    const flags = this.#state.flags.get(row);
    const counted = (flag & COUNTED_FLAGS) !== 0;
    if (counted) this.#tally(row, -1);
    this.#state.flags.set(row, on ? flags | flag : flags & ~flag);
    if (counted) this.#tally(row, 1);
  }

  setRestartCount(row: number, count: number): void {
    this.#state.restartCount.set(row, count);
  }

  setStartedMs(row: number, atMs: number): void {
    this.#state.startedMs.set(row, atMs);
  }

  setReadyChangedMs(row: number, atMs: number): void {
    this.#state.readyChangedMs.set(row, atMs);
  }

  setDeletion(row: number, deletionMs: number, graceSeconds: number): void {
    this.#state.deletionMs.set(row, deletionMs);
    this.#state.deletionGraceSeconds.set(row, graceSeconds);
  }

  setStatus(row: number, status: PodStatus | undefined): void {
    this.#statuses.set(row, status);
  }

  /** Counts a pod in or out of its template's counts, in its present state. */
  #tally(row: number, by: 1 | -1): void {
    const [ended, terminating, ready] = [this.isTerminal(row), this.isTerminating(row), this.isReady(row)];
    this.counts.add(this.templateId(row), { ended, terminating, ready }, by);
  }

  /** Fills the lists with the rows of the snapshot. */
  #load(nodes: NodeTable): void {
    const placement = placePods(this.#snapshot, this.#templates, nodes);
    const { templateIds, nodeRows, nominatedNodeRows } = placement;
    this.#templateId.append(templateIds);
    this.#nodeRow.append(nodeRows);
    this.#nominatedNodeRow.append(nominatedNodeRows);
    this.#ofTemplate.fill(templateIds, this.#templates.count);
    this.#onNode.fill(nodeRows, nodes.rowCount);
    this.#waiting.fill(placement.waitingLists, 1);
    this.#count = templateIds.length;
    for (let row = 0; row < this.#count; row++) this.#tally(row, 1);
  }
}
