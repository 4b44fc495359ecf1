import type { KubeObject } from '../src/kubernetes/index.ts';
import { RandomStream } from '../src/simulation/kernel/index.ts';
import { type ClusterOptions, clusterObjects } from './cluster.ts';
import { PodWriter } from './export-pods.ts';

/**
 * How alike the pods of an export are: `uniform` is Deployments' pods that all run well; `varied` holds pods of
 * DaemonSets, Jobs (each of its own make), StatefulSets and Deployments, with sidecars, restarts, crashes, statuses in any
 * order, annotations that differ, and managedFields on some.
 */
export type ExportMix = 'uniform' | 'varied';

/** A pod in so many is of … when the mix is varied; all others are of Deployments. */
const SHARES = [
  ['DaemonSet', 0.2],
  ['StatefulSet', 0.1],
  ['Job', 0.1],
] as const;

/** The objects of `clusterObjects` with pods as an API server prints them, some 5 KB each. */
export function* exportObjects(options: ClusterOptions, mix: ExportMix): Generator<KubeObject> {
  const random = new RandomStream(options.seed ?? 1, 'export', mix);
  const writer = new PodWriter(random, mix === 'varied');
  for (const object of clusterObjects(options)) {
    if (object.kind !== 'Pod') yield object;
    else
      yield sorted(writer.write(object, mix === 'varied' ? ownerKind(random) : 'Deployment')) as KubeObject;
  }
}

function ownerKind(random: RandomStream): OwnerKind {
  let rest = random.next();
  for (const [kind, share] of SHARES) {
    if (rest < share) return kind;
    rest -= share;
  }
  return 'Deployment';
}

/** What a pod belongs to. */
export type OwnerKind = 'Deployment' | (typeof SHARES)[number][0];

/** The value with the keys of every object in order, as kubectl prints them. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}
