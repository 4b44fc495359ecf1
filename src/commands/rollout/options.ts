import { type TargetArguments, targetArguments } from '../cluster/target-arguments.ts';
import {
  FIELD_MANAGER,
  FILE_FLAGS,
  isNameOutput,
  OUTPUT_FLAGS,
  SELECTOR,
} from '../command-line/common-flags.ts';
import { type Flag, usage } from '../command-line/flags.ts';
import type { VerbInput } from '../verb.ts';

export const ROLLOUT_FLAGS: readonly Flag[] = [SELECTOR, FIELD_MANAGER, ...FILE_FLAGS, ...OUTPUT_FLAGS];

export interface RolloutOptions {
  readonly targets: TargetArguments;
  readonly printsNames: boolean;
}

export function rolloutOptions(input: VerbInput): RolloutOptions {
  const { positional, flags, command } = input;
  if (positional.length === 0 && flags.list('filename').length === 0 && !flags.has('kustomize')) {
    throw usage('required resource not specified', command);
  }
  return {
    targets: targetArguments(input, { typeAloneMeansAll: true }),
    printsNames: isNameOutput(input.flags, input.command),
  };
}
