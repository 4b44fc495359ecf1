import type { FindingType } from './finding.ts';
import { heldPods } from './held-pods.ts';

/** A command that ends with an error for a reason that no other finding tells. */
export const commandFails: FindingType = {
  code: 'COMMAND_FAILS',
  title: 'A command fails',
  *find(run) {
    const held = heldPods(run);
    for (const [index, { line, exit, stderr }] of run.commands.entries()) {
      if (
        exit === 0 ||
        stderr.includes('cannot delete ') ||
        held.some(({ refusal }) => refusal.command === index)
      )
        continue;
      const errors = stderr.split('\n').filter((text) => text !== '' && !text.startsWith('Warning: '));
      yield {
        severity: 'critical',
        objects: [],
        message: `${line} exits with ${exit}: ${errors.at(-1) ?? 'it prints nothing'}`,
        evidence: [],
      };
    }
  },
};
