import { isEqual } from '../equal.ts';
import { isObject, type PatchProblem } from './json-value.ts';

/** One operation of a JSON patch (RFC 6902). */
interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

class Unpatchable extends Error {}

/**
 * Applies a JSON patch (RFC 6902), or says what stands against it.
 *
 * @source k8s.io/apiserver/pkg/endpoints/handlers/patch.go → jsonPatcher.applyJSPatch (v0.36.3)
 */
export function jsonPatch(
  target: unknown,
  patch: readonly unknown[],
): { readonly value: unknown } | PatchProblem {
  let value = target;
  try {
    for (const operation of patch) value = applyOperation(value, decode(operation));
  } catch (error) {
    if (error instanceof Unpatchable) return { problem: error.message };
    throw error;
  }
  return { value };
}

function decode(operation: unknown): Operation {
  if (!isObject(operation) || typeof operation.op !== 'string' || typeof operation.path !== 'string') {
    throw new Unpatchable('an operation needs "op" and "path"');
  }
  return operation as unknown as Operation;
}

function applyOperation(target: unknown, { op, path, from = '', value }: Operation): unknown {
  switch (op) {
    case 'add':
      return edit(target, stepsOf(path), (container, key) => added(container, key, value, path));
    case 'remove':
      return edit(target, stepsOf(path), (container, key) => removed(container, key, op, path));
    case 'replace':
      return edit(target, stepsOf(path), (container, key) => replaced(container, key, value, path));
    case 'move': {
      const moved = valueAt(target, from, op);
      const without = applyOperation(target, { op: 'remove', path: from });
      return applyOperation(without, { op: 'add', path, value: moved });
    }
    case 'copy':
      return applyOperation(target, { op: 'add', path, value: valueAt(target, from, op) });
    case 'test':
      if (isEqual(valueAt(target, path, op), value)) return target;
      throw new Unpatchable(`testing value ${path} failed`);
    default:
      throw new Unpatchable(`Unexpected kind: ${op}`);
  }
}

function stepsOf(path: string): string[] {
  if (path === '') return [];
  return path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

type Edit = (container: unknown, key: string) => unknown;

/** A copy of `target` in which the container of the last step is edited. */
function edit(target: unknown, steps: readonly string[], change: Edit): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return change(undefined, '');
  if (rest.length === 0) return change(target, step);
  const child = childOf(target, step);
  if (child === undefined) throw new Unpatchable(missing('add', steps.join('/')));
  const edited = edit(child, rest, change);
  if (Array.isArray(target)) return target.with(Number(step), edited);
  return { ...(target as object), [step]: edited };
}

function added(container: unknown, key: string, value: unknown, path: string): unknown {
  if (container === undefined) return value;
  if (Array.isArray(container)) {
    const index = key === '-' ? container.length : indexIn(key, container.length + 1, 'add', path);
    return container.toSpliced(index, 0, value);
  }
  if (!isObject(container)) throw new Unpatchable(missing('add', path));
  return { ...container, [key]: value };
}

function removed(container: unknown, key: string, op: string, path: string): unknown {
  if (Array.isArray(container)) return container.toSpliced(indexIn(key, container.length, op, path), 1);
  if (!isObject(container) || !Object.hasOwn(container, key)) {
    throw new Unpatchable(`remove operation does not apply: doc is missing key: ${path}: missing value`);
  }
  const { [key]: _removed, ...rest } = container;
  return rest;
}

function replaced(container: unknown, key: string, value: unknown, path: string): unknown {
  if (container === undefined) return value;
  if (Array.isArray(container)) return container.with(indexIn(key, container.length, 'replace', path), value);
  // The library that the API server uses does not mind a key that is missing.
  if (!isObject(container)) {
    throw new Unpatchable(`replace operation does not apply: doc is missing key: ${path}: missing value`);
  }
  return { ...container, [key]: value };
}

function valueAt(target: unknown, path: string, op: string): unknown {
  let value = target;
  for (const step of stepsOf(path)) value = childOf(value, step);
  if (value === undefined && op !== 'test') throw new Unpatchable(missing(op, path));
  return value;
}

function childOf(container: unknown, step: string): unknown {
  if (Array.isArray(container)) return container[Number(step)];
  return isObject(container) && Object.hasOwn(container, step) ? container[step] : undefined;
}

function indexIn(key: string, bound: number, op: string, path: string): number {
  const index = Number(key);
  if (!Number.isInteger(index) || index < 0 || index >= bound) {
    throw new Unpatchable(
      `${op} operation does not apply: doc is missing path: ${path}: invalid index referenced`,
    );
  }
  return index;
}

function missing(op: string, path: string): string {
  return `${op} operation does not apply: doc is missing path: "${path}": missing value`;
}
