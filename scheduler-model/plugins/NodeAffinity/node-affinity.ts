import { ClassSlot } from '../../cluster/class-slot.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { PodClass } from '../../cluster/pod-class.ts';
import type { NodeAffinityArgs } from '../../configuration/plugin-arguments.ts';
import type { Cycle } from '../../framework/cycle.ts';
import { normalizeToMax } from '../../framework/normalize.ts';
import type { Plugin, PreFilterAnswer } from '../../framework/plugin.ts';
import type { NodeEvent, Requeue, WaitingPod } from '../../framework/requeue.ts';
import { failure, SKIP, type Status, SUCCESS, unresolvable } from '../../framework/status.ts';
import type { Node, NodeSelector } from '../../kubernetes/node.ts';
import {
  type CompiledNodeSelector,
  compileNodeSelector,
  matchesNodeSelector,
} from '../../kubernetes/node-selector.ts';
import { allowedNodeNames } from './allowed-node-names.ts';
import { compilePreferredTerms, type PreferredTerms, preferredScore } from './preferred-terms.ts';
import { compileRequiredNodeAffinity, matchesRequiredNodeAffinity } from './required-node-affinity.ts';

const NAME = 'NodeAffinity';
const NOT_MATCHED = unresolvable(NAME, "node(s) didn't match Pod's node affinity/selector");
const NOT_ENFORCED = unresolvable(NAME, "node(s) didn't match scheduler-enforced node affinity");
const CONFLICT = unresolvable(NAME, 'pod affinity terms conflict');

const REQUIRED = new ClassSlot(({ pod }) => compileRequiredNodeAffinity(pod.spec));

/** The preferred terms of a class: null when it has none, undefined within when one is invalid. */
const PREFERRED = new ClassSlot(({ pod }) => {
  const preferred = pod.spec?.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
  return { present: preferred !== undefined, terms: preferred ? compilePreferredTerms(preferred) : [] };
});

/**
 * Matches nodes to the pod's nodeSelector and node affinity, and to the affinity that the profile adds.
 *
 * @source pkg/scheduler/framework/plugins/nodeaffinity/node_affinity.go → NodeAffinity (v1.36.3)
 */
export class NodeAffinity implements Plugin {
  readonly name = NAME;
  readonly ignoresPods = true;
  readonly requeueOn: readonly Requeue[] = [
    {
      resource: 'Node',
      actions: ['Add', 'UpdateNodeLabel'],
      hint: (cluster, waiting, event) => this.#becameMatching(cluster, waiting, event),
    },
  ];
  readonly #addedRequired: CompiledNodeSelector | undefined;
  readonly #addedPreferred: PreferredTerms | undefined;

  constructor({ addedAffinity }: NodeAffinityArgs) {
    const required = addedAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
    const preferred = addedAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
    this.#addedRequired = required && compileNodeSelector(required);
    this.#addedPreferred = preferred?.length ? compilePreferredTerms(preferred) : undefined;
  }

  preFilter({ cluster, pod, podClass }: Cycle): PreFilterAnswer {
    if (this.ignoresClass(cluster, pod.classId)) return { status: SKIP };
    const names = allowedNodeNames(requiredOf(podClass)?.nodeSelectorTerms ?? []);
    if (!names) return { status: SUCCESS };
    return names.size === 0 ? { status: CONFLICT } : { status: SUCCESS, nodeNames: names };
  }

  ignoresClass(cluster: Cluster, classId: number): boolean {
    const podClass = cluster.podClass(classId);
    return !requiredOf(podClass) && !this.#addedRequired && podClass.pod.spec?.nodeSelector === undefined;
  }

  filter({ cluster, pod }: Cycle, nodeIndex: number): Status {
    return this.verdict(cluster, pod.classId, cluster.node(nodeIndex)!);
  }

  verdict(cluster: Cluster, classId: number, node: Node): Status {
    if (this.#addedRequired && !matchesNodeSelector(this.#addedRequired, node)) return NOT_ENFORCED;
    return matchesRequiredNodeAffinity(REQUIRED.of(cluster, classId), node) ? SUCCESS : NOT_MATCHED;
  }

  preScore({ cluster, pod }: Cycle): Status {
    const { present, terms } = PREFERRED.of(cluster, pod.classId);
    if (terms === undefined) return failure(NAME, 'invalid preferred node affinity');
    return present || this.#addedPreferred ? SUCCESS : SKIP;
  }

  score({ cluster, pod }: Cycle, nodeIndex: number): number {
    return this.preference(cluster, pod.classId, cluster.node(nodeIndex)!);
  }

  /** The sum of the weights of the preferred terms, the profile's among them, that match the node. */
  preference(cluster: Cluster, classId: number, node: Node): number {
    const own = preferredScore(PREFERRED.of(cluster, classId).terms ?? [], node);
    return this.#addedPreferred ? own + preferredScore(this.#addedPreferred, node) : own;
  }

  normalizeScores(_cycle: Cycle, _feasible: readonly number[], scores: number[]): void {
    normalizeToMax(scores, { reverse: false });
  }

  #becameMatching(cluster: Cluster, { classId }: WaitingPod, { before, after }: NodeEvent): boolean {
    if (!after || (this.#addedRequired && !matchesNodeSelector(this.#addedRequired, after))) return false;
    const required = REQUIRED.of(cluster, classId);
    if (!matchesRequiredNodeAffinity(required, after)) return false;
    return before === undefined || !matchesRequiredNodeAffinity(required, before);
  }
}

function requiredOf({ pod: { spec } }: PodClass): NodeSelector | undefined {
  return spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
}
