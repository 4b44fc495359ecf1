import { setImmediate } from 'node:timers/promises';
import { parseCommands } from '../../../commands/index.ts';
import { InputError } from '../../../errors/index.ts';
import { type DrainOrder, orderDrains, SWEEP_UNITS, sweepCases } from '../../../impact/index.ts';
import { timingsOf } from '../../../simulation/index.ts';
import { fileReader } from '../../files.ts';
import { oneOf, wholeNumber } from '../../options/choices.ts';
import { schedulerOptions } from '../../options/simulation-options.ts';
import { Progress } from '../../progress.ts';
import { commandOf, type Options, runCases, sweepSet } from './sweep-set.ts';

const UNITS = SWEEP_UNITS.filter((unit) => unit !== 'pair');
const TOGETHER_MAX = 10_000;

/** In which order the nodes of the flags can be drained, and which may go together. */
export async function orderOf(options: Options): Promise<DrainOrder> {
  const each = oneOf('--each', UNITS, String(options.each));
  if (commandOf(options) !== 'drain') throw new InputError('--order is about drains: it takes no --command');
  const together =
    options.together === undefined
      ? TOGETHER_MAX
      : wholeNumber('--together', String(options.together), 1, TOGETHER_MAX);
  const set = await sweepSet(options);
  const units = sweepCases(set.world, each, set.included);
  const { rows } = await runCases(set, units, 'drain', 'draining alone');
  const progress = new Progress();
  const { flags, world } = set;
  const steps = orderDrains(world, units, rows, {
    seed: flags.seed,
    horizonMs: flags.horizonMs,
    timings: timingsOf(world, { overrides: flags.overrides }),
    scheduler: schedulerOptions(flags),
    parse: (lines) => parseCommands(lines, fileReader),
    each,
    uncordon: options.uncordon === true,
    together,
  });
  for (;;) {
    const step = steps.next();
    if (step.done) {
      progress.end();
      return step.value;
    }
    progress.tell(`ordering: ${step.value} of ${units.length} have their place`);
    await setImmediate();
  }
}
