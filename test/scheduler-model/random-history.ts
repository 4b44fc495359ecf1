import fc from 'fast-check';
import { Cluster } from '../../scheduler-model/cluster/cluster.ts';
import { NONE } from '../../scheduler-model/cluster/none.ts';
import type { SchedulablePod } from '../../scheduler-model/framework/cycle.ts';
import type { Node } from '../../scheduler-model/kubernetes/node.ts';
import type { Pod } from '../../scheduler-model/kubernetes/pod.ts';
import { named, nodeTemplate, podTemplate } from './random-objects.ts';

/** One thing that happens to a cluster: numbers pick whom it happens to. */
export interface Step {
  readonly what:
    | 'schedule'
    | 'remove'
    | 'terminate'
    | 'add node'
    | 'update node'
    | 'remove node'
    | 'nominate'
    | 'clear nomination'
    | 'label namespace'
    | 'set service';
  readonly who: number;
  readonly where: number;
}

/** A cluster's beginning, and what happens to it. */
export interface History {
  readonly nodes: readonly Node[];
  readonly templates: readonly Pod[];
  readonly steps: readonly Step[];
}

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.oneof(
    { weight: 12, arbitrary: fc.constant('schedule' as const) },
    { weight: 2, arbitrary: fc.constant('remove' as const) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        'terminate' as const,
        'add node' as const,
        'update node' as const,
        'remove node' as const,
        'nominate' as const,
        'clear nomination' as const,
        'label namespace' as const,
        'set service' as const,
      ),
    },
  ),
  who: fc.nat(1000),
  where: fc.nat(1000),
});

export const history: fc.Arbitrary<History> = fc.record({
  nodes: fc.array(nodeTemplate, { minLength: 1, maxLength: 9 }),
  templates: fc.array(podTemplate, { minLength: 1, maxLength: 5 }),
  steps: fc.array(step, { minLength: 1, maxLength: 40 }),
});

/** A cluster that a history happens to, step by step; every step can be undone. */
export class Theatre {
  readonly cluster = new Cluster();
  readonly #templates: readonly Pod[];
  readonly #spareNodes: readonly Node[];
  readonly #placed: number[] = [];
  #nextPodId = 0;

  constructor({ nodes, templates }: History) {
    this.#templates = templates;
    this.#spareNodes = nodes;
    this.cluster.setObject('Namespace', { metadata: { name: 'default', labels: { env: 'dev' } } });
    this.cluster.setObject('Namespace', { metadata: { name: 'prod', labels: { env: 'prod' } } });
    for (const [i, node] of nodes.entries()) this.cluster.addNode(named(node, `n${i}`));
  }

  /** The pod of a `schedule` step. */
  pod({ who }: Step): SchedulablePod {
    const podId = this.#nextPodId++;
    const template = this.#templates[who % this.#templates.length]!;
    return { podId, classId: this.cluster.internPod(template), name: `p${podId}`, uid: `uid-${podId}` };
  }

  /** Puts a pod on a node; returns how to undo it. */
  place(pod: SchedulablePod, nodeIndex: number): () => void {
    this.cluster.addPod(pod.podId, pod.classId, nodeIndex, { startTimeMs: pod.podId });
    this.#placed.push(pod.podId);
    return () => {
      this.#placed.pop();
      this.cluster.removePod(pod.podId);
    };
  }

  /** Does any other step; returns how to undo it. */
  act(step: Step): () => void {
    const nothing = () => {};
    const { cluster } = this;
    const nodeIndex = cluster.nodeCount === 0 ? NONE : cluster.order[step.where % cluster.nodeCount]!;
    const template = this.#spareNodes[step.who % this.#spareNodes.length]!;
    switch (step.what) {
      case 'remove':
      case 'terminate':
        return this.#actOnPod(step);
      case 'add node': {
        const name = `n${step.where % 12}`;
        if (cluster.nodeIndexOf(name) !== NONE) return nothing;
        const added = cluster.addNode(named(template, name));
        return () => void cluster.removeNode(added);
      }
      case 'update node': {
        if (nodeIndex === NONE) return nothing;
        const before = cluster.node(nodeIndex)!;
        const after = mixed(before, named(template, cluster.nodeName(nodeIndex)), step.who);
        const place = cluster.updateNode(nodeIndex, after);
        return () => void cluster.updateNode(nodeIndex, before, place);
      }
      case 'remove node': {
        if (cluster.nodeCount < 2) return nothing;
        const before = cluster.node(nodeIndex)!;
        const place = cluster.removeNode(nodeIndex);
        return () => void cluster.addNode(before, place);
      }
      case 'nominate': {
        if (nodeIndex === NONE) return nothing;
        const pod = this.pod(step);
        cluster.nominate(pod.podId, pod.classId, nodeIndex);
        return () => void cluster.clearNomination(pod.podId);
      }
      case 'clear nomination': {
        const cleared = cluster.clearNomination(step.who % Math.max(1, this.#nextPodId));
        return cleared ? () => cluster.nominations.add(cleared) : nothing;
      }
      case 'label namespace': {
        const labels = step.who % 2 === 0 ? { env: 'prod' } : { env: 'dev' };
        const before = cluster.setObject('Namespace', { metadata: { name: 'default', labels } });
        return () => void cluster.replaceObject('Namespace', 'default', before);
      }
      case 'set service': {
        const key = 'default/s';
        const selector = { app: ['web', 'api', 'db'][step.who % 3]! };
        const before = cluster.setObject('Service', {
          metadata: { namespace: 'default', name: 's' },
          spec: { selector },
        });
        return () => void cluster.replaceObject('Service', key, before);
      }
      case 'schedule':
        return nothing;
    }
  }

  #actOnPod({ what, who }: Step): () => void {
    const { cluster } = this;
    if (this.#placed.length === 0) return () => {};
    const position = who % this.#placed.length;
    const podId = this.#placed[position]!;
    if (what === 'terminate') {
      const before = cluster.pods.terminating.values[podId] === 1;
      cluster.setPodTerminating(podId, !before);
      return () => cluster.setPodTerminating(podId, before);
    }
    const nodeIndex = cluster.pods.nodeOf.values[podId]!;
    this.#placed.splice(position, 1);
    cluster.removePod(podId);
    return () => {
      this.#placed.splice(position, 0, podId);
      cluster.restorePod(podId, nodeIndex);
    };
  }
}

/** A node with some parts of another, each bit of `which` standing for one; with everything of it for no bit. */
function mixed(node: Node, other: Node, which: number): Node {
  if (which % 16 === 0) return other;
  const labels = (which & 1 ? other : node).metadata?.labels;
  const { allocatable } = (which & 4 ? other : node).status ?? {};
  const { images } = (which & 8 ? other : node).status ?? {};
  return {
    metadata: { ...node.metadata, ...(labels && { labels }) },
    ...((which & 2 ? other : node).spec && { spec: (which & 2 ? other : node).spec! }),
    status: { ...node.status, ...(allocatable && { allocatable }), ...(images && { images }) },
  };
}
