import { type NodeBody, ownedBy, type PodBody } from '../bodies.ts';
import type { Body } from '../cluster.ts';
import { between, chance, HOUR, MINUTE, midnights, SECOND, stamp } from '../moments.ts';
import { CRON, JOBS, kubelet } from '../people.ts';
import type { Shop } from '../shop.ts';

/** The report of each night at two, and the memory that its node runs out of on most of them. */
export function nights(shop: Shop): void {
  const { cluster } = shop;
  let last: { readonly job: Body; readonly pod: PodBody } | undefined;
  for (const midnight of midnights()) {
    const at = midnight + 2 * HOUR;
    cluster.at(at, () => {
      const old = last;
      last = runReport(shop, at);
      if (old) {
        cluster.remove(JOBS, old.pod);
        cluster.remove(CRON, old.job);
      }
    });
    if (chance('pressure', midnight) < 0.72)
      pressure(shop, at + between(9, 24, 'pressure', midnight, 'from') * MINUTE, midnight);
  }
  // A few times by day, for other reasons.
  for (const day of [17, 61, 102, 139])
    pressure(shop, midnights()[day]! + between(9, 21, 'by day', day) * HOUR, day);
}

function runReport(shop: Shop, at: number): { readonly job: Body; readonly pod: PodBody } {
  const { cluster } = shop;
  const cron = cluster.find<Body>('CronJob', 'batch', 'nightly-report');
  const name = `nightly-report-${Math.floor(at / MINUTE)}`;
  const { jobTemplate } = cron.spec as {
    jobTemplate: { spec: { template: { spec: { containers: PodBody['spec']['containers'] } } } };
  };
  const job: Body & { status: Record<string, unknown> } = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      namespace: 'batch',
      labels: { 'batch.kubernetes.io/job-name': name },
      ownerReferences: ownedBy(cron),
    },
    spec: { parallelism: 1, completions: 1, ...jobTemplate.spec },
    status: { active: 1, startTime: stamp(at) },
  };
  cluster.create(CRON, job);
  const pod: PodBody = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-${Math.floor(chance('job pod', at) * 90_000 + 10_000)}`,
      namespace: 'batch',
      labels: { 'batch.kubernetes.io/job-name': name },
      ownerReferences: ownedBy(job),
    },
    spec: { ...structuredClone(jobTemplate.spec.template.spec), nodeName: 'worker-3' },
    status: { phase: 'Running', startTime: stamp(at), conditions: [] },
  };
  cluster.create(JOBS, pod);
  cluster.after(between(31, 44, 'report', at) * MINUTE, () => {
    pod.status = { ...pod.status, phase: 'Succeeded' };
    cluster.save(kubelet('worker-3'), pod, { subresource: 'status' });
    cluster.after(SECOND, () => {
      job.status = {
        startTime: stamp(at),
        completionTime: stamp(cluster.now),
        succeeded: 1,
        conditions: [{ type: 'Complete', status: 'True', lastTransitionTime: stamp(cluster.now) }],
      };
      cluster.save(JOBS, job, { subresource: 'status' });
    });
  });
  return { job, pod };
}

/** A node says that its memory runs out, and some minutes later that it has enough again. */
function pressure(shop: Shop, at: number, purpose: number): void {
  const { cluster } = shop;
  const set = (isUnder: boolean) => {
    const node = cluster.find<NodeBody>('Node', '', 'worker-3');
    const condition = node.status.conditions.find(({ type }) => type === 'MemoryPressure')!;
    condition.status = isUnder ? 'True' : 'False';
    condition.reason = isUnder ? 'KubeletHasInsufficientMemory' : 'KubeletHasSufficientMemory';
    condition.lastTransitionTime = stamp(cluster.now);
    cluster.save(kubelet('worker-3'), node, { subresource: 'status' });
    if (isUnder) cluster.event('kubelet', node, 'EvictionThresholdMet', 'Attempting to reclaim memory');
  };
  cluster.at(at, () => set(true));
  cluster.at(at + between(6, 14, 'relief', purpose) * MINUTE, () => set(false));
}
