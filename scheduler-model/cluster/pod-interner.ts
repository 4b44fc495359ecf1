import type { Container, ContainerStatus, Pod, PodSpec, PodStatus } from '../kubernetes/pod.ts';
import type { PodClass } from './pod-class.ts';

/**
 * Numbers pods by everything the scheduler can read about them.
 */
export class PodInterner {
  readonly #ids = new Map<string, number>();
  readonly #classes: PodClass[] = [];
  /** No class has a lower priority. */
  leastPriority = Number.POSITIVE_INFINITY;

  get size(): number {
    return this.#classes.length;
  }

  get(classId: number): PodClass {
    return this.#classes[classId]!;
  }

  intern(pod: Pod): number {
    const read = project(pod);
    const key = JSON.stringify(read);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const classId = this.#classes.length;
    const priority = read.spec?.priority ?? 0;
    this.leastPriority = Math.min(this.leastPriority, priority);
    this.#ids.set(key, classId);
    this.#classes.push({
      classId,
      pod: read,
      namespace: read.metadata?.namespace ?? '',
      labels: read.metadata?.labels ?? {},
      priority,
    });
    return classId;
  }
}

const SPEC_FIELDS = [
  'schedulerName',
  'priority',
  'preemptionPolicy',
  'schedulingGates',
  'overhead',
  'resources',
  'nodeSelector',
  'affinity',
  'tolerations',
  'topologySpreadConstraints',
  'hostNetwork',
  'hostUsers',
  'hostPID',
  'volumes',
  'resourceClaims',
  'os',
] as const satisfies readonly (keyof PodSpec)[];

const CONTAINER_FIELDS = [
  'name',
  'image',
  'ports',
  'resources',
  'restartPolicy',
  'restartPolicyRules',
  'resizePolicy',
] as const satisfies readonly (keyof Container)[];

const CONTAINER_STATUS_FIELDS = [
  'name',
  'resources',
  'allocatedResources',
] as const satisfies readonly (keyof ContainerStatus)[];

const STATUS_FIELDS = [
  'resources',
  'allocatedResources',
  'resourceClaimStatuses',
  'extendedResourceClaimStatus',
] as const satisfies readonly (keyof PodStatus)[];

/** The pod with only the fields that some plugin reads, in a fixed order. */
function project(pod: Pod): Pod {
  const { metadata = {}, spec = {}, status = {} } = pod;
  const read = {
    metadata: {
      namespace: metadata.namespace ?? '',
      ...pick(metadata, ['labels']),
      ...controllerOf(pod),
      ...(readsIdentity(pod) ? pick(metadata, ['name', 'uid']) : {}),
    },
    spec: {
      ...pick(spec, SPEC_FIELDS),
      containers: (spec.containers ?? []).map((container) => pick(container, CONTAINER_FIELDS)),
      initContainers: (spec.initContainers ?? []).map((container) => pick(container, CONTAINER_FIELDS)),
    },
    status: {
      ...pick(status, STATUS_FIELDS),
      ...resizeStatus(status),
    },
  };
  return read;
}

/** Volumes made for the pod and resource claims are found by the pod's own name and uid. */
function readsIdentity(pod: Pod): boolean {
  return (
    (pod.spec?.resourceClaims?.length ?? 0) > 0 ||
    pod.status?.extendedResourceClaimStatus !== undefined ||
    (pod.spec?.volumes?.some(({ ephemeral }) => ephemeral) ?? false)
  );
}

/** Only the controller among the owners is read: it names the default spreading's workload. */
function controllerOf({ metadata }: Pod): Pick<NonNullable<Pod['metadata']>, 'ownerReferences'> {
  const controller = metadata?.ownerReferences?.find((owner) => owner.controller);
  if (!controller) return {};
  return { ownerReferences: [pick(controller, ['apiVersion', 'kind', 'name', 'controller'])] };
}

/** What the kubelet says about resources that are being changed in place. */
function resizeStatus(status: PodStatus): PodStatus {
  const pending = status.conditions?.filter(({ type }) => type === 'PodResizePending') ?? [];
  const containers = resourceStatuses(status.containerStatuses);
  const initContainers = resourceStatuses(status.initContainerStatuses);
  return {
    ...(pending.length > 0 && {
      conditions: pending.map((condition) => pick(condition, ['type', 'status', 'reason'])),
    }),
    ...(containers.length > 0 && { containerStatuses: containers }),
    ...(initContainers.length > 0 && { initContainerStatuses: initContainers }),
  };
}

function resourceStatuses(statuses: readonly ContainerStatus[] | undefined): ContainerStatus[] {
  return (statuses ?? [])
    .filter(({ resources, allocatedResources }) => resources || allocatedResources)
    .map((status) => pick(status, CONTAINER_STATUS_FIELDS));
}

/** A copy of the object with only these fields, those that are undefined or null left out. */
function pick<T extends object, K extends keyof T>(object: T, fields: readonly K[]): Pick<T, K> {
  const picked: Partial<Pick<T, K>> = {};
  for (const field of fields) {
    const value = object[field];
    if (value !== undefined && value !== null) picked[field] = value;
  }
  return picked as Pick<T, K>;
}
