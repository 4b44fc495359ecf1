import type { KubeObject, Pod } from '../kubernetes/index.ts';
import {
  type Health,
  healthOf,
  type ObjectKey,
  parseKey,
  type Relation,
  type RelationGraph,
  type RelationType,
  shortKind,
} from '../relations/index.ts';
import type { EventIndex, EventView } from './event-index.ts';
import type { SchedulingVerdict, SchedulingVerdicts } from './scheduling-verdicts.ts';

/** A pod under examination. */
export interface PodCase {
  readonly key: ObjectKey;
  readonly namespace: string;
  readonly name: string;
  readonly pod: Pod;
  readonly health: Health;
}

/** What diagnoses of one state of a cluster share. */
export interface Examination {
  readonly graph: RelationGraph;
  readonly events: EventIndex;
  readonly verdicts: SchedulingVerdicts;
  /** When the cluster looked like this, milliseconds since the epoch; NaN when nothing tells. */
  readonly nowMs: number;
  /** Values of environment and configuration were taken out of the snapshot. */
  readonly hidesValues: boolean;
}

/** Relations down which a cause is looked for. Calls are not: what is called is looked at, not what lies behind it. */
const DOWN: readonly RelationType[] = [
  'owns',
  'selects',
  'routes',
  'reads',
  'mounts',
  'binds',
  'runsOn',
  'usesAccount',
  'uses',
  'limits',
  'scales',
  'guards',
  'admits',
];
/** Deep enough for route → Ingress → Service → Deployment → ReplicaSet → pod → claim → volume. */
const HOPS = 8;
/** Kinds that are looked at when a whole namespace is. */
const IN_NAMESPACE = [
  'Deployment.apps',
  'ReplicaSet.apps',
  'StatefulSet.apps',
  'DaemonSet.apps',
  'Job.batch',
  'CronJob.batch',
  'Service',
  'Ingress.networking.k8s.io',
  'PersistentVolumeClaim',
  'HorizontalPodAutoscaler.autoscaling',
  'PodDisruptionBudget.policy',
];
/** Workloads whose autoscalers and budgets are looked at. */
const WORKLOADS = ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'];
const GUARDED = 20;
/** Ill pods that are examined one by one; more of one object only repeat them. */
const PODS = 200;

/** One object under diagnosis, with all that could be the cause: what it depends on and what acts on it. */
export class Scope {
  readonly target: ObjectKey;
  readonly graph: RelationGraph;
  readonly nowMs: number;
  /** The pods that are not well, in order. */
  readonly illPods: readonly PodCase[];
  /** Pods that are not well and are too many to be examined one by one. */
  readonly skippedPodCount: number;
  readonly #examination: Examination;
  readonly #paths = new Map<ObjectKey, readonly Relation[]>();
  readonly #unseen = new Set<string>();

  constructor(target: ObjectKey, examination: Examination) {
    this.target = target;
    this.#examination = examination;
    this.graph = examination.graph;
    this.nowMs = examination.nowMs;
    for (const { key, path } of this.graph.walk(target, {
      direction: 'dependencies',
      types: DOWN,
      maxHops: HOPS,
    }))
      this.#paths.set(key, path);
    const parts = parseKey(target);
    if (parts?.groupKind === 'Namespace') this.#addAllOf(parts.name);
    this.#addGuardians();
    const ill = this.of('Pod')
      .map((key) => ({ key, health: healthOf(key, this.graph) }))
      .filter(({ key, health }) => health.status !== 'ok' || key === target);
    this.skippedPodCount = Math.max(0, ill.length - PODS);
    this.illPods = ill
      .slice(0, PODS)
      .map(({ key, health }) => this.#podCase(key, health))
      .filter((each) => each !== undefined);
  }

  /** The keys of the objects of a kind that are looked at, sorted; those that are not there included. */
  of(kind: string): readonly ObjectKey[] {
    return [...this.#paths.keys()].filter((key) => key.startsWith(`${kind}/`)).sort();
  }

  /** The objects of a kind that are looked at and are there. */
  *objects(kind: string): Generator<readonly [ObjectKey, KubeObject]> {
    for (const key of this.of(kind)) {
      const object = this.graph.object(key);
      if (object) yield [key, object];
    }
  }

  /** Everything that is looked at, the target first. */
  get keys(): Iterable<ObjectKey> {
    return this.#paths.keys();
  }

  /** How the target comes to an object: one relation a step. */
  pathTo(key: ObjectKey): readonly Relation[] {
    return this.#paths.get(key) ?? [];
  }

  /** The events about an object, the latest first. */
  events(key: ObjectKey, ...reasons: readonly string[]): readonly EventView[] {
    return this.#examination.events.of(key, ...reasons);
  }

  /** Whether values of environment and configuration were taken out. */
  get hidesValues(): boolean {
    return this.#examination.hidesValues;
  }

  /** Whether the snapshot has events at all. */
  get hasEvents(): boolean {
    return this.#examination.events.count > 0;
  }

  /** What the scheduler model says of a pod that waits for a node. */
  verdict({ namespace, name }: PodCase): SchedulingVerdict | undefined {
    return this.#examination.verdicts(`${namespace}/${name}`);
  }

  /**
   * Whether an object is absent for certain; where its kind may be incomplete, that is noted as unseen.
   *
   * @param leavesOpen what remains open then: `whether it is there`.
   */
  isAbsent(key: ObjectKey, leavesOpen: string): boolean {
    const presence = this.graph.presenceOf(key);
    if (presence === 'unknown') {
      const kind = shortKind(parseKey(key)?.groupKind ?? '');
      this.cannotSee(`${key} is not in this snapshot, which may lack objects of kind ${kind}: ${leavesOpen}`);
    }
    return presence === 'absent';
  }

  /** Notes what could not be seen. */
  cannotSee(what: string): void {
    this.#unseen.add(what);
  }

  get unseen(): readonly string[] {
    return [...this.#unseen];
  }

  /** What a namespace holds, and the nodes that its pods run on. */
  #addAllOf(namespace: string): void {
    const add = (key: ObjectKey) => {
      if (!this.#paths.has(key)) this.#paths.set(key, []);
    };
    for (const kind of IN_NAMESPACE) {
      for (const [key, { metadata }] of this.graph.objectsOf(kind))
        if (metadata.namespace === namespace) add(key);
    }
    for (const { rows } of this.graph.pods.inNamespace(namespace).all) {
      for (const row of rows) {
        add(this.graph.pods.keyOf(row));
        const node = this.graph.pods.nodeOf(row);
        if (node !== undefined) add(`Node/${node}`);
      }
    }
  }

  /** Who scales or guards the target and the workloads below it and, for a node, the pods that run on it. */
  #addGuardians(): void {
    const workloads = WORKLOADS.flatMap((kind) => this.of(kind)).slice(0, GUARDED);
    for (const key of new Set([this.target, ...workloads])) {
      const isNode = parseKey(key)?.groupKind === 'Node';
      for (const relation of this.graph.dependentsOf(key)) {
        const { type, dependent } = relation;
        const isWanted = type === 'scales' || type === 'guards' || (isNode && type === 'runsOn');
        if (isWanted && !this.#paths.has(dependent))
          this.#paths.set(dependent, [...this.pathTo(key), relation]);
      }
    }
  }

  #podCase(key: ObjectKey, health: Health): PodCase | undefined {
    const pod = this.graph.object(key) as Pod | undefined;
    const { namespace = 'default', name = '' } = parseKey(key) ?? {};
    return pod && { key, namespace, name, pod, health };
  }
}
