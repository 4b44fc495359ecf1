import type { SendOptions } from '../create/create-objects.ts';
import { outputOf } from '../output/output-format.ts';
import { DRY_RUN, dryRunOf, FIELD_MANAGER, OUTPUT_FLAGS } from './common-flags.ts';
import { type Flag, type FlagValues, usage } from './flags.ts';

/** The flags of commands that send whole objects. */
export const SEND_FLAGS: readonly Flag[] = [
  DRY_RUN,
  FIELD_MANAGER,
  { name: 'validate', type: 'string', bare: 'strict' },
  { name: 'save-config', type: 'boolean' },
  ...OUTPUT_FLAGS,
];

/** @source k8s.io/kubectl/pkg/cmd/util/helpers.go → GetValidationDirective (v0.36.3) */
export function sendOptions(flags: FlagValues, command: string): SendOptions {
  const validate = flags.text('validate') ?? 'strict';
  const validation = VALIDATION[validate];
  if (!validation) {
    throw usage(
      `invalid - validate option ${JSON.stringify(validate)}; must be one of: strict (or true), warn, ignore (or false)`,
      command,
    );
  }
  return { dryRun: dryRunOf(flags, command), output: outputOf(flags, command), validation };
}

const VALIDATION: Readonly<Record<string, SendOptions['validation']>> = {
  strict: 'strict',
  true: 'strict',
  warn: 'warn',
  ignore: 'ignore',
  false: 'ignore',
};
