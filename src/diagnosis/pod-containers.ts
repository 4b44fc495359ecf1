import type { Container, Pod } from '../kubernetes/index.ts';

export type ContainerStatus = NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number];

/** A container of a pod with what the kubelet says of it. */
export interface ContainerCase {
  readonly name: string;
  readonly isInit: boolean;
  /** Undefined when the spec does not have it. */
  readonly spec: Container | undefined;
  readonly status: ContainerStatus;
  /** `status.containerStatuses[0]` */
  readonly path: string;
}

/** The containers that the kubelet reports on, initial ones first. */
export function containerCases({ spec, status }: Pod): ContainerCase[] {
  const of = (field: 'initContainerStatuses' | 'containerStatuses'): ContainerCase[] =>
    (status?.[field] ?? []).map((each, index) => {
      const isInit = field === 'initContainerStatuses';
      const containers = (isInit ? spec?.initContainers : spec?.containers) ?? [];
      return {
        name: each.name,
        isInit,
        spec: containers.find(({ name }) => name === each.name),
        status: each,
        path: `status.${field}[${index}]`,
      };
    });
  return [...of('initContainerStatuses'), ...of('containerStatuses')];
}

/** A container's last end: that of this run, or of the one before. */
export function lastEnd({ status }: ContainerCase) {
  return status.state?.terminated ?? status.lastState?.terminated;
}

/** What a container that is back is worth a warning for; longer ago, it is only part of the picture. */
const RECENT_MS = 24 * 3_600_000;

/** How bad an end is: of a container that is down, of one that is back, of one that has long been back. */
export function severityOfEnd(
  isBack: boolean,
  endedMs: number,
  nowMs: number,
): 'critical' | 'warning' | 'info' {
  if (!isBack) return 'critical';
  return nowMs - endedMs > RECENT_MS ? 'info' : 'warning';
}

/** `1 time`, `4 times` */
export function times(count: number): string {
  return count === 1 ? '1 time' : `${count} times`;
}

/** A time as text, milliseconds since the epoch; how long ago, if that can be told. */
export function ago(timeMs: number, nowMs: number): string {
  if (Number.isNaN(timeMs) || Number.isNaN(nowMs) || nowMs < timeMs) return '';
  const minutes = Math.floor((nowMs - timeMs) / 60_000);
  if (minutes < 1) return ' less than a minute ago';
  if (minutes < 120) return ` ${minutes} min ago`;
  return minutes < 2 * 1440 ? ` ${Math.floor(minutes / 60)} h ago` : ` ${Math.floor(minutes / 1440)} d ago`;
}

/** Where the last end of a container stands. */
export function endPath({ status, path }: ContainerCase): string {
  return `${path}.${status.state?.terminated ? 'state' : 'lastState'}.terminated`;
}

/** The workload to change, as kubectl takes it: a ReplicaSet's pods are changed through its Deployment. */
export function ownerOf(
  owners: readonly { readonly kind: string; readonly name: string }[] | undefined,
  pod: string,
): string {
  const [owner] = owners ?? [];
  if (!owner) return `pod/${pod}`;
  return owner.kind === 'ReplicaSet'
    ? `deployment/${owner.name.replace(/-[^-]+$/, '')}`
    : `${owner.kind.toLowerCase()}/${owner.name}`;
}
