import type { PodMake } from '../../world/index.ts';

/** How a Job of a CronJob is named: the CronJob's name and the minute of the run. */
const RUN_SUFFIX = /-\d{8,}$/;

/**
 * The workload that a pod belongs to, the same for every revision and every run: `Deployment default/web` for a pod of
 * one of its ReplicaSets. Undefined for a pod without a controller.
 */
export function workloadOf(namespace: string, make: PodMake): string | undefined {
  const controller = make.ownerReferences.find((owner) => owner.controller);
  if (!controller) return undefined;
  const { kind, name } = controller;
  const hash = make.labels['pod-template-hash'];
  if (kind === 'ReplicaSet' && hash && name.endsWith(`-${hash}`))
    return `Deployment ${namespace}/${name.slice(0, -hash.length - 1)}`;
  if (kind === 'Job' && RUN_SUFFIX.test(name)) return `CronJob ${namespace}/${name.replace(RUN_SUFFIX, '')}`;
  return `${kind} ${namespace}/${name}`;
}
