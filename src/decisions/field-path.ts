import { isObject, type KubeObject } from '../kubernetes/index.ts';

/**
 * The value at a path as changes write it: `spec.replicas`, `spec.template.spec.containers[api].image`,
 * `data.app.properties` (keys may hold dots: the longest key that fits is taken); undefined where there is none.
 */
export function valueAt(object: KubeObject | undefined, path: string): unknown {
  return object === undefined ? undefined : within(object, path);
}

function within(value: unknown, path: string): unknown {
  if (path === '') return value;
  if (Array.isArray(value)) return withinList(value, path);
  if (!isObject(value)) return undefined;
  const keys = Object.keys(value)
    .filter((key) => path.startsWith(key) && isStepEnd(path, key.length))
    .sort((a, b) => b.length - a.length);
  for (const key of keys) {
    const found = within(value[key], withoutDot(path.slice(key.length)));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Items of lists are found by their name, or by their place. */
function withinList(items: readonly unknown[], path: string): unknown {
  const step = /^\[([^\]]*)\]/.exec(path);
  if (!step) return undefined;
  const name = step[1] ?? '';
  const named = items.find((item) => isObject(item) && item.name === name);
  const item = named ?? (/^\d+$/.test(name) ? items[Number(name)] : undefined);
  return within(item, withoutDot(path.slice(step[0].length)));
}

function isStepEnd(path: string, length: number): boolean {
  return path.length === length || path[length] === '.' || path[length] === '[';
}

function withoutDot(path: string): string {
  return path.startsWith('.') ? path.slice(1) : path;
}

/** Whether the second path is the first or lies below it. */
export function isWithin(path: string, below: string): boolean {
  return below.startsWith(path) && isStepEnd(below, path.length);
}
