import type { PodBody } from './bodies.ts';
import { SECOND, stamp } from './moments.ts';
import { kubelet } from './people.ts';
import { setReady } from './pod-readiness.ts';
import type { Shop } from './shop.ts';

/** How a container ends and comes back. */
export interface Crash {
  readonly reason: 'OOMKilled' | 'Error' | 'Completed';
  readonly exitCode: number;
  /** How long the kubelet waits before it starts it again; 0 at the first restart. */
  readonly backoffMs?: number;
  /** From the start until it is Ready; without it the container never becomes so. */
  readonly readyAfterMs?: number;
  /** The last line that it writes. */
  readonly lastWords?: string;
  readonly done?: () => void;
}

/** A pod's container ends now and is started again by its kubelet. */
export function crash(
  shop: Shop,
  pod: PodBody,
  { reason, exitCode, backoffMs = 0, readyAfterMs, lastWords, done }: Crash,
): void {
  const { cluster } = shop;
  const { metadata, spec, status } = pod;
  const [container] = status.containerStatuses ?? [];
  if (!container || metadata.deletionTimestamp || !spec.nodeName) return;
  const who = kubelet(spec.nodeName);
  const id = `${metadata.name}_${metadata.namespace}(${metadata.uid})`;
  if (lastWords) cluster.log(pod, container.name, lastWords);
  if (reason === 'OOMKilled') {
    cluster.event(
      'kubelet',
      pod,
      'OOMKilling',
      `Memory cgroup out of memory: Killed process 1 (${container.name})`,
    );
  }
  container.lastState = { terminated: { exitCode, reason, finishedAt: stamp(cluster.now) } };
  setReady(pod, false, cluster.now);
  const start = () => {
    if (metadata.deletionTimestamp) return;
    container.restartCount += 1;
    container.state = { running: { startedAt: stamp(cluster.now) } };
    shop.lives.find((life) => life.pod === pod)?.restarts.push(cluster.now);
    cluster.save(who, pod, { subresource: 'status' });
    shop.touched(pod);
    if (readyAfterMs === undefined) return done?.();
    cluster.after(readyAfterMs, () => {
      if (metadata.deletionTimestamp) return;
      shop.ready(pod);
      done?.();
    });
  };
  if (backoffMs === 0) {
    cluster.after(1 * SECOND, start);
    return;
  }
  container.state = {
    waiting: {
      reason: 'CrashLoopBackOff',
      message: `back-off ${backoffMs >= 60_000 ? `${Math.floor(backoffMs / 60_000)}m${(backoffMs % 60_000) / 1000}s` : `${backoffMs / 1000}s`} restarting failed container=${container.name} pod=${id}`,
    },
  };
  cluster.save(who, pod, { subresource: 'status' });
  shop.touched(pod);
  cluster.event(
    'kubelet',
    pod,
    'BackOff',
    `Back-off restarting failed container ${container.name} in pod ${id}`,
  );
  cluster.after(backoffMs, start);
}

/** The kubelet's waits between restarts: 10 s, doubled each time, at most 5 minutes. */
export function backoffOf(restart: number): number {
  return restart === 0 ? 0 : Math.min(300, 10 * 2 ** (restart - 1)) * SECOND;
}
