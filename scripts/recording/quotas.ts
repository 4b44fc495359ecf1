import type { PodBody } from './bodies.ts';
import type { Body, Cluster } from './cluster.ts';
import { QUOTAS } from './people.ts';
import { cpuOf } from './pod-readiness.ts';

/** A quota of a namespace. */
export interface QuotaBody extends Body {
  kind: 'ResourceQuota';
  spec: { hard: Record<string, string> };
  status: { hard: Record<string, string>; used: Record<string, string> };
}

/** What the quotas of the namespaces allow, and their status kept up to date. */
export class Quotas {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Writes the use of the beginning. */
  settle(): void {
    for (const quota of this.#cluster.all<QuotaBody>('ResourceQuota')) this.#write(quota);
  }

  allows(namespace: string, cpu: number): boolean {
    const quota = this.#of(namespace);
    return !quota || this.#used(namespace).cpu + cpu <= millicores(quota.status.hard['requests.cpu']!);
  }

  /** Why a pod is refused, as the API server says it. */
  words(namespace: string, cpu: number): string {
    const quota = this.#of(namespace)!;
    const used = this.#used(namespace).cpu;
    return `exceeded quota: ${quota.metadata.name}, requested: requests.cpu=${cpu}m, used: requests.cpu=${inCores(used)}, limited: requests.cpu=${quota.status.hard['requests.cpu']}`;
  }

  changed(namespace: string): void {
    const quota = this.#of(namespace);
    if (!quota || !this.#write(quota)) return;
    this.#cluster.save(QUOTAS, quota, { subresource: 'status' });
  }

  #write(quota: QuotaBody): boolean {
    const { cpu, pods } = this.#used(quota.metadata.namespace!);
    const used = { 'requests.cpu': inCores(cpu), pods: String(pods) };
    if (JSON.stringify(used) === JSON.stringify(quota.status.used)) return false;
    quota.status.used = used;
    return true;
  }

  #of(namespace: string): QuotaBody | undefined {
    return this.#cluster
      .all<QuotaBody>('ResourceQuota')
      .find(({ metadata }) => metadata.namespace === namespace);
  }

  #used(namespace: string): { readonly cpu: number; readonly pods: number } {
    const pods = this.#cluster
      .all<PodBody>('Pod')
      .filter(({ metadata, status }) => metadata.namespace === namespace && status.phase !== 'Succeeded');
    return { cpu: pods.reduce((sum, pod) => sum + cpuOf(pod), 0), pods: pods.length };
  }
}

function millicores(cpu: string): number {
  return cpu.endsWith('m') ? Number(cpu.slice(0, -1)) : Number(cpu) * 1000;
}

function inCores(cpu: number): string {
  return cpu % 1000 === 0 ? String(cpu / 1000) : `${cpu}m`;
}
