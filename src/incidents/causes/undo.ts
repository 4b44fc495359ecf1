import { isEqual } from '../../kubernetes/index.ts';
import type { DecidedChange } from '../changes/decided-change.ts';
import type { CauseContext } from './context.ts';

/** The later change of the same object that takes a change back, wholly or in one of its fields; undefined when none does. */
export function undoOf(context: CauseContext, change: DecidedChange): DecidedChange | undefined {
  return context
    .changesOf(change.ref)
    .find((later) => later.timeMs > change.timeMs && takesBack(later, change));
}

/** Whether a change takes another one of the same object back. */
export function takesBack(later: DecidedChange, change: DecidedChange): boolean {
  if (change.operation === 'deleted') return later.operation === 'created';
  if (change.operation === 'created') return later.operation === 'deleted';
  if (change.aspects.has('cordon') || change.aspects.has('taint')) return later.aspects.has('uncordon');
  return change.fields.some(({ path, before, after }) =>
    later.fields.some(
      (field) =>
        field.path === path &&
        isEqual(field.after, before) &&
        !isEqual(before, after) &&
        !path.endsWith('restartedAt'),
    ),
  );
}
