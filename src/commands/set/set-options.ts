import { type TargetArguments, targetArguments } from '../cluster/target-arguments.ts';
import {
  ALL,
  DRY_RUN,
  type DryRun,
  dryRunOf,
  FIELD_MANAGER,
  FILE_FLAGS,
  OUTPUT_FLAGS,
  SELECTOR,
} from '../command-line/common-flags.ts';
import type { Flag } from '../command-line/flags.ts';
import { type OutputFormat, outputOf } from '../output/output-format.ts';
import type { VerbInput } from '../verb.ts';

/** The flags of all `set` commands. */
export const SET_FLAGS: readonly Flag[] = [
  { name: 'local', type: 'boolean', unmodelled: true },
  ALL,
  SELECTOR,
  DRY_RUN,
  FIELD_MANAGER,
  ...FILE_FLAGS,
  ...OUTPUT_FLAGS,
];

/** What every `set` command is asked for. */
export interface SetOptions {
  readonly targets: TargetArguments;
  readonly output: OutputFormat;
  readonly dryRun: DryRun;
}

/**
 * What a line of a `set` command asks for.
 *
 * @param words those of the line that name objects.
 */
export function setOptions(input: VerbInput, words = input.positional): SetOptions {
  const { flags, command } = input;
  return {
    targets: targetArguments(input, { words }),
    output: outputOf(flags, command),
    dryRun: dryRunOf(flags, command),
  };
}
