import { seconds } from '../run/seconds.ts';
import { duration } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';

/** A command that would run until somebody interrupts it. */
export const commandDoesNotEnd: FindingType = {
  code: 'COMMAND_DOES_NOT_END',
  title: 'A command does not end',
  *find(run) {
    for (const { line, endMs } of run.commands) {
      if (endMs !== undefined) continue;
      yield {
        severity: 'critical',
        objects: [],
        message: `${line} does not end: after ${duration(seconds(run.endMs))} of simulated time it still waits.`,
        evidence: [],
      };
    }
  },
};
