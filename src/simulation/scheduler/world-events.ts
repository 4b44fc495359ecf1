import type { EventResource } from '../../../scheduler-model/index.ts';
import type { Node } from '../../kubernetes/index.ts';
import type { Change, WorldView } from '../../world/index.ts';
import type { Replaced } from '../component.ts';
import { type ClusterEvent, lazily } from './cluster-event.ts';
import { nodeActions } from './node-events.ts';
import { podActions } from './pod-events.ts';

const NONE = -1;

const RESOURCES: Readonly<Record<string, EventResource>> = {
  PersistentVolume: 'PersistentVolume',
  PersistentVolumeClaim: 'PersistentVolumeClaim',
  'StorageClass.storage.k8s.io': 'StorageClass',
  'CSINode.storage.k8s.io': 'CSINode',
  'CSIDriver.storage.k8s.io': 'CSIDriver',
  'CSIStorageCapacity.storage.k8s.io': 'CSIStorageCapacity',
  'VolumeAttachment.storage.k8s.io': 'VolumeAttachment',
  'ResourceClaim.resource.k8s.io': 'ResourceClaim',
  'ResourceSlice.resource.k8s.io': 'ResourceSlice',
  'DeviceClass.resource.k8s.io': 'DeviceClass',
};

/**
 * What a change means to pods that wait: the events of nodes, of pods on nodes and of other objects. Changes of waiting
 * pods themselves are `podEvents`.
 *
 * @source pkg/scheduler/eventhandlers.go → addAllEventHandlers (v1.36.3)
 */
export function worldEvents(world: WorldView, change: Change, replaced: Replaced): ClusterEvent[] {
  switch (change.type) {
    case 'putObject':
    case 'removeObject': {
      const after = change.type === 'putObject' ? change.object : undefined;
      return objectEvents(change.kind, replaced.object, after);
    }
    case 'createPod':
    case 'bindPod': {
      if (world.pods.nodeRow(change.row) === NONE) return [];
      return [assignedPod(world, change.row, 'Add')];
    }
    case 'removePod':
      if (world.pods.nodeRow(change.row) === NONE || world.pods.isTerminal(change.row)) return [];
      return [assignedPod(world, change.row, 'Delete')];
    case 'setPodPhase':
      if (world.pods.nodeRow(change.row) === NONE || !world.pods.isTerminal(change.row)) return [];
      return [assignedPod(world, change.row, 'Delete')];
    case 'updatePod':
      if (world.pods.nodeRow(change.row) === NONE) return [];
      return podEvents(world, change.row, replaced);
    case 'terminatePod':
      if (world.pods.nodeRow(change.row) === NONE) return [];
      return [updatedPod(world, change.row, 'Update', (pod) => withoutDeletion(pod))];
    default:
      return [];
  }
}

/** The events of an update of a pod's make. */
export function podEvents(world: WorldView, row: number, { make }: Replaced): ClusterEvent[] {
  if (!make) return [];
  return podActions(make, world.pods.template(row).make).map((action) =>
    updatedPod(world, row, action, (pod) => ({
      ...pod,
      metadata: { ...pod.metadata, labels: make.labels },
      spec: { ...make.spec, ...(pod.spec?.nodeName ? { nodeName: pod.spec.nodeName } : {}) },
    })),
  );
}

function objectEvents(kind: string, before: unknown, after: unknown): ClusterEvent[] {
  const objects = { before, after };
  if (kind === 'Node') {
    const actions = nodeActions(before as Node | undefined, after as Node | undefined);
    return actions.map((action) => ({ resource: 'Node', action, objects }));
  }
  const resource = RESOURCES[kind];
  if (!resource || (!before && !after)) return [];
  return [{ resource, action: before ? (after ? 'Update' : 'Delete') : 'Add', objects }];
}

function assignedPod(world: WorldView, row: number, action: 'Add' | 'Delete'): ClusterEvent {
  const pod = () => world.podObject(row);
  const objects = action === 'Add' ? lazily(undefined, pod) : lazily(pod, undefined);
  return { resource: 'Pod', action, objects };
}

type PodObject = ReturnType<WorldView['podObject']>;

function updatedPod(
  world: WorldView,
  row: number,
  action: ClusterEvent['action'],
  toBefore: (pod: PodObject) => PodObject,
): ClusterEvent {
  const after = world.podObject(row);
  return {
    resource: 'Pod',
    action,
    objects: lazily(
      () => toBefore(after),
      () => after,
    ),
  };
}

function withoutDeletion(pod: PodObject): PodObject {
  const { deletionTimestamp: _timestamp, deletionGracePeriodSeconds: _grace, ...metadata } = pod.metadata;
  return { ...pod, metadata };
}
