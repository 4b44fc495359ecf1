import type { ObjectKey } from './object-key.ts';
import type { Relation, RelationType } from './relation.ts';

/** Which way to go: to what the object depends on, or to what depends on it. */
export type Direction = 'dependencies' | 'dependents';

export interface WalkOptions {
  readonly direction: Direction;
  /** How far; without it, to the end. */
  readonly maxHops?: number;
  /** Relations to follow; without it, all. */
  readonly types?: readonly RelationType[];
  /** Objects that are reached but not passed. */
  readonly stopAt?: (key: ObjectKey) => boolean;
}

/** An object that a walk reached. */
export interface WalkNode {
  readonly key: ObjectKey;
  /** 0 for the start. */
  readonly hops: number;
  /** The relations from the start to it, along the shortest way; of equal ones the first in order. */
  readonly path: readonly Relation[];
}

/** What a walk reached, in the order in which it was reached. */
export type Walk = readonly WalkNode[];

/** What a walk needs of a graph. */
export interface Walkable {
  dependenciesOf(key: ObjectKey): readonly Relation[];
  dependentsOf(key: ObjectKey): readonly Relation[];
}

/** Everything that can be reached from an object, itself first, breadth first. */
export function walkFrom(graph: Walkable, start: ObjectKey, options: WalkOptions): Walk {
  const { direction, maxHops = Number.POSITIVE_INFINITY, types, stopAt } = options;
  const nodes: WalkNode[] = [{ key: start, hops: 0, path: [] }];
  const seen = new Set([start]);
  for (let at = 0; at < nodes.length; at++) {
    const { key, hops, path } = nodes[at]!;
    if (hops >= maxHops || (hops > 0 && stopAt?.(key))) continue;
    const relations = direction === 'dependencies' ? graph.dependenciesOf(key) : graph.dependentsOf(key);
    for (const relation of relations) {
      if (types && !types.includes(relation.type)) continue;
      const next = direction === 'dependencies' ? relation.dependency : relation.dependent;
      if (seen.has(next)) continue;
      seen.add(next);
      nodes.push({ key: next, hops: hops + 1, path: [...path, relation] });
    }
  }
  return nodes;
}

/** The shortest chain of dependencies from one object to another; undefined when there is none. */
export function shortestPath(
  graph: Walkable,
  from: ObjectKey,
  to: ObjectKey,
  types?: readonly RelationType[],
): readonly Relation[] | undefined {
  if (from === to) return [];
  const reachedBy = new Map<ObjectKey, Relation | undefined>([[from, undefined]]);
  const queue = [from];
  for (let at = 0; at < queue.length; at++) {
    for (const relation of graph.dependenciesOf(queue[at]!)) {
      const { dependency, type } = relation;
      if (reachedBy.has(dependency) || (types && !types.includes(type))) continue;
      reachedBy.set(dependency, relation);
      if (dependency === to) return chainTo(to, reachedBy);
      queue.push(dependency);
    }
  }
  return undefined;
}

function chainTo(end: ObjectKey, reachedBy: ReadonlyMap<ObjectKey, Relation | undefined>): Relation[] {
  const chain: Relation[] = [];
  for (let step = reachedBy.get(end); step; step = reachedBy.get(step.dependent)) chain.unshift(step);
  return chain;
}
