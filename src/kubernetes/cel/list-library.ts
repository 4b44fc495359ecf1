import type { Environment } from '@marcbachmann/cel-js';
import { celError } from './cel-error.ts';

type Scalar = bigint | number | string | boolean;

/**
 * Functions of lists and sets.
 *
 * @source staging/src/k8s.io/apiserver/pkg/cel/library/lists.go (v1.36.3)
 * @source https://github.com/google/cel-go/blob/master/ext/sets.go
 * @source https://github.com/google/cel-go/blob/master/ext/lists.go
 * @deviation sortBy, transformMap and transformMapEntry are missing; elements are compared as scalars.
 */
export function registerLists(environment: Environment): Environment {
  return environment
    .registerFunction('list.isSorted(): bool', (list: Scalar[]) =>
      list.every((item, index) => index === 0 || list[index - 1]! <= item),
    )
    .registerFunction('list.sum(): dyn', (list: Scalar[]) => {
      if (list.every((item) => typeof item === 'bigint')) return list.reduce((sum, item) => sum + item, 0n);
      return (list as number[]).reduce((sum, item) => sum + item, 0);
    })
    .registerFunction('list.min(): dyn', (list: Scalar[]) =>
      extreme(list, 'min', (one, other) => one < other),
    )
    .registerFunction('list.max(): dyn', (list: Scalar[]) =>
      extreme(list, 'max', (one, other) => one > other),
    )
    .registerFunction('list.indexOf(dyn): int', (list: Scalar[], item: Scalar) => BigInt(list.indexOf(item)))
    .registerFunction('list.lastIndexOf(dyn): int', (list: Scalar[], item: Scalar) =>
      BigInt(list.lastIndexOf(item)),
    )
    .registerFunction('list.distinct(): list', (list: Scalar[]) => [...new Set(list)])
    .registerFunction('list.reverse(): list', (list: Scalar[]) => list.toReversed())
    .registerFunction('list.sort(): list', (list: Scalar[]) =>
      list.toSorted((one, other) => (one < other ? -1 : one > other ? 1 : 0)),
    )
    .registerFunction('list.flatten(): list', (list: unknown[]) => list.flat())
    .registerFunction('list.slice(int, int): list', (list: unknown[], start: bigint, end: bigint) => {
      if (start < 0n || end < start || end > BigInt(list.length)) {
        throw celError(`cannot slice(${start}, ${end}), list is length ${list.length}`);
      }
      return list.slice(Number(start), Number(end));
    })
    .registerType('Sets', { ctor: Sets, fields: {} })
    .registerConstant('sets', 'Sets', new Sets())
    .registerFunction('Sets.contains(list, list): bool', (_sets: Sets, list: Scalar[], items: Scalar[]) =>
      items.every((item) => list.includes(item)),
    )
    .registerFunction('Sets.intersects(list, list): bool', (_sets: Sets, list: Scalar[], items: Scalar[]) =>
      items.some((item) => list.includes(item)),
    )
    .registerFunction(
      'Sets.equivalent(list, list): bool',
      (_sets: Sets, list: Scalar[], items: Scalar[]) =>
        items.every((item) => list.includes(item)) && list.every((item) => items.includes(item)),
    );
}

/** The namespace `sets`, under which CEL has its set functions. */
class Sets {}

function extreme(list: Scalar[], name: string, isBetter: (one: Scalar, other: Scalar) => boolean): Scalar {
  if (list.length === 0) throw celError(`${name} called on empty list`);
  return list.reduce((best, item) => (isBetter(item, best) ? item : best));
}
