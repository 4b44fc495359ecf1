import type { DaemonSet } from '../../../kubernetes/index.ts';
import type { Status } from '../../api-server/api.ts';
import type { ControllerContext } from '../controller.ts';
import { dateMs } from '../machinery/dates.ts';
import { controllerReference } from '../machinery/ownership.ts';
import { createPod, deletePod, isNamespaceTerminating } from '../machinery/pod-control.ts';
import { slowStart } from '../machinery/slow-start.ts';
import { templateForNode } from './daemon-template.ts';
import type { DaemonView } from './daemon-view.ts';
import type { FailedPodsBackoff } from './failed-pods-backoff.ts';
import { nodeWork } from './manage-node.ts';
import { updateStep } from './rolling-update.ts';

/** At most so many pods are made, and so many deleted, in one go. */
const BURST = 250;
const GENERATION = 'deprecated.daemonset.template.generation';

/** One piece of work on a DaemonSet: its requests, and the first refusal among them. */
export class DaemonWork {
  readonly #context: ControllerContext;
  readonly #set: DaemonSet;
  readonly #view: DaemonView;
  readonly #hash: string;
  readonly #backoff: FailedPodsBackoff;
  /** Rows of nodes that still want something. */
  readonly postponed: number[] = [];
  refused: Status | undefined;
  /** When a pod that failed may be deleted, or there is more to do, milliseconds from now. */
  retryAfterMs: number | undefined;

  constructor(
    context: ControllerContext,
    set: DaemonSet,
    view: DaemonView,
    hash: string,
    backoff: FailedPodsBackoff,
  ) {
    this.#context = context;
    this.#set = set;
    this.#view = view;
    this.#hash = hash;
    this.#backoff = backoff;
  }

  /**
   * Gives nodes their pod and takes away what should not be there; returns whether it did anything.
   *
   * @source pkg/controller/daemon/daemon_controller.go → manage (v1.36.3)
   */
  manage(nodeRows: readonly number[]): boolean {
    const { world } = this.#context;
    const create: number[] = [];
    const remove: number[] = [];
    for (const nodeRow of nodeRows) {
      const node = this.#view.node(nodeRow);
      if (!node) continue;
      const exists = world.nodes.object(nodeRow) !== undefined;
      const work = nodeWork(world, this.#set, node, exists, this.#hash, dateMs(this.#context));
      if (work.create) create.push(nodeRow);
      remove.push(...work.surplus, ...work.ended.filter((row) => this.#mayRemoveEnded(row, nodeRow)));
    }
    this.#syncNodes(create, remove);
    return create.length + remove.length > 0;
  }

  /** One step of a rolling update. */
  update(): void {
    const { world, random, noteDrawn } = this.#context;
    const { namespace, name, uid } = this.#set.metadata;
    const { remove, create, drawn } = updateStep({
      world,
      set: this.#set,
      view: this.#view,
      hash: this.#hash,
      nowMs: dateMs(this.#context),
      random: () => random('order of nodes in a rolling update', uid ?? `${namespace}/${name}`),
    });
    noteDrawn(drawn);
    this.#syncNodes(create, remove);
  }

  #mayRemoveEnded(row: number, nodeRow: number): boolean {
    const { world } = this.#context;
    const { pods, nodes } = world;
    const where = `daemon pod ${pods.key(row)} on node ${nodes.name(nodeRow)}`;
    if (pods.phase(row) === 'Succeeded') {
      this.#event('Normal', 'SucceededDaemonPod', `Found succeeded ${where}, will try to delete it`);
      return true;
    }
    const key = `${this.#set.metadata.uid} ${this.#set.status?.observedGeneration} ${nodeRow}`;
    const waitMs = this.#backoff.next(key, dateMs(this.#context));
    if (waitMs > 0) {
      this.retryAfterMs = Math.min(this.retryAfterMs ?? waitMs, waitMs);
      this.postponed.push(nodeRow);
      return false;
    }
    this.#event('Warning', 'FailedDaemonPod', `Found failed ${where}, will try to kill it`);
    return true;
  }

  /** @source pkg/controller/daemon/daemon_controller.go → syncNodes (v1.36.3) */
  #syncNodes(create: readonly number[], remove: readonly number[]): void {
    const { nodes } = this.#context.world;
    const { spec, metadata } = this.#set;
    const reference = controllerReference(this.#set, 'apps/v1', 'DaemonSet');
    const generation = metadata.annotations?.[GENERATION];
    const { accepted, refused } = slowStart(Math.min(create.length, BURST), (index) => {
      const nodeName = nodes.name(create[index]!);
      const template = templateForNode(spec?.template, nodeName, this.#hash, generation);
      const answer = createPod(this.#context, this.#owner, reference, template);
      if (answer.ok || !isNamespaceTerminating(answer.status)) return answer;
      return { ok: true, value: this.#set, warnings: [] };
    });
    if (refused) this.refused ??= refused;
    if (accepted < create.length) this.postponed.push(...create);
    for (const row of remove.slice(0, BURST)) {
      const answer = deletePod(this.#context, this.#owner, row);
      if (!answer.ok && answer.status.reason !== 'NotFound') this.refused ??= answer.status;
    }
  }

  get #owner() {
    const { namespace = 'default', name = '' } = this.#set.metadata;
    return { kind: 'DaemonSet.apps', namespace, name };
  }

  #event(type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.#context.api.recordEvent(this.#owner, type, reason, message, this.#context.actor);
  }
}
