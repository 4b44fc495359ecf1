import { InputError } from '../../errors/index.ts';
import { parseSelector, type Selector } from '../../kubernetes/index.ts';

import type { Flag, FlagValues } from './flags.ts';

/** Whether requests are sent at all, and whether they change anything. */
export type DryRun = 'none' | 'client' | 'server';

export const DRY_RUN: Flag = { name: 'dry-run', type: 'string', bare: 'unchanged' };
export const SELECTOR: Flag = { name: 'selector', short: 'l', type: 'string' };
export const FIELD_SELECTOR: Flag = { name: 'field-selector', type: 'string' };
export const ALL: Flag = { name: 'all', type: 'boolean' };
export const ALL_NAMESPACES: Flag = { name: 'all-namespaces', short: 'A', type: 'boolean' };
export const CHUNK_SIZE: Flag = { name: 'chunk-size', type: 'integer' };
export const FIELD_MANAGER: Flag = { name: 'field-manager', type: 'string' };

/** Flags that name files. */
export const FILE_FLAGS: readonly Flag[] = [
  { name: 'filename', short: 'f', type: 'list' },
  { name: 'kustomize', short: 'k', type: 'string' },
  { name: 'recursive', short: 'R', type: 'boolean' },
];

/** Flags that say how the answer is printed. */
export const OUTPUT_FLAGS: readonly Flag[] = [
  { name: 'output', short: 'o', type: 'string' },
  { name: 'template', type: 'string', unmodelled: true },
  { name: 'show-managed-fields', type: 'boolean' },
  { name: 'allow-missing-template-keys', type: 'boolean', unmodelled: true },
];

/** @source k8s.io/kubectl/pkg/cmd/util/helpers.go → GetDryRunStrategy (v0.36.3) */
export function dryRunOf(flags: FlagValues, command: string): DryRun {
  const text = flags.text('dry-run');
  switch (text) {
    case undefined:
    case 'none':
    case 'false':
      return 'none';
    case 'unchanged':
    case 'client':
    case 'true':
      return 'client';
    case 'server':
      return 'server';
    default:
      throw new InputError(`Invalid dry-run value (${text}). Must be "none", "server", or "client".`, {
        where: command,
      });
  }
}

/** The selector of a flag; undefined when it is absent or empty. */
export function selectorOf(flags: FlagValues, name: string, command: string): Selector | undefined {
  const text = flags.text(name);
  if (!text) return undefined;
  const parsed = parseSelector(text);
  if ('problem' in parsed) throw new InputError(parsed.problem, { where: `${command} --${name}` });
  return parsed.selector;
}
