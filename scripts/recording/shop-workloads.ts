import { readFileSync } from 'node:fs';
import { parseYaml } from '../../src/kubernetes/index.ts';

/** One workload of the recorded shop. */
export interface ShopWorkload {
  readonly namespace: string;
  readonly name: string;
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  /** Ignored for DaemonSets. */
  readonly replicas?: number;
  /** Millicores that a pod requests. */
  readonly cpu: number;
  /** MiB that a pod requests, and its limit. */
  readonly memory: number;
  readonly limit?: number;
  /** Seconds from the start of a pod until it is Ready. */
  readonly readySeconds?: number;
  /** The port of its Service. */
  readonly service?: number;
  /** A ConfigMap and a Secret whose keys become variables, and a ConfigMap that is mounted. */
  readonly configMap?: string;
  readonly secret?: string;
  readonly mounts?: string;
  /** A claim that its pods share, and GiB of a claim for each pod of a StatefulSet. */
  readonly claim?: string;
  readonly volume?: number;
  readonly image?: string;
  readonly version?: string;
  /** minAvailable of its budget. */
  readonly budget?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Every workload of `shop.yaml`. */
export function shopWorkloads(): readonly ShopWorkload[] {
  const path = new URL('shop.yaml', import.meta.url);
  const [document] = parseYaml(readFileSync(path, 'utf8'), path.pathname);
  return document?.value as readonly ShopWorkload[];
}
