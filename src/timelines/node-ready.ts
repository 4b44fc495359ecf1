import { isObject, type KubeObject } from '../kubernetes/index.ts';

/** Whether a node is Ready; undefined when nothing tells. */
export function readyOf(node: KubeObject | undefined): boolean | undefined {
  const conditions = isObject(node?.status) ? node.status.conditions : undefined;
  const ready: unknown = Array.isArray(conditions)
    ? conditions.find((each: unknown) => isObject(each) && each.type === 'Ready')
    : undefined;
  return isObject(ready) ? ready.status === 'True' : undefined;
}
