import type { ImpactReport } from '../../src/impact/index.ts';
import { impactOf } from '../impact/support/cluster.ts';

/** A report that has something of everything: a budget that waits, a pending pod, a Service at zero, a suggestion. */
export function richReport(): ImpactReport {
  return impactOf(
    {
      workloads: [
        {
          name: 'web',
          replicas: 3,
          nodes: ['worker-1', 'worker-1', 'worker-1'],
          service: 'cluster',
          budget: { maxUnavailable: 1 },
        },
        { name: 'big', cpu: '6', nodes: ['worker-1'] },
        { name: 'filler', replicas: 3, cpu: '2', nodes: ['worker-0', 'worker-2', 'worker-3'] },
        {
          name: 'ledger',
          nodes: ['worker-1'],
          budget: { minAvailable: 1 },
          service: 'cluster',
          emptyDir: 'scratch',
        },
        { name: 'page', nodes: ['worker-1'], service: 'cluster' },
        { name: 'agent', kind: 'DaemonSet' },
      ],
      unknown: ['ResourceQuota', 'PersistentVolume'],
    },
    ['kubectl drain worker-1 --ignore-daemonsets --delete-emptydir-data --timeout=30s'],
  );
}

/** A report of which nothing bad can be said. */
export function safeReport(): ImpactReport {
  return impactOf(
    {
      workloads: [
        { name: 'web', replicas: 3, nodes: ['worker-1', 'worker-2', 'worker-3'], service: 'cluster' },
      ],
    },
    ['kubectl drain worker-1'],
  );
}
