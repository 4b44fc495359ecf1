import type { Cluster } from '../cluster/cluster.ts';
import type { PodClass } from '../cluster/pod-class.ts';
import type { Cycle } from './cycle.ts';
import type { NodeVerdicts } from './node-verdicts.ts';
import type { Requeue } from './requeue.ts';
import type { Status } from './status.ts';

/**
 * One scheduler plugin, made for one profile with its arguments.
 *
 * Every extension point is optional. A plugin never changes the cluster; what it needs from one point to the
 * next it keeps in the cycle (`CycleState`), what it needs from one pod to the next in a `ClusterIndex`.
 *
 * @source staging/src/k8s.io/kube-scheduler/framework/interface.go → Plugin (v1.36.3)
 */
export interface Plugin {
  readonly name: string;
  /** Whether a pod may enter the queue at all. */
  preEnqueue?(cluster: Cluster, podClass: PodClass): Status;
  /** Looks at the pod once. `Skip` switches off this plugin's filter for the pod. */
  preFilter?(cycle: Cycle): PreFilterAnswer;
  /** Whether PreFilter says `Skip` to every pod of the class, whatever the cluster holds. */
  ignoresClass?(cluster: Cluster, classId: number): boolean;
  /** Told when a pod is imagined on a node within this cycle; the cluster holds it already. */
  addPod?(cycle: Cycle, imagined: ImaginedPod): void;
  /** Told when a pod is imagined away from a node within this cycle; the cluster has dropped it already. */
  removePod?(cycle: Cycle, imagined: ImaginedPod): void;
  /** Whether the pod may run on the node: `SUCCESS`, a rejection, or an error. */
  filter?(cycle: Cycle, nodeIndex: number): Status;
  /** The filter's answer does not depend on the pods on nodes. */
  readonly ignoresPods?: boolean;
  /** What can be done when no node is feasible. */
  postFilter?(cycle: Cycle, diagnosis: Diagnosis): PostFilterAnswer;
  /** Looks at the feasible nodes, in visiting order. `Skip` switches off this plugin's score for the pod. */
  preScore?(cycle: Cycle, feasible: readonly number[]): Status;
  /** The raw score of a feasible node: an integer. */
  score?(cycle: Cycle, nodeIndex: number): number;
  /** Brings raw scores to 0–100 in place; absent when the raw score is in that range already. */
  normalizeScores?(cycle: Cycle, feasible: readonly number[], scores: number[]): void;
  /** The cluster events after which a pod that this plugin rejected is worth another try. */
  readonly requeueOn?: readonly Requeue[];
}

export interface PreFilterAnswer {
  /** Success, Skip, a rejection of the pod as a whole, or an error. */
  readonly status: Status;
  /** When given, only these nodes are looked at. */
  readonly nodeNames?: ReadonlySet<string>;
}

/** A pod that a dry run puts on a node or takes away from it. */
export interface ImaginedPod {
  readonly podId: number;
  readonly classId: number;
  readonly nodeIndex: number;
  readonly terminating: boolean;
}

/** Why no node was feasible. */
export interface Diagnosis {
  /** Verdicts of the nodes that were looked at; the shortfalls may be left out. */
  readonly verdicts: NodeVerdicts;
  /** The verdict of every other node. */
  readonly absentStatus: Status;
  /** Plugins that rejected the pod or a node. */
  readonly unschedulablePlugins: ReadonlySet<string>;
  /** What PreFilter said when it rejected the pod as a whole. */
  readonly preFilterMessage: string;
  /** Where in the visiting order the search began. */
  readonly startIndex: number;
}

export interface PostFilterAnswer {
  /** Success when a node is nominated; `unschedulable` with reasons, or an error, otherwise. */
  readonly status: Status;
  readonly nomination?: Nomination;
}

/** The node a preemptor waits for and the pods that have to leave it. */
export interface Nomination {
  readonly nodeIndex: number;
  /** Ids of the victims, in the order upstream deletes them. */
  readonly victims: readonly number[];
  /** Another node could have been nominated just as well: upstream leaves the choice to chance. */
  readonly isOpen: boolean;
}
