import { type TargetArguments, targetArguments } from '../cluster/target-arguments.ts';
import { FIELD_MANAGER, FILE_FLAGS, OUTPUT_FLAGS, SELECTOR } from '../command-line/common-flags.ts';
import { type Flag, usage } from '../command-line/flags.ts';
import { type OutputFormat, outputOf } from '../output/output-format.ts';
import type { VerbInput } from '../verb.ts';

export const ROLLOUT_FLAGS: readonly Flag[] = [SELECTOR, FIELD_MANAGER, ...FILE_FLAGS, ...OUTPUT_FLAGS];

export interface RolloutOptions {
  readonly targets: TargetArguments;
  readonly output: OutputFormat;
}

export function rolloutOptions(input: VerbInput): RolloutOptions {
  const { positional, flags, command } = input;
  if (positional.length === 0 && flags.list('filename').length === 0 && !flags.has('kustomize')) {
    throw usage('required resource not specified', command);
  }
  return {
    targets: targetArguments(input, { typeAloneMeansAll: true }),
    output: outputOf(flags, command),
  };
}
