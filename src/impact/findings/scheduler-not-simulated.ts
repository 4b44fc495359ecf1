import { counted } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';

/** Pods that wait for a scheduler of another name: nobody here can say where they go. */
export const schedulerNotSimulated: FindingType = {
  code: 'SCHEDULER_NOT_SIMULATED',
  title: 'Pods wait for a scheduler that is not simulated',
  *find({ world: { pods }, unhandledPods }) {
    const waiting = Map.groupBy(unhandledPods, (row) => pods.template(row).make.spec.schedulerName ?? '');
    for (const [name, rows] of waiting) {
      yield {
        severity: 'info',
        objects: rows.map((row) => pods.key(row)),
        subject: name,
        message: `${counted(rows.length, 'pod')} ${rows.length === 1 ? 'waits' : 'wait'} for the scheduler ${name}, which is not simulated: whether and where ${rows.length === 1 ? 'it finds' : 'they find'} a node is not known.`,
        evidence: [],
      };
    }
  },
};
