import { type PendingPod, schedulePending } from '../../../scheduler-model/index.ts';
import { baselineOf, RandomStream, type SimulationOptions } from '../../simulation/index.ts';
import type { World, WorldView } from '../../world/index.ts';
import { isUnknownKind } from '../completeness.ts';
import { API_VERSION, type NodeMiss, type PodReport, type ScheduleReport } from '../documents.ts';
import { explain, pendingRows, schedulablePod, schedulerOf } from '../fit/explain-pending.ts';

const STORAGE = ['PersistentVolumeClaim', 'PersistentVolume', 'StorageClass.storage.k8s.io'];

export interface ScheduleOptions {
  readonly scheduler: SimulationOptions['scheduler'];
  readonly seed: number;
  /** Whether every node's answer is part of the report. */
  readonly explain: boolean;
  /** What the scheduler configuration asks for and is not modelled, to be said in the report. */
  readonly ignored?: readonly string[];
}

/** A report and, beside it, what is missing where for each pod that fits nowhere: the nearest miss first. */
export interface ScheduleOutcome {
  readonly report: ScheduleReport;
  readonly misses: ReadonlyMap<string, readonly NodeMiss[]>;
}

/**
 * Gives every pending pod of the world one scheduling cycle, in queue order. The world's cluster holds the chosen pods
 * afterwards: it is of no further use.
 */
export function scheduleWorld(world: World, options: ScheduleOptions): ScheduleOutcome {
  const { profiles } = baselineOf(world, options.scheduler).profiles;
  const { cluster } = world.scheduling;
  const pods = [...pendingRows(world)].map((row) => pendingPod(world, row));
  const byKey = new Map(pods.map((pod) => [`${world.pods.namespace(pod.podId)}/${pod.name}`, pod]));
  const random = new RandomStream(options.seed, 'tie break');
  // Whether and where pods fit is a mere guess without the nodes: nothing is said of them.
  const areNodesKnown = !isUnknownKind({ world }, 'Node');
  const results: PodReport[] = [];
  const misses = new Map<string, readonly NodeMiss[]>();
  const cycles = schedulePending(cluster, profiles, areNodesKnown ? pods : [], {
    tieBreak: options.scheduler.tieBreak,
    random: () => random.next(),
    explain: options.explain,
    podKey: (row) => world.pods.key(row),
  });
  for (const result of cycles) {
    results.push(result);
    const pod = byKey.get(result.pod);
    if (!pod || result.chosen !== undefined || result.gated !== undefined || !options.explain) continue;
    // The cluster stands as it did in this pod's turn: the next one begins only when it is asked for.
    const fit = explain(world, profiles.get(pod.schedulerName), pod);
    if (fit) misses.set(result.pod, fit.misses);
  }
  const otherSchedulers = pods
    .filter(({ schedulerName }) => !profiles.has(schedulerName))
    .map(({ podId, schedulerName }) => ({ pod: world.pods.key(podId), schedulerName }));
  const unknown = unknownKinds(world, pods);
  const report: ScheduleReport = {
    apiVersion: API_VERSION,
    kind: 'ScheduleReport',
    kubernetes: world.version.text,
    ...(options.ignored?.length ? { ignored: options.ignored } : {}),
    results,
    ...(otherSchedulers.length > 0 ? { otherSchedulers } : {}),
    ...(unknown.length > 0 ? { unknown } : {}),
  };
  return { report, misses };
}

/** Kinds that the snapshot says nothing about, with the pods whose verdict rests on them. */
function unknownKinds(world: WorldView, pods: readonly PendingPod[]): NonNullable<ScheduleReport['unknown']> {
  const keys = pods.map(({ podId }) => world.pods.key(podId));
  return [
    ...(isUnknownKind({ world }, 'Pod') ? [{ kind: 'Pod', pods: [] }] : []),
    ...(keys.length > 0 && isUnknownKind({ world }, 'Node') ? [{ kind: 'Node', pods: keys }] : []),
    ...unknownStorage(world, pods),
  ];
}

/** Kinds of storage that the snapshot says nothing about, with the pods that have claims. */
function unknownStorage(
  world: WorldView,
  pods: readonly PendingPod[],
): NonNullable<ScheduleReport['unknown']> {
  const kinds = STORAGE.filter((kind) => isUnknownKind({ world }, kind));
  if (kinds.length === 0) return [];
  const claiming = pods.filter(({ podId }) =>
    world.pods
      .template(podId)
      .make.spec.volumes?.some(({ persistentVolumeClaim, ephemeral }) => persistentVolumeClaim ?? ephemeral),
  );
  if (claiming.length === 0) return [];
  return kinds.map((kind) => ({ kind, pods: claiming.map(({ podId }) => world.pods.key(podId)) }));
}

function pendingPod(world: WorldView, row: number): PendingPod {
  const createdMs = world.pods.createdMs(row);
  return {
    ...schedulablePod(world, row),
    schedulerName: schedulerOf(world, row),
    createdMs: Number.isNaN(createdMs) ? 0 : createdMs,
  };
}
