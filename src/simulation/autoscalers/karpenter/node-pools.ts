import type { KubeObject, Node } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import { amount } from '../movable-pods.ts';

const NODE_POOL = 'NodePool.karpenter.sh';
const POOL_LABEL = 'karpenter.sh/nodepool';
const TYPE_LABEL = 'node.kubernetes.io/instance-type';

/** A NodePool with the nodes it has, as far as the model reads it. */
export interface NodePool {
  readonly name: string;
  readonly weight: number;
  readonly nodeRows: readonly number[];
  /** One node of each instance type that the pool uses, the smallest first. */
  readonly modelRows: readonly number[];
  /** Limits of spec.limits, in cores and bytes. */
  readonly limits: Readonly<Record<string, number>>;
  readonly consolidates: 'WhenEmpty' | 'WhenEmptyOrUnderutilized';
  readonly consolidateAfterMs: number;
  /** How many of `count` nodes may be disrupted at a time. */
  readonly budget: (count: number) => number;
}

interface Spec {
  readonly weight?: number;
  readonly limits?: Readonly<Record<string, string>>;
  readonly disruption?: {
    readonly consolidationPolicy?: string;
    readonly consolidateAfter?: string;
    readonly budgets?: readonly { readonly nodes?: string; readonly schedule?: string }[];
  };
}

/** The NodePools of the world, those with the highest weight first. */
export function nodePoolsOf(world: WorldView): NodePool[] {
  const rows = new Map<string, number[]>();
  for (const row of world.nodes.rows()) {
    const pool = world.nodes.object(row)!.metadata.labels?.[POOL_LABEL];
    if (pool) rows.set(pool, [...(rows.get(pool) ?? []), row]);
  }
  const pools = [...world.objects.all(NODE_POOL)].map((object) => {
    const name = object.metadata.name ?? '';
    return poolOf(world, object, rows.get(name) ?? []);
  });
  return pools.sort((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1));
}

function poolOf(world: WorldView, object: KubeObject, nodeRows: readonly number[]): NodePool {
  const { weight = 0, limits = {}, disruption = {} } = (object.spec ?? {}) as Spec;
  const { consolidationPolicy, consolidateAfter, budgets = [{ nodes: '10%' }] } = disruption;
  return {
    name: object.metadata.name ?? '',
    weight,
    nodeRows,
    modelRows: modelsOf(world, nodeRows),
    limits: Object.fromEntries(Object.entries(limits).map(([resource, limit]) => [resource, amount(limit)])),
    consolidates: consolidationPolicy === 'WhenEmpty' ? 'WhenEmpty' : 'WhenEmptyOrUnderutilized',
    consolidateAfterMs: durationMs(consolidateAfter),
    budget: (count) => Math.min(...budgets.map(({ nodes = '10%' }) => allowed(nodes, count))),
  };
}

/** One node of each instance type, by size: the model knows no prices and takes the smaller for the cheaper. */
function modelsOf(world: WorldView, nodeRows: readonly number[]): number[] {
  const byType = new Map<string, number>();
  for (const row of nodeRows) {
    const type = world.nodes.object(row)!.metadata.labels?.[TYPE_LABEL] ?? '';
    if (!byType.has(type)) byType.set(type, row);
  }
  const size = (row: number) => sizeOf(world.nodes.object(row)!);
  return [...byType.values()].sort((a, b) => size(a) - size(b) || a - b);
}

function sizeOf({ status }: Node): number {
  return amount(status?.allocatable?.cpu) + amount(status?.allocatable?.memory) / 4e9;
}

/** @source karpenter pkg/apis/v1/nodepool.go → GetAllowedDisruptions (v1.14.0): percentages round up */
function allowed(nodes: string, count: number): number {
  const percent = /^(\d+)%$/.exec(nodes)?.[1];
  return percent === undefined ? Number(nodes) : Math.ceil((Number(percent) * count) / 100);
}

/** `30s`, `1h30m`; `Never` is for ever. */
function durationMs(text = '0s'): number {
  if (text === 'Never') return Number.POSITIVE_INFINITY;
  const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000 };
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)([hms])/g))
    total += Number(count) * units[unit!]!;
  return total;
}
