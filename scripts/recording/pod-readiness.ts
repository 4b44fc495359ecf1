import type { PodBody } from './bodies.ts';
import { stamp } from './moments.ts';

/** Whether the pod's condition says that it is Ready. */
export function isReady(pod: PodBody): boolean {
  return pod.status.conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}

/** Writes a pod's readiness into its conditions and containers. */
export function setReady(pod: PodBody, ready: boolean, nowMs: number): void {
  for (const condition of pod.status.conditions) {
    if (!condition.type.endsWith('Ready')) continue;
    condition.status = ready ? 'True' : 'False';
    condition.lastTransitionTime = stamp(nowMs);
    if (ready) delete condition.reason;
    else condition.reason = 'ContainersNotReady';
  }
  for (const container of pod.status.containerStatuses ?? []) container.ready = ready;
}

/** The pod's request in millicores. */
export function cpuOf({ spec }: PodBody): number {
  return (spec.containers as { resources?: { requests?: { cpu?: string } } }[]).reduce(
    (sum, { resources }) => {
      const cpu = resources?.requests?.cpu ?? '0';
      return sum + (cpu.endsWith('m') ? Number(cpu.slice(0, -1)) : Number(cpu) * 1000);
    },
    0,
  );
}
