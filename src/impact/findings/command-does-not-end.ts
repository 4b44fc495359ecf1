import { seconds } from '../run/seconds.ts';
import { duration } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';
import { heldPods } from './held-pods.ts';

/** A command that would run until somebody interrupts it, for a reason that no other finding tells. */
export const commandDoesNotEnd: FindingType = {
  code: 'COMMAND_DOES_NOT_END',
  title: 'A command does not end',
  *find(run) {
    const held = heldPods(run);
    for (const [index, { line, endMs }] of run.commands.entries()) {
      if (endMs !== undefined || held.some(({ refusal }) => refusal.command === index)) continue;
      yield {
        severity: 'critical',
        objects: [],
        message: `${line} does not end: it still waits at t+${duration(seconds(run.endMs))}.`,
        evidence: [],
      };
    }
  },
};
