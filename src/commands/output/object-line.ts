import type { GroupKind } from '../../kubernetes/index.ts';
import type { DryRun } from '../command-line/common-flags.ts';

/**
 * What kubectl prints for an object that something was done to: `deployment.apps/web scaled`.
 *
 * @source k8s.io/cli-runtime/pkg/printers/name.go → NamePrinter.PrintObj (v0.36.3)
 */
export function objectLine(
  kind: GroupKind,
  name: string,
  operation: string,
  dryRun: DryRun = 'none',
): string {
  return `${objectName(kind, name)} ${operation}${DRY_RUN_NOTES[dryRun]}`;
}

/** `deployment.apps/web`. */
export function objectName(kind: GroupKind, name: string): string {
  return `${resourceOfKind(kind)}/${name}`;
}

/** `deployment.apps`. */
export function resourceOfKind(kind: GroupKind): string {
  const dot = kind.indexOf('.');
  return dot < 0 ? kind.toLowerCase() : kind.slice(0, dot).toLowerCase() + kind.slice(dot);
}

const DRY_RUN_NOTES: Readonly<Record<DryRun, string>> = {
  none: '',
  client: ' (dry run)',
  server: ' (server dry run)',
};
