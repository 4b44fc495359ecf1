import { InputError } from '../../../errors/index.ts';
import { SWEEP_UNITS, type SweepReport, shardOf, sweepCases, sweepReport } from '../../../impact/index.ts';
import { oneOf } from '../../options/choices.ts';
import { commandOf, type Options, runCases, sweepSet } from './sweep-set.ts';

/** The sweep that the flags describe, or one shard of it. */
export async function sweepOf(options: Options): Promise<SweepReport> {
  const each = oneOf('--each', SWEEP_UNITS, String(options.each));
  const command = commandOf(options);
  const shard = options.shard === undefined ? undefined : shardFlag(String(options.shard));
  const set = await sweepSet(options);
  const all = sweepCases(set.world, each, set.included);
  const cases = shard ? shardOf(all, shard.index, shard.count) : all;
  const { rows, lost } = await runCases(set, cases, command);
  return sweepReport(set.world, {
    each,
    command,
    seed: set.flags.seed,
    ...(shard ? { shard } : {}),
    totalCases: all.length,
    rows,
    lost,
  });
}

function shardFlag(text: string): { readonly index: number; readonly count: number } {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (match && count >= 1 && index < count) return { index, count };
  throw new InputError(`--shard takes i/n with i from 0 to n-1, not ${JSON.stringify(text)}`);
}
