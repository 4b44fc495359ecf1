import {
  type Container,
  type GroupKind,
  isObject,
  type KubeObject,
  type PodSpec,
} from '../../kubernetes/index.ts';

const TEMPLATE = ['spec', 'template', 'spec'];
/** Where the kinds that kubectl knows keep the spec of their pods. */
const POD_SPEC_PATHS: Readonly<Record<GroupKind, readonly string[]>> = {
  Pod: ['spec'],
  ReplicationController: TEMPLATE,
  'Deployment.apps': TEMPLATE,
  'ReplicaSet.apps': TEMPLATE,
  'StatefulSet.apps': TEMPLATE,
  'DaemonSet.apps': TEMPLATE,
  'Job.batch': TEMPLATE,
  'CronJob.batch': ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

/** The spec of an object's pods; undefined for kinds that have none. */
export function podSpecOf(kind: GroupKind, object: KubeObject): PodSpec | undefined {
  const path = POD_SPEC_PATHS[kind];
  if (!path) return undefined;
  let value: unknown = object;
  for (const step of path) value = isObject(value) ? value[step] : undefined;
  return value as PodSpec | undefined;
}

/** The object with another spec for its pods. */
export function withPodSpec(kind: GroupKind, object: KubeObject, podSpec: PodSpec): KubeObject {
  const place = (value: unknown, [step, ...rest]: readonly string[]): unknown => {
    if (step === undefined) return podSpec;
    const fields = isObject(value) ? value : {};
    return { ...fields, [step]: place(fields[step], rest) };
  };
  return place(object, POD_SPEC_PATHS[kind] ?? []) as KubeObject;
}

/** The pod spec with its containers of both sorts changed. */
export function mapContainers(podSpec: PodSpec, change: (container: Container) => Container): PodSpec {
  return {
    ...podSpec,
    containers: podSpec.containers.map(change),
    ...(podSpec.initContainers ? { initContainers: podSpec.initContainers.map(change) } : {}),
  };
}

/** The names of all containers, those that run first in front. */
export function containersOf({ containers, initContainers = [] }: PodSpec): Container[] {
  return [...initContainers, ...containers];
}
