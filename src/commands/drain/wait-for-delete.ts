import type { CommandContext, Process } from '../../simulation/index.ts';
import { objectLine } from '../output/object-line.ts';
import { isOverdue } from './filters.ts';
import type { DrainOptions } from './options.ts';

const POLL_MS = 1000;

/**
 * Polls until the pods are gone, or replaced under their names; false when the time is over first.
 *
 * @param deadlineMs when the time is over, on the simulation's clock.
 * @source k8s.io/kubectl/pkg/drain/drain.go → waitForDelete (v0.36.3)
 */
export function* waitForDelete(
  context: CommandContext,
  rows: readonly number[],
  options: DrainOptions,
  deadlineMs: number,
  verb: 'evicted' | 'deleted',
): Process<boolean> {
  const { world, stdout, nowMs } = context;
  let pending = rows;
  for (;;) {
    pending = pending.filter((row) => {
      if (!world.pods.exists(row)) {
        stdout(objectLine('Pod', world.pods.name(row), verb, options.dryRun));
        return false;
      }
      if (!isOverdue(context, row, options)) return true;
      const seconds = options.skipWaitForDeleteTimeoutSeconds;
      stdout(
        `pod ${JSON.stringify(world.pods.name(row))} has DeletionTimestamp older than ${seconds} seconds, skipping`,
      );
      return false;
    });
    if (pending.length === 0) return true;
    const leftMs = deadlineMs - nowMs();
    if (leftMs <= 0) return false;
    yield { type: 'sleep', delayMs: Math.min(POLL_MS, leftMs) };
    if (nowMs() >= deadlineMs) return false;
  }
}
