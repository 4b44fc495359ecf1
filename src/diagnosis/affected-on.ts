import type { ObjectKey } from '../relations/index.ts';
import type { Scope } from './scope.ts';

/** The ill pods on a node; the node itself when it is what was asked for. */
export function affectedOn(scope: Scope, node: ObjectKey): ObjectKey[] {
  const name = node.slice('Node/'.length);
  const pods = scope.illPods.filter(({ pod }) => pod.spec?.nodeName === name).map(({ key }) => key);
  return node === scope.target ? [node, ...pods] : pods;
}
