import { Cluster } from '../../scheduler-model/index.ts';
import { invariant } from '../errors/index.ts';
import { type GroupKind, type KubeObject, type Node, objectKey } from '../kubernetes/index.ts';
import type { World } from './world.ts';

/** The kinds that the scheduler model reads, by our name for them. */
const KINDS = {
  Namespace: 'Namespace',
  Service: 'Service',
  ReplicationController: 'ReplicationController',
  'ReplicaSet.apps': 'ReplicaSet',
  'StatefulSet.apps': 'StatefulSet',
  'PodDisruptionBudget.policy': 'PodDisruptionBudget',
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
} as const;

/** Kinds of which the scheduler reads only what they select: a new status is no news to it. */
const SELECTING: ReadonlySet<GroupKind> = new Set([
  'Service',
  'ReplicationController',
  'ReplicaSet.apps',
  'StatefulSet.apps',
]);

const NONE = -1;
/** In place of a class: every pod of the template has one of its own. */
const ONE_OF_A_KIND = -2;

/**
 * The world as the scheduler model sees it. Pod ids are pod rows and node indexes are node rows.
 *
 * Every method has its inverse; `apply` calls them in pairs.
 */
export class SchedulingMirror {
  readonly cluster: Cluster;
  readonly #world: World;
  /** Class of a template's pods; undefined until one is needed. */
  readonly #classIds: (number | undefined)[] = [];

  constructor(world: World) {
    this.#world = world;
    this.cluster = new Cluster({
      podName: (row) => world.pods.name(row),
      isPreempted: (row) => world.pods.condition(row, 'DisruptionTarget')?.reason === 'PreemptionByScheduler',
    });
    for (let row = 0; row < world.nodes.rowCount; row++) this.#reserve(row);
    for (const row of world.nodes.rows()) this.cluster.addNode(world.nodes.object(row) as Node);
    for (const kind of Object.keys(KINDS)) {
      for (const object of world.objects.all(kind)) this.objectChanged(kind, undefined, object);
    }
    this.cluster.pods.reserve(world.pods.rowCount, world.nodes.rowCount);
    for (let row = 0; row < world.pods.rowCount; row++) {
      if (this.holds(row)) this.podAdded(row);
      const nominated = world.pods.nominatedNodeRow(row);
      if (nominated !== NONE && world.pods.nodeRow(row) === NONE) this.podNominated(row, nominated);
    }
  }

  /** The scheduler's class of a pod. */
  classOf(row: number): number {
    const { pods } = this.#world;
    const id = pods.templateId(row);
    const known = this.#classIds[id];
    if (known === ONE_OF_A_KIND || this.#saysResources(row))
      return this.cluster.internPod(this.#world.podObject(row));
    if (known !== undefined) return known;
    const { make } = pods.template(row);
    const { spec } = make;
    if (spec.resourceClaims !== undefined || spec.volumes?.some(({ ephemeral }) => ephemeral !== undefined)) {
      this.#classIds[id] = ONE_OF_A_KIND;
      return this.cluster.internPod(this.#world.podObject(row));
    }
    const { labels, annotations, ownerReferences } = make;
    const metadata = { namespace: pods.namespace(row), labels, annotations, ownerReferences };
    const classId = this.cluster.internPod({ metadata, spec });
    this.#classIds[id] = classId;
    return classId;
  }

  /** Whether the status says with which resources a container runs; most are asked without being parsed. */
  #saysResources(row: number): boolean {
    const { pods } = this.#world;
    if (pods.statusText(row)?.includes('"resources":') === false) return false;
    return pods.status(row)?.containerStatuses?.some(({ resources }) => resources !== undefined) === true;
  }

  /** A pod holds its node's resources: it has one and has not ended. */
  podAdded(row: number): void {
    const { pods } = this.#world;
    const startTimeMs = pods.startedMs(row);
    const terminating = pods.isTerminating(row);
    const placement = Number.isNaN(startTimeMs) ? { terminating } : { terminating, startTimeMs };
    this.cluster.addPod(row, this.classOf(row), pods.nodeRow(row), placement);
  }

  podRemoved(row: number): void {
    this.cluster.removePod(row);
  }

  /** Undoes `podRemoved`. */
  podRestored(row: number): void {
    this.cluster.restorePod(row, this.#world.pods.nodeRow(row));
  }

  /** What the scheduler reads of a pod on a node has changed; its own inverse. */
  podChanged(row: number): void {
    this.cluster.setPodClass(row, this.classOf(row));
  }

  podTerminating(row: number, terminating: boolean): void {
    if (this.holds(row)) this.cluster.setPodTerminating(row, terminating);
  }

  /** Reserves room on a node for a pending pod; -1 gives it up. */
  podNominated(row: number, nodeRow: number): void {
    this.cluster.clearNomination(row);
    if (nodeRow !== NONE) this.cluster.nominate(row, this.classOf(row), nodeRow);
  }

  /**
   * A Node object came, changed or went. Undoes such a change when it is given the place that the change returned.
   */
  nodeChanged(
    row: number,
    before: Node | undefined,
    after: Node | undefined,
    place?: NodePlace,
  ): NodePlace | undefined {
    this.#reserve(row);
    if (before && after) return this.cluster.updateNode(row, after, place);
    if (after) this.cluster.addNode(after, place);
    else if (before) return this.cluster.removeNode(row);
    return undefined;
  }

  /** An object of another kind came, changed or went; its own inverse with before and after exchanged. */
  objectChanged(kind: GroupKind, before: KubeObject | undefined, after: KubeObject | undefined): void {
    const schedulerKind = KINDS[kind as keyof typeof KINDS];
    const { metadata } = after ?? before ?? {};
    if (!schedulerKind || !metadata) return;
    if (before && after && before['spec'] === after['spec'] && SELECTING.has(kind)) return;
    this.cluster.replaceObject(schedulerKind, objectKey(metadata.namespace, metadata.name ?? ''), after);
  }

  /** Whether a pod holds room on a node. */
  holds(row: number): boolean {
    const { pods } = this.#world;
    return pods.nodeRow(row) !== NONE && !pods.isTerminal(row);
  }

  #reserve(row: number): void {
    const reserved = this.cluster.nodeRow(this.#world.nodes.name(row));
    invariant(reserved === row, `node row ${row} is ${reserved} in the scheduler's cluster`);
  }
}

type NodePlace = ReturnType<Cluster['removeNode']>;
