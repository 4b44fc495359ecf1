import type { KubeObject } from '../../kubernetes/index.ts';
import type { WorldView } from '../../world/index.ts';
import type { Failure } from '../output/failure.ts';
import type { TargetArguments } from './target-arguments.ts';
import { findTargets, getTarget, isObject, type Target } from './targets.ts';

/** A target with the object that is stored. */
export interface FoundObject {
  readonly target: Target;
  readonly object: KubeObject;
}

/** The objects that a line names, read from the server, and what could not be read. */
export function findObjects(
  world: WorldView,
  named: TargetArguments,
): { readonly found: readonly FoundObject[]; readonly failures: readonly Failure[] } {
  const { targets, failures } = findTargets(world, named);
  const found: FoundObject[] = [];
  const missing: Failure[] = [...failures];
  for (const target of targets) {
    const object = getTarget(world, target);
    if (isObject(object)) found.push({ target, object });
    else missing.push(object);
  }
  return { found, failures: missing };
}
