import { InputError } from '../../errors/index.ts';
import { compareTexts, NODE_POOL_LABELS } from '../../kubernetes/index.ts';
import type { WorldView } from '../../world/index.ts';

/** What a sweep takes away, case by case. */
export const SWEEP_UNITS = ['node', 'zone', 'pair', 'nodepool'] as const;
export type SweepUnit = (typeof SWEEP_UNITS)[number];

/** How it is taken away. */
export const SWEEP_COMMANDS = ['drain', 'delete', 'fail'] as const;
export type SweepCommand = (typeof SWEEP_COMMANDS)[number];

/** One what-if of a sweep: the nodes that go together. */
export interface SweepCase {
  /** A node, a zone, `a+b`, or a node pool: unique within the sweep. */
  readonly name: string;
  readonly nodes: readonly string[];
}

/** Pairs of nodes: all of them, or those that can tell something. */
export interface SweepPairs {
  readonly cases: readonly SweepCase[];
  /** How many pairs there are. */
  readonly total: number;
  /** How they were chosen; absent when they are all. */
  readonly selection?: string;
}

/** Most pairs that one sweep goes through: larger ones are cut by `--selector` or `--shard`. */
export const PAIRS_MAX = 2_000_000;

const ZONE_LABELS = ['topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone'];
/** Whether a node belongs to a sweep, by its labels and its name. */
export type IsIncluded = (labels: Readonly<Record<string, string>>, name: string) => boolean;

/**
 * The cases of a sweep over the nodes that `included` accepts, by name.
 *
 * @throws InputError when the snapshot has no such units, or too many pairs.
 */
export function sweepCases(
  world: WorldView,
  unit: SweepUnit,
  included: IsIncluded = () => true,
): SweepCase[] {
  const nodes = world
    .list('Node')
    .filter(({ metadata }) => included(metadata.labels ?? {}, metadata.name ?? ''));
  const names = nodes.map(({ metadata }) => metadata.name ?? '');
  if (names.length === 0)
    throw new InputError('there is no node to take away', {
      hint: 'check --selector, --nodes and the snapshot',
    });
  switch (unit) {
    case 'node':
      return names.map((name) => ({ name, nodes: [name] }));
    case 'pair':
      if (names.length === 1)
        throw new InputError(`there is no pair of nodes: the only node is ${names[0]}`, {
          hint: 'check --selector, --nodes and the snapshot',
        });
      return pairs(names);
    case 'zone':
      return grouped(nodes, ZONE_LABELS, 'zone');
    case 'nodepool':
      return grouped(nodes, NODE_POOL_LABELS, 'node pool');
  }
}

/** The command line of one case. */
export function sweepLine(command: SweepCommand, { nodes }: SweepCase): string {
  const names = nodes.join(' ');
  switch (command) {
    case 'drain':
      return `kubectl drain ${names} --ignore-daemonsets --delete-emptydir-data --force`;
    case 'delete':
      return `kubectl delete node ${names}`;
    case 'fail':
      return `fail node ${names}`;
  }
}

/** The cases of shard `index` of `count`: every count-th, so that neighbours are shared out evenly. */
export function shardOf<Case>(cases: readonly Case[], index: number, count: number): Case[] {
  return cases.filter((_, position) => position % count === index);
}

function pairs(names: readonly string[]): SweepCase[] {
  const count = (names.length * (names.length - 1)) / 2;
  if (count > PAIRS_MAX) {
    throw new InputError(`${names.length} nodes make ${count} pairs, more than ${PAIRS_MAX}`, {
      hint: 'name the nodes that matter with --selector, or sweep by zone or node pool',
    });
  }
  return names.flatMap((first, index) =>
    names.slice(index + 1).map((second) => ({ name: `${first}+${second}`, nodes: [first, second] })),
  );
}

function grouped(
  nodes: readonly {
    readonly metadata: { readonly name?: string; readonly labels?: Readonly<Record<string, string>> };
  }[],
  labels: readonly string[],
  what: string,
): SweepCase[] {
  const groups = new Map<string, string[]>();
  for (const { metadata } of nodes) {
    const label = labels.find((each) => metadata.labels?.[each] !== undefined);
    const value = label === undefined ? undefined : metadata.labels?.[label];
    if (value === undefined || metadata.name === undefined) continue;
    groups.set(value, [...(groups.get(value) ?? []), metadata.name]);
  }
  if (groups.size === 0) {
    throw new InputError(`no node says which ${what} it belongs to`, {
      hint: `looked for the labels ${labels.join(', ')}`,
    });
  }
  return [...groups]
    .sort(([a], [b]) => compareTexts(a, b))
    .map(([name, members]) => ({ name, nodes: members }));
}
