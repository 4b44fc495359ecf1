import { Dictionary, Float64Column, Int32Column, SparseColumn, StringColumn } from '../columns/index.ts';
import type { Pod, PodStatus } from '../kubernetes/index.ts';
import { conditionOf } from '../kubernetes/index.ts';
import { canonicalJson } from './canonical-json.ts';
import { MakeTable, type PodMake } from './make-table.ts';
import { notableStatus } from './notable-status.ts';
import { keptAnnotations, sharedSpec } from './pod-own.ts';

/** Bits of the `flags` column. */
export const POD_FLAGS = {
  /** Condition Ready is True. */
  ready: 1,
  /** metadata.deletionTimestamp is set. */
  terminating: 2,
  /** Condition PodScheduled is False with reason Unschedulable. */
  unschedulable: 4,
  /** Condition DisruptionTarget is True. */
  disruptionTarget: 8,
  /** metadata.finalizers is not empty. */
  finalizers: 16,
  /** A static pod's mirror (annotation kubernetes.io/config.mirror). */
  mirror: 32,
} as const;

/** The `phase` column's codes. */
export const POD_PHASES = ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'] as const;
export type PodPhase = (typeof POD_PHASES)[number];

/**
 * All pods of a snapshot, one row each, in the order of the source.
 *
 * Times are milliseconds since the epoch, NaN where unknown. A pod's full object stands in the snapshot file; here is
 * what the simulation reads.
 */
export class PodColumns {
  readonly name: StringColumn;
  readonly uid: StringColumn;
  readonly namespaceId: Int32Column;
  readonly makeId: Int32Column;
  /** Number of spec.nodeName in `nodeNames`, or -1. */
  readonly nodeNameId: Int32Column;
  /** Number of status.nominatedNodeName in `nodeNames`, or -1. */
  readonly nominatedNodeNameId: Int32Column;
  /** Index into POD_PHASES. */
  readonly phase: Int32Column;
  /** Sum of POD_FLAGS. */
  readonly flags: Int32Column;
  /** Σ restartCount over containers. */
  readonly restartCount: Int32Column;
  readonly createdMs: Float64Column;
  /** status.startTime. */
  readonly startedMs: Float64Column;
  /** lastTransitionTime of condition Ready. */
  readonly readyChangedMs: Float64Column;
  /** metadata.deletionTimestamp: when the grace period ends. */
  readonly deletionMs: Float64Column;
  /** metadata.deletionGracePeriodSeconds, or -1. */
  readonly deletionGraceSeconds: Int32Column;

  readonly namespaces: Dictionary<string>;
  readonly nodeNames: Dictionary<string>;
  readonly makes: MakeTable;
  /** What is kept of the status of pods that are more than plainly running and ready, as canonical JSON; see notableStatus. */
  readonly statuses: SparseColumn<PodStatus>;

  /** @param parts columns that hold their rows already, such as those of an opened file: all or none. */
  constructor(parts?: PodColumnParts) {
    this.name = parts?.name ?? new StringColumn();
    this.uid = parts?.uid ?? new StringColumn();
    this.namespaceId = parts?.namespaceId ?? new Int32Column();
    this.makeId = parts?.makeId ?? new Int32Column();
    this.nodeNameId = parts?.nodeNameId ?? new Int32Column();
    this.nominatedNodeNameId = parts?.nominatedNodeNameId ?? new Int32Column();
    this.phase = parts?.phase ?? new Int32Column();
    this.flags = parts?.flags ?? new Int32Column();
    this.restartCount = parts?.restartCount ?? new Int32Column();
    this.createdMs = parts?.createdMs ?? new Float64Column();
    this.startedMs = parts?.startedMs ?? new Float64Column();
    this.readyChangedMs = parts?.readyChangedMs ?? new Float64Column();
    this.deletionMs = parts?.deletionMs ?? new Float64Column();
    this.deletionGraceSeconds = parts?.deletionGraceSeconds ?? new Int32Column();
    this.namespaces = parts?.namespaces ?? new Dictionary<string>();
    this.nodeNames = parts?.nodeNames ?? new Dictionary<string>();
    this.makes = parts?.makes ?? new MakeTable();
    this.statuses = parts?.statuses ?? new SparseColumn<PodStatus>();
  }

  get count(): number {
    return this.namespaceId.length;
  }

  /** Appends one pod. Fields that are not there, or of another type, count as absent. */
  push(pod: Pod): number {
    const { metadata, spec, status } = pod;
    const row = this.count;
    this.name.push(metadata.name ?? '');
    this.uid.push(metadata.uid ?? '');
    this.namespaceId.push(this.namespaces.intern(metadata.namespace ?? 'default'));
    this.makeId.push(this.makes.intern(makeOf(pod)));
    this.nodeNameId.push(spec?.nodeName ? this.nodeNames.intern(spec.nodeName) : -1);
    const nominated = status?.nominatedNodeName;
    this.nominatedNodeNameId.push(nominated ? this.nodeNames.intern(nominated) : -1);
    const phase = POD_PHASES.indexOf((status?.phase ?? 'Pending') as PodPhase);
    this.phase.push(phase < 0 ? POD_PHASES.indexOf('Unknown') : phase);
    this.flags.push(flagsOf(pod));
    this.restartCount.push(
      (status?.containerStatuses ?? []).reduce((sum, each) => sum + (each.restartCount ?? 0), 0),
    );
    this.createdMs.push(timeMs(metadata.creationTimestamp));
    this.startedMs.push(timeMs(status?.startTime));
    this.readyChangedMs.push(timeMs(conditionOf(status?.conditions, 'Ready')?.lastTransitionTime));
    this.deletionMs.push(timeMs(metadata.deletionTimestamp));
    this.deletionGraceSeconds.push(metadata.deletionGracePeriodSeconds ?? -1);
    const notable = notableStatus(status, spec);
    if (notable) this.statuses.setText(row, canonicalJson(notable));
    return row;
  }

  /** Gives back the memory that was set aside for further rows. */
  trim(): void {
    for (const column of [this.name, this.uid, this.makes, this.statuses]) column.trim();
    for (const column of [this.createdMs, this.startedMs, this.readyChangedMs, this.deletionMs])
      column.trim();
    for (const column of [this.namespaceId, this.makeId, this.nodeNameId, this.nominatedNodeNameId])
      column.trim();
    for (const column of [this.phase, this.flags, this.restartCount, this.deletionGraceSeconds])
      column.trim();
  }

  /**
   * Appends a row with everything that pods have in common with the one of row `like`. Its name and uid, and a status
   * of its own where `like` has one, are still to be added; its namespace, node and times are those of `like` until they are set.
   */
  pushLike(like: number): number {
    this.namespaceId.push(this.namespaceId.get(like));
    this.makeId.push(this.makeId.get(like));
    this.nodeNameId.push(this.nodeNameId.get(like));
    this.nominatedNodeNameId.push(this.nominatedNodeNameId.get(like));
    this.phase.push(this.phase.get(like));
    this.flags.push(this.flags.get(like));
    this.restartCount.push(this.restartCount.get(like));
    this.createdMs.push(this.createdMs.get(like));
    this.startedMs.push(this.startedMs.get(like));
    this.readyChangedMs.push(this.readyChangedMs.get(like));
    this.deletionMs.push(this.deletionMs.get(like));
    return this.deletionGraceSeconds.push(this.deletionGraceSeconds.get(like));
  }
}

/** The columns of which PodColumns is made. */
export type PodColumnParts = Omit<PodColumns, 'count' | 'push' | 'pushLike' | 'trim'>;

function makeOf({ metadata, spec }: Pod): PodMake {
  return {
    labels: metadata.labels ?? {},
    annotations: keptAnnotations(metadata.annotations),
    ownerReferences: metadata.ownerReferences ?? [],
    ...(metadata.finalizers?.length ? { finalizers: metadata.finalizers } : {}),
    spec: sharedSpec(spec),
  };
}

function flagsOf({ metadata, status }: Pod): number {
  const scheduled = conditionOf(status?.conditions, 'PodScheduled');
  let flags = 0;
  if (conditionOf(status?.conditions, 'Ready')?.status === 'True') flags |= POD_FLAGS.ready;
  if (metadata.deletionTimestamp) flags |= POD_FLAGS.terminating;
  if (scheduled?.status === 'False' && scheduled.reason === 'Unschedulable') flags |= POD_FLAGS.unschedulable;
  if (conditionOf(status?.conditions, 'DisruptionTarget')?.status === 'True')
    flags |= POD_FLAGS.disruptionTarget;
  if (metadata.finalizers?.length) flags |= POD_FLAGS.finalizers;
  if (metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) flags |= POD_FLAGS.mirror;
  return flags;
}

function timeMs(timestamp: string | undefined): number {
  return timestamp === undefined ? Number.NaN : Date.parse(timestamp);
}
