import type { Node } from '../kubernetes/node.ts';
import type { Cluster } from './cluster.ts';
import type { ObjectKind } from './object-store.ts';

/**
 * State that a plugin keeps about the whole cluster and that follows every change.
 *
 * Pods are reported only while their node exists: a removed node takes its pods out of every index, and brings
 * them back when it is added again. Each hook costs only what it is told, and the hooks of a change and of its
 * inverse leave the index as it was.
 */
export interface ClusterIndex {
  /** The pod is on the node now. */
  podAdded?(podId: number, classId: number, nodeIndex: number, terminating: boolean): void;
  /** `podAdded` for every pod on a node that exists, lowest id first: one call where a new index has much to read. */
  podsAdded?(podIds: Int32Array): void;
  /** The pod was on the node; called with the same values as `podAdded`. */
  podRemoved?(podId: number, classId: number, nodeIndex: number, terminating: boolean): void;
  /** The deletion of a pod on the node began, or was undone; `podRemoved` will be called with the new value. */
  podTerminating?(podId: number, classId: number, nodeIndex: number, terminating: boolean): void;
  /** A new node without pods; its pods follow as `podAdded`. */
  nodeAdded?(nodeIndex: number): void;
  /** The node is about to be changed; its pods were reported as removed before. Followed by `nodeAdded`. */
  nodeRemoved?(nodeIndex: number): void;
  /** Whether what the index knows of a node and its pods is the same after a change of the node: it hears nothing of it then. */
  isUnaffected?(before: Node, after: Node): boolean;
  /** An object of another kind was set or deleted. */
  objectChanged?(kind: ObjectKind, before: unknown, after: unknown): void;
}

/** Names an index and makes it for a cluster, from the pods and nodes that are there already. */
export interface IndexType<T extends ClusterIndex> {
  readonly name: string;
  create(cluster: Cluster): T;
}
