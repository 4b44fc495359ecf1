import { type TargetArguments, targetArguments } from '../cluster/target-arguments.ts';
import {
  FIELD_MANAGER,
  FILE_FLAGS,
  isNameOutput,
  OUTPUT_FLAGS,
  SELECTOR,
} from '../command-line/common-flags.ts';
import type { Flag } from '../command-line/flags.ts';
import type { VerbInput } from '../verb.ts';

export const ROLLOUT_FLAGS: readonly Flag[] = [SELECTOR, FIELD_MANAGER, ...FILE_FLAGS, ...OUTPUT_FLAGS];

export interface RolloutOptions {
  readonly targets: TargetArguments;
  readonly printsNames: boolean;
}

export function rolloutOptions(input: VerbInput): RolloutOptions {
  return {
    targets: targetArguments(input, { typeAloneMeansAll: true }),
    printsNames: isNameOutput(input.flags, input.command),
  };
}
