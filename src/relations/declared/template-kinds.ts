import type { GroupKind, KubeObject, PodSpec } from '../../kubernetes/index.ts';

/** The pod template of a workload. */
export interface PodTemplate {
  readonly spec: PodSpec;
  readonly labels: Readonly<Record<string, string>>;
  /** Where the pod's spec stands in the workload. */
  readonly prefix: string;
}

/** Kinds with a pod template, and where it stands; those of others only where they are widely used. */
const TEMPLATE_PATHS: ReadonlyMap<GroupKind, readonly string[]> = new Map([
  ['Deployment.apps', ['spec', 'template']],
  ['ReplicaSet.apps', ['spec', 'template']],
  ['StatefulSet.apps', ['spec', 'template']],
  ['DaemonSet.apps', ['spec', 'template']],
  ['Job.batch', ['spec', 'template']],
  ['CronJob.batch', ['spec', 'jobTemplate', 'spec', 'template']],
  ['ReplicationController', ['spec', 'template']],
  ['Rollout.argoproj.io', ['spec', 'template']],
  ['DeploymentConfig.apps.openshift.io', ['spec', 'template']],
  ['CloneSet.apps.kruise.io', ['spec', 'template']],
  ['StatefulSet.apps.kruise.io', ['spec', 'template']],
  ['DaemonSet.apps.kruise.io', ['spec', 'template']],
  ['Service.serving.knative.dev', ['spec', 'template']],
]);

/** Kinds whose objects hold a pod template. */
export const TEMPLATE_KINDS: readonly GroupKind[] = [...TEMPLATE_PATHS.keys()];

/** The pod template of an object; undefined when its kind has none, or it does not hold one. */
export function podTemplateOf(groupKind: GroupKind, object: KubeObject): PodTemplate | undefined {
  const path = TEMPLATE_PATHS.get(groupKind);
  if (!path) return undefined;
  let value: unknown = object;
  for (const field of path) value = (value as Readonly<Record<string, unknown>> | undefined)?.[field];
  const template = value as
    | { readonly metadata?: KubeObject['metadata']; readonly spec?: PodSpec }
    | undefined;
  if (!Array.isArray(template?.spec?.containers)) return undefined;
  return { spec: template.spec, labels: template.metadata?.labels ?? {}, prefix: `${path.join('.')}.spec` };
}
