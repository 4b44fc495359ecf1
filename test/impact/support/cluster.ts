import { metadataOf } from '../../../scripts/sample/metadata.ts';
import { type SampleNode, sampleNodes } from '../../../scripts/sample/nodes.ts';
import { Placement } from '../../../scripts/sample/placement.ts';
import type { Workload } from '../../../scripts/sample/workload.ts';
import { workloadObjects } from '../../../scripts/sample/workload-objects.ts';
import { parseCommands } from '../../../src/commands/index.ts';
import { type ImpactReport, simulateImpact } from '../../../src/impact/index.ts';
import { type KubeObject, RESOURCES } from '../../../src/kubernetes/index.ts';
import { timingsOf } from '../../../src/simulation/index.ts';
import { snapshotOf } from '../../../src/snapshot/index.ts';
import { World } from '../../../src/world/index.ts';

/** A cluster in a few words: the sample's nodes, some workloads, and whatever else a test needs. */
export interface Cluster {
  readonly workloads: readonly (Partial<Workload> & Pick<Workload, 'name'>)[];
  readonly nodeCount?: number;
  readonly objects?: readonly KubeObject[];
  /** Changes a node, to cordon it or to make it small. */
  readonly node?: (node: KubeObject) => KubeObject;
  /** Kinds that the snapshot says nothing about. */
  readonly unknown?: readonly string[];
  readonly kubernetes?: string;
}

const DEFAULTS = {
  namespace: 'default',
  kind: 'Deployment',
  replicas: 1,
  cpu: '100m',
  memory: '64Mi',
  readySeconds: 3,
} as const;

export function worldOf({
  workloads,
  nodeCount = 4,
  objects = [],
  node,
  unknown = [],
  kubernetes = 'v1.36.1',
}: Cluster): World {
  const nodes = sampleNodes().slice(0, nodeCount);
  const placement = new Placement(nodes);
  const namespaces = [
    ...new Set(['default', 'kube-system', ...workloads.map(({ namespace = 'default' }) => namespace)]),
  ];
  const all = [
    ...namespaces.flatMap(namespaceObjects),
    ...nodes.map((each: SampleNode) => (node ? node(each.object) : each.object)),
    ...workloads.flatMap((each) => workloadObjects({ ...DEFAULTS, ...each }, nodes, placement)),
    ...objects,
  ];
  const { snapshot } = snapshotOf(all, {
    cluster: 'test',
    kubernetes,
    takenAtMs: Date.UTC(2026, 9, 12),
    complete: [...RESOURCES.keys()].filter((kind) => !unknown.includes(kind)),
  });
  return new World(snapshot);
}

function namespaceObjects(name: string): KubeObject[] {
  const spec = { finalizers: ['kubernetes'] };
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: metadataOf('Namespace', '', name),
      spec,
      status: { phase: 'Active' },
    },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadataOf('ServiceAccount', name, 'default') },
  ];
}

export interface RunOptions {
  readonly runs?: number;
  readonly horizonMs?: number;
  readonly seed?: number;
}

/** The report of commands on a world. */
export function impactOn(world: World, lines: readonly string[], options: RunOptions = {}): ImpactReport {
  const files = { read: () => '', list: () => undefined };
  const parse = (each: readonly string[]) => parseCommands(each, files);
  return simulateImpact(world, parse(lines), {
    seed: options.seed ?? 1,
    runs: options.runs ?? 1,
    horizonMs: options.horizonMs ?? 600_000,
    scheduler: { tieBreak: 'kubernetes', startIndex: 0 },
    timings: (phaseSeed) => timingsOf(world, phaseSeed === undefined ? {} : { phaseSeed }),
    parse,
  });
}

/** The report of commands on a cluster. */
export function impactOf(cluster: Cluster, lines: readonly string[], options?: RunOptions): ImpactReport {
  return impactOn(worldOf(cluster), lines, options);
}
