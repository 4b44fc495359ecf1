import type { Propagation } from '../../simulation/index.ts';
import { type TargetArguments, targetArguments } from '../cluster/target-arguments.ts';
import {
  ALL,
  ALL_NAMESPACES,
  DRY_RUN,
  type DryRun,
  dryRunOf,
  FIELD_SELECTOR,
  FILE_FLAGS,
  SELECTOR,
} from '../command-line/common-flags.ts';
import { booleanOf, type Flag, type FlagValues, usage } from '../command-line/flags.ts';
import { nameOutputOf, type OutputFormat } from '../output/output-format.ts';
import type { VerbInput } from '../verb.ts';

export const DELETE_FLAGS: readonly Flag[] = [
  ...FILE_FLAGS,
  SELECTOR,
  FIELD_SELECTOR,
  ALL,
  ALL_NAMESPACES,
  { name: 'cascade', type: 'string', bare: 'background' },
  { name: 'force', type: 'boolean' },
  { name: 'grace-period', type: 'integer' },
  { name: 'ignore-not-found', type: 'boolean' },
  { name: 'interactive', short: 'i', type: 'boolean', unmodelled: true },
  { name: 'now', type: 'boolean' },
  { name: 'output', short: 'o', type: 'string' },
  { name: 'raw', type: 'string', unmodelled: true },
  { name: 'timeout', type: 'duration' },
  { name: 'wait', type: 'boolean' },
  DRY_RUN,
];

export interface DeleteOptions {
  readonly targets: TargetArguments;
  readonly propagation: Propagation;
  /** What kubectl says about how the cascade was given. */
  readonly warning: string | undefined;
  /** Absent: each object's own. */
  readonly gracePeriodSeconds: number | undefined;
  readonly force: boolean;
  readonly ignoreNotFound: boolean;
  readonly wait: boolean;
  readonly timeoutMs: number;
  readonly output: OutputFormat;
  readonly dryRun: DryRun;
}

/** How long kubectl waits when nobody says: a week. */
const WEEK_MS = 168 * 3_600_000;

/** @source k8s.io/kubectl/pkg/cmd/delete/delete.go → DeleteOptions.Complete, Validate (v0.36.3) */
export function deleteOptions(input: VerbInput): DeleteOptions {
  const { flags, command } = input;
  const force = flags.isOn('force');
  const gracePeriodSeconds = graceOf(flags, force, command);
  const targets = targetArguments(input);
  return {
    targets,
    propagation: propagationOf(flags.text('cascade') ?? 'background', command),
    warning: cascadeWarning(flags.text('cascade')),
    gracePeriodSeconds,
    force,
    ignoreNotFound: flags.isOn('ignore-not-found', targets.types.length > 0),
    wait: flags.isOn('wait', true),
    timeoutMs: flags.durationMs('timeout') || WEEK_MS,
    output: nameOutputOf(flags, command),
    dryRun: dryRunOf(flags, command),
  };
}

function graceOf(flags: FlagValues, force: boolean, command: string): number | undefined {
  let seconds = flags.integer('grace-period') ?? -1;
  if (flags.isOn('now')) {
    if (seconds !== -1) throw usage('--now and --grace-period cannot be specified together', command);
    seconds = 1;
  }
  if (seconds === 0 && !force) seconds = 1;
  if (force && seconds < 0) seconds = 0;
  if (force && seconds > 0) {
    throw usage('--force and --grace-period greater than 0 cannot be specified together', command);
  }
  return seconds < 0 ? undefined : seconds;
}

/** @source k8s.io/kubectl/pkg/cmd/delete/delete_flags.go → parseCascadingFlag (v0.36.3) */
export function propagationOf(text: string, command: string): Propagation {
  const isOn = booleanOf(text);
  if (isOn !== undefined) return isOn ? 'Background' : 'Orphan';
  switch (text) {
    case 'background':
      return 'Background';
    case 'foreground':
      return 'Foreground';
    case 'orphan':
      return 'Orphan';
    default:
      throw usage(
        `invalid cascade value (${text}). Must be "background", "foreground", or "orphan"`,
        command,
      );
  }
}

/** @source k8s.io/kubectl/pkg/cmd/delete/delete_flags.go → parseCascadingFlag (v0.36.3) */
export function cascadeWarning(text: string | undefined): string | undefined {
  const isOn = text === undefined ? undefined : booleanOf(text);
  if (isOn === undefined) return undefined;
  const instead = isOn ? 'background' : 'orphan';
  return `warning: --cascade=${text} is deprecated (boolean value) and can be replaced with --cascade=${instead}.`;
}
