import { compareTexts } from '../../kubernetes/index.ts';
import type { CommandContext } from '../../simulation/index.ts';
import type { TargetArguments } from '../cluster/target-arguments.ts';
import type { ObjectPrinter } from '../output/object-printer.ts';

/**
 * Prints the labels or annotations of objects, as `--list` asks for; below a heading unless one object alone is named.
 *
 * @deviation kubectl prints them in no order; here they are sorted.
 * @source k8s.io/kubectl/pkg/cmd/label/label.go → LabelOptions.RunLabel (v0.36.3)
 */
export function listMetadata(
  { stdout }: Pick<CommandContext, 'stdout'>,
  field: 'labels' | 'annotations',
  { named, types, objects }: TargetArguments,
): ObjectPrinter {
  const isSingle = types.length === 0 && named.length + objects.length === 1;
  const indent = isSingle ? '' : ' ';
  return (groupKind, { metadata }) => {
    const [kind, ...group] = groupKind.split('.');
    if (!isSingle) stdout(`Listing ${field} for ${kind}.${group.join('.')}/${metadata.name}:`);
    const entries = Object.entries(metadata[field] ?? {}).sort(([a], [b]) => compareTexts(a, b));
    for (const [key, value] of entries) stdout(`${indent}${key}=${value}`);
  };
}
