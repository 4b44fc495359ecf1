import {
  FastScheduler,
  type Profile,
  rejectionsOn,
  type SchedulablePod,
} from '../../../scheduler-model/index.ts';
import type { WorldView } from '../../world/index.ts';
import type { FitExplanation } from './fit-explanation.ts';
import { nodeMisses } from './node-misses.ts';

const NONE = -1;
/** Pods that the scheduler cannot tell apart share one explanation; of more classes than these nobody reads on. */
const CLASSES = 100;

/** Why the pods without a node fit nowhere in the world as it stands, by row. */
export function explainPending(
  world: WorldView,
  profiles: ReadonlyMap<string, Profile>,
): ReadonlyMap<number, FitExplanation> {
  const fits = new Map<number, FitExplanation>();
  const byClass = new Map<string, FitExplanation | undefined>();
  for (const row of pendingRows(world)) {
    const pod = schedulablePod(world, row);
    const schedulerName = schedulerOf(world, row);
    const key = `${schedulerName} ${pod.classId}`;
    if (!byClass.has(key) && byClass.size < CLASSES)
      byClass.set(key, explain(world, profiles.get(schedulerName), pod));
    const fit = byClass.get(key);
    if (fit) fits.set(row, fit);
  }
  return fits;
}

/** The pods that wait for a node. */
export function* pendingRows({ pods }: WorldView): Generator<number> {
  for (const row of pods.withoutNode()) if (pods.isActive(row)) yield row;
}

/** A pod as the scheduler model takes it. */
export function schedulablePod({ pods, nodes, scheduling }: WorldView, row: number): SchedulablePod {
  const nominated = pods.nominatedNodeRow(row);
  return {
    podId: row,
    classId: scheduling.classOf(row),
    name: pods.name(row),
    uid: pods.uid(row),
    ...(nominated === NONE ? {} : { nominatedNodeName: nodes.name(nominated) }),
  };
}

/** spec.schedulerName, or the default one's name. */
export function schedulerOf({ pods }: WorldView, row: number): string {
  return pods.template(row).make.spec.schedulerName ?? 'default-scheduler';
}

/** Why a pod fits nowhere in the cluster as it stands; undefined when it does, or when nobody here schedules it. */
export function explain(
  { scheduling: { cluster } }: Pick<WorldView, 'scheduling'>,
  profile: Profile | undefined,
  pod: SchedulablePod,
): FitExplanation | undefined {
  if (!profile) return undefined;
  const result = new FastScheduler(cluster, profile).explain(pod, {
    tieBreak: 'name',
    everyNode: true,
    percentageOfNodesToScore: 100,
  });
  if (result.chosen !== NONE || result.error !== '') return undefined;
  return {
    message: result.message,
    misses: nodeMisses(cluster, result, rejectionsOn(cluster, profile, pod)),
  };
}
