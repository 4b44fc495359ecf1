import { readFileSync } from 'node:fs';
import { parseYaml } from '../../src/kubernetes/index.ts';

/** One workload of the sample, in the words that matter for a simulation. */
export interface Workload {
  readonly namespace: string;
  readonly name: string;
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'Job' | 'Pod';
  /** Ignored for DaemonSets. */
  readonly replicas?: number;
  readonly cpu: string;
  readonly memory: string;
  /** Seconds from the start of a pod until it is Ready. */
  readonly readySeconds?: number;
  /** Names of nodes for the first replicas; the others go where there is room. */
  readonly nodes?: readonly string[];
  readonly emptyDir?: string;
  /** A claim for each pod of a StatefulSet: `zonal` volumes can move within their zone, `local` ones not at all. */
  readonly volume?: 'zonal' | 'local';
  readonly budget?: { readonly minAvailable?: number | string; readonly maxUnavailable?: number | string };
  readonly service?: 'cluster' | 'headless';
  readonly priorityClass?: string;
  readonly tolerates?: readonly object[];
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** At most one pod of it on a node, or spread over zones. */
  readonly spread?: 'node' | 'zone';
  readonly configMap?: string;
  readonly graceSeconds?: number;
  readonly gpu?: number;
}

/** Every workload of `workloads.yaml`, in the order in which the pods are placed. */
export function sampleWorkloads(): readonly Workload[] {
  const path = new URL('workloads.yaml', import.meta.url);
  const [document] = parseYaml(readFileSync(path, 'utf8'), path.pathname);
  return document?.value as readonly Workload[];
}
