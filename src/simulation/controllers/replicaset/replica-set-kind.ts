import type { GroupKind } from '../../../kubernetes/index.ts';

/**
 * ReplicaSets and ReplicationControllers are worked on by the same code.
 *
 * @source pkg/controller/replication/replication_controller.go → NewReplicationManager (v1.36.3)
 */
export interface ReplicaSetKind {
  readonly controllerName: string;
  readonly groupKind: GroupKind;
  readonly apiVersion: string;
  readonly kind: string;
}

export const REPLICA_SET: ReplicaSetKind = {
  controllerName: 'replicaset-controller',
  groupKind: 'ReplicaSet.apps',
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
};

export const REPLICATION_CONTROLLER: ReplicaSetKind = {
  controllerName: 'replication-controller',
  groupKind: 'ReplicationController',
  apiVersion: 'v1',
  kind: 'ReplicationController',
};
