import type { GroupKind, KubeObject, Lease, Node } from '../../kubernetes/index.ts';
import type { PodColumns } from '../pod-columns.ts';

/** What is found out about the cluster as a whole. */
export interface Facts {
  readonly cluster?: string;
  readonly kubernetes?: string;
  readonly takenAtMs?: number;
}

/** Gathers the cluster's version and the time of the snapshot from whatever tells them. */
export class ClusterFacts {
  #cluster: string | undefined;
  #serverMinor = Number.NaN;
  #kubeletMinor = Number.NaN;
  #saidMs = Number.NaN;
  #newestMs = Number.NEGATIVE_INFINITY;

  cluster(name: string): void {
    this.#cluster ??= name;
  }

  /** The API server's version, such as `v1.31.2+k3s1`. */
  serverVersion(text: string): void {
    this.#serverMinor = newerOf(this.#serverMinor, minorOf(text));
  }

  /** When the export was made, as it says itself. */
  takenAt(timeMs: number): void {
    this.#saidMs = newerOf(this.#saidMs, timeMs);
  }

  /** Looks at the times and versions that an object carries. */
  see(kind: GroupKind, object: KubeObject): void {
    this.#seeTime(object.metadata.creationTimestamp);
    if (kind === 'Node') this.#seeNode(object as unknown as Node);
    else if (kind === 'Event') {
      this.#seeTime(object.lastTimestamp);
      this.#seeTime(object.eventTime);
    } else if (kind === 'Lease.coordination.k8s.io') {
      this.#seeTime((object as unknown as Lease).spec?.renewTime);
    }
  }

  finish(pods: PodColumns): Facts {
    for (const column of [pods.createdMs, pods.startedMs, pods.readyChangedMs]) {
      for (const time of column.view()) if (time > this.#newestMs) this.#newestMs = time;
    }
    const minor = Number.isNaN(this.#serverMinor) ? this.#kubeletMinor : this.#serverMinor;
    const takenAtMs = Number.isNaN(this.#saidMs) ? this.#newestMs : this.#saidMs;
    return {
      ...(this.#cluster === undefined ? {} : { cluster: this.#cluster }),
      ...(Number.isNaN(minor) ? {} : { kubernetes: `v1.${minor}` }),
      ...(Number.isFinite(takenAtMs) ? { takenAtMs } : {}),
    };
  }

  #seeNode(node: Node): void {
    this.#kubeletMinor = newerOf(this.#kubeletMinor, minorOf(node.status?.nodeInfo?.kubeletVersion));
    for (const condition of node.status?.conditions ?? []) this.#seeTime(condition.lastHeartbeatTime);
  }

  #seeTime(timestamp: unknown): void {
    if (typeof timestamp !== 'string') return;
    const timeMs = Date.parse(timestamp);
    if (timeMs > this.#newestMs) this.#newestMs = timeMs;
  }
}

function minorOf(version: unknown): number {
  return Number(/^v?1\.(\d+)/.exec(typeof version === 'string' ? version : '')?.[1] ?? Number.NaN);
}

function newerOf(a: number, b: number): number {
  return Number.isNaN(a) || b > a ? b : a;
}
