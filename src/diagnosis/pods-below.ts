import { healthOf, type ObjectKey } from '../relations/index.ts';
import type { Scope } from './scope.ts';

/** The ill pods below an object. */
export function podsBelow(scope: Scope, key: ObjectKey): ObjectKey[] {
  const below = scope.graph.walk(key, { direction: 'dependencies', types: ['owns'], maxHops: 3 });
  return below
    .map((each) => each.key)
    .filter((each) => each.startsWith('Pod/') && healthOf(each, scope.graph).status !== 'ok');
}
