import type { Container, PodSpec, PodStatus } from '../kubernetes/index.ts';
import { conditionOf } from '../kubernetes/index.ts';
import { canonicalJson } from './canonical-json.ts';

export type ContainerStatus = NonNullable<PodStatus['containerStatuses']>[number];

/** Addresses: no simulation reads them. */
export const UNREAD = ['hostIP', 'hostIPs', 'podIP', 'podIPs'] as const;
/** What is kept of a container's status in any case. */
export const KEPT_OF_CONTAINER = [
  'name',
  'ready',
  'restartCount',
  'started',
  'state',
  'lastState',
] as const satisfies readonly (keyof ContainerStatus)[];
export const CONTAINER_LISTS = [
  'containerStatuses',
  'initContainerStatuses',
  'ephemeralContainerStatuses',
] as const;

/**
 * What the columns keep of the status of a pod that is more than plainly running and ready (not ready, resized,
 * restarted, ended); undefined for a plain one. Addresses, images and identifiers of containers, and resources that are just
 * what the spec asks for are left out.
 */
export function notableStatus(
  status: PodStatus | undefined,
  spec: PodSpec | undefined,
): PodStatus | undefined {
  if (!status || !isNotable(status, spec)) return undefined;
  const kept: Record<string, unknown> = { ...status };
  for (const field of UNREAD) delete kept[field];
  const containers = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  for (const field of CONTAINER_LISTS) {
    const list = status[field];
    if (Array.isArray(list)) kept[field] = list.map((each) => keptContainer(each, containers));
  }
  return kept as PodStatus;
}

/** Whether the status says more than the columns hold. */
function isNotable(status: PodStatus, spec: PodSpec | undefined): boolean {
  if (status.phase !== 'Running' || conditionOf(status.conditions, 'Ready')?.status !== 'True') return true;
  return (
    status.resize !== undefined ||
    (status.conditions ?? []).some(({ type }) => isResizeCondition(type)) ||
    (status.containerStatuses ?? []).some(
      (container) => container.restartCount > 0 || isResized(container, spec?.containers),
    )
  );
}

export function isResizeCondition(type: unknown): boolean {
  return type === 'PodResizePending' || type === 'PodResizeInProgress';
}

/** Whether a container runs with other resources than its spec asks for; kubelets since 1.33 always say with which. */
export function isResized(
  { name, resources, allocatedResources }: Pick<ContainerStatus, 'name' | 'resources' | 'allocatedResources'>,
  containers: readonly Container[] | undefined,
): boolean {
  if (resources === undefined && allocatedResources === undefined) return false;
  const wanted = containers?.find((container) => container.name === name)?.resources;
  return (
    (resources !== undefined && !isSame(resources, wanted ?? {})) ||
    (allocatedResources !== undefined && !isSame(allocatedResources, wanted?.requests ?? {}))
  );
}

function keptContainer(container: ContainerStatus, containers: readonly Container[]): ContainerStatus {
  const { name, ready, restartCount, started, state, lastState, resources, allocatedResources } = container;
  const isOther = isResized(container, containers);
  return {
    name,
    ...(ready === undefined ? {} : { ready }),
    ...(restartCount === undefined ? {} : { restartCount }),
    ...(started === undefined ? {} : { started }),
    ...(state === undefined ? {} : { state: withoutId(state) }),
    ...(lastState === undefined || Object.keys(lastState).length === 0
      ? {}
      : { lastState: withoutId(lastState) }),
    ...(isOther && resources !== undefined ? { resources } : {}),
    ...(isOther && allocatedResources !== undefined ? { allocatedResources } : {}),
  } as ContainerStatus;
}

function withoutId(state: NonNullable<ContainerStatus['state']>): ContainerStatus['state'] {
  if (!state.terminated) return state;
  const { containerID: _containerId, ...terminated } = state.terminated;
  return { ...state, terminated };
}

function isSame(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
