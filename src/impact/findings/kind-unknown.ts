import type { FindingType } from './finding.ts';

/** Kinds that change what a drain does, with what is not said when they are unknown. */
const EFFECTS: readonly (readonly [kind: string, effect: string])[] = [
  ['PodDisruptionBudget.policy', 'a budget may hold pods back that leave here'],
  ['DaemonSet.apps', 'pods of DaemonSets are known by their owner only'],
  ['PersistentVolume', 'volumes may pin pods to nodes or zones'],
  ['PersistentVolumeClaim', 'volumes may pin pods to nodes or zones'],
  ['Service', 'endpoints of Services are not followed'],
  ['ResourceQuota', 'a quota may refuse new pods'],
  ['PriorityClass.scheduling.k8s.io', 'priorities of new pods are taken from the old ones'],
];

/** Kinds that the snapshot says nothing about and that this run could depend on. */
export const kindUnknown: FindingType = {
  code: 'KIND_UNKNOWN',
  title: 'The snapshot lacks a kind that matters here',
  *find(run) {
    if (!run.lives.some(({ terminating, created }) => terminating ?? created)) return;
    for (const { kind, state, detail, effect } of run.world.snapshot.completeness) {
      if (state !== 'unknown') continue;
      const known = EFFECTS.find(([each]) => each === kind);
      if (!known) continue;
      yield {
        severity: 'info',
        objects: [kind],
        message: `The snapshot says nothing about ${kind}${detail ? ` (${detail})` : ''}: ${effect ?? known[1]}.`,
        evidence: [],
      };
    }
  },
};
