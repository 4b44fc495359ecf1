import type { StatefulSet } from '../../kubernetes/index.ts';
import { BUDGET } from '../run/budgets.ts';
import type { RunView } from '../run/run-view.ts';
import { seconds } from '../run/seconds.ts';
import { duration } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';

/** StatefulSets of three or more replicas that have less than a majority Ready for a time. */
export const quorumLost: FindingType = {
  code: 'QUORUM_LOST',
  title: 'A StatefulSet loses its majority',
  *find(run) {
    for (const [uid, name, replicas] of statefulSets(run)) {
      const needed = Math.floor(replicas / 2) + 1;
      const course = readyCourse(run, uid);
      if (course.before < needed || course.lowest >= needed) continue;
      yield {
        severity: 'critical',
        objects: [`StatefulSet/${name}`],
        message: `StatefulSet/${name} has ${course.lowest} of ${replicas} replicas Ready at t+${duration(seconds(course.atMs))}: less than the majority of ${needed} that a quorum needs.`,
        evidence: [course.sequence],
        restsOn: [BUDGET],
      };
    }
  },
};

/** The StatefulSets whose pods the run touched, and that are large enough to have a majority. */
function* statefulSets(run: RunView): Generator<[uid: string, name: string, replicas: number]> {
  const owners = new Map(
    run.lives.flatMap(({ owner, namespace }) =>
      owner?.startsWith('StatefulSet/')
        ? [[`${namespace}/${owner.slice('StatefulSet/'.length)}`, namespace] as const]
        : [],
    ),
  );
  for (const [key, namespace] of [...owners].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const object = run.world.objects.get('StatefulSet.apps', namespace, key.slice(namespace.length + 1));
    const { metadata, spec } = (object ?? {}) as Partial<StatefulSet>;
    const replicas = spec?.replicas ?? 1;
    if (metadata?.uid && replicas >= 3) yield [metadata.uid, key, replicas];
  }
}

/** How many pods of a controller are Ready over the run, and when the count was lowest. */
function readyCourse(
  run: RunView,
  uid: string,
): { before: number; lowest: number; atMs: number; sequence: number } {
  const { pods } = run.world;
  const ready = new Map<number, boolean>();
  for (const row of pods.controlledBy(uid)) ready.set(row, pods.isReady(row) && pods.isActive(row));
  const mine = new Set(run.lives.filter(({ ownerUid }) => ownerUid === uid).map(({ row }) => row));
  let count = [...ready.values()].filter(Boolean).length;
  const course = { before: count, lowest: count, atMs: 0, sequence: 0 };
  for (const { change, timeMs, sequence } of run.records) {
    if (!('row' in change) || !mine.has(change.row)) continue;
    const was = ready.get(change.row) ?? false;
    let is = was;
    if (change.type === 'setPodReady') is = change.ready;
    else if (change.type === 'terminatePod' || change.type === 'removePod') is = false;
    if (was === is) continue;
    ready.set(change.row, is);
    count += is ? 1 : -1;
    if (count < course.lowest) Object.assign(course, { lowest: count, atMs: timeMs, sequence });
  }
  return course;
}
