import { type ObjectRef, refId } from '../../history/index.ts';

import type { NodeDown } from '../scene/node-reader.ts';
import { type Failure, podsOf } from '../signals/failure.ts';
import { affinity } from './affinity.ts';
import { type CauseContext, SKEW_MS } from './context.ts';
import { type Cause, type NodesLost, named } from './happening.ts';
import { timeFactor } from './time-factor.ts';
import { settled } from './workload-changes.ts';

/** Nodes that are lost within this time of one another are lost together. */
const TOGETHER_MS = 3 * 60_000;
/** A node agent or a workload that came onto a node this long before the node was lost may have to do with it. */
const NEWCOMER_MS = 30 * 60_000;
const LOST: readonly NodeDown['why'][] = ['stopped reporting', 'not ready', 'deleted'];
const PRESSURES: readonly NodeDown['why'][] = ['memory pressure', 'disk pressure', 'PID pressure'];

/** The nodes that the pods ran on, when they were lost before the pods were. */
export function nodeLossCauses(context: CauseContext, failure: Failure): Cause[] {
  const nodes = nodesOf(context, failure);
  const lost = lossBefore(context, nodes, failure.fromMs, LOST);
  if (!lost) return [];
  const names = new Set(lost.nodes.map(({ ref }) => ref.name));
  const share = nodes.length === 0 ? 1 : nodes.filter((name) => names.has(name)).length / nodes.length;
  return [
    {
      happening: { type: 'nodes', lost },
      relation: `${lost.nodes.length === 1 ? 'node' : 'nodes'} of ${failure.pods.length} ${failure.pods.length === 1 ? 'pod' : 'pods'} of ${named(failure.workload)}`,
      strength: share * timeFactor(lost.nodes[0]!.fromMs, failure.fromMs),
      via: [],
      reasons: share === 1 ? ['every pod that failed ran there'] : [],
    },
  ];
}

/** The node that ran out of something; where its condition is not recorded, who came onto it before. */
export function nodePressureCauses(context: CauseContext, failure: Failure): Cause[] {
  const nodes = nodesOf(context, failure);
  const under = lossBefore(context, nodes, failure.fromMs, PRESSURES);
  if (!under) return newcomerCauses(context, nodes, failure.fromMs, failure.workload, 0.75);
  const many = `${failure.pods.length} ${failure.pods.length === 1 ? 'pod' : 'pods'}`;
  return [
    {
      happening: { type: 'nodes', lost: under },
      relation: `${under.nodes.length === 1 ? 'node' : 'nodes'} of ${many} of ${named(failure.workload)}`,
      strength: 0.95 * timeFactor(under.nodes[0]!.fromMs, failure.fromMs),
      via: [],
      reasons: [],
    },
  ];
}

/** What may have led to the loss of nodes: what somebody did to them, or a workload that came onto each of them. */
export function nodesCauses(context: CauseContext, { nodes }: NodesLost): Cause[] {
  const first = nodes[0]!;
  const changes = nodes.flatMap(({ ref, fromMs, why }) =>
    context.changesBefore(ref, fromMs + SKEW_MS).flatMap((change): Cause[] => {
      const isLoss = why === 'deleted' && change.operation === 'deleted';
      if (!isLoss && !(change.aspects.has('taint') && !change.isAutomatic)) return [];
      const strength = isLoss ? (change.isAutomatic ? 0.5 : 1) : 0.3;
      return [
        {
          happening: { type: 'change', change },
          relation: isLoss ? `took ${named(ref)} away` : `set on ${named(ref)}`,
          strength: strength * timeFactor(change.timeMs, fromMs),
          via: [],
          reasons: [],
        },
      ];
    }),
  );
  const names = nodes.map(({ ref }) => ref.name);
  // Pods that fill a node come from anywhere; what takes a node down is rather an agent that runs on each.
  const isFull = PRESSURES.includes(first.why);
  const newcomers = newcomerCauses(context, names, first.fromMs, undefined, isFull ? 0.95 : 0.5).filter(
    ({ happening }) =>
      isFull || (happening.type === 'change' && happening.change.ref.kind === 'DaemonSet.apps'),
  );
  return [...changes, ...newcomers];
}

/** Changes that brought pods onto the nodes a while before. */
function newcomerCauses(
  context: CauseContext,
  nodes: readonly string[],
  timeMs: number,
  but: ObjectRef | undefined,
  weight: number,
): Cause[] {
  const workloads = new Map<string, ObjectRef>();
  for (const { ref, pod, createdMs } of context.scene.pods.values()) {
    if (createdMs === undefined || createdMs > timeMs || timeMs - createdMs > NEWCOMER_MS) continue;
    if (!nodes.includes(pod.spec?.nodeName ?? '')) continue;
    const workload = context.scene.ownership.workloadOf(ref);
    if (!but || refId(but) !== refId(workload)) workloads.set(refId(workload), workload);
  }
  return [...workloads.values()].flatMap((workload) => {
    const pods = podsOf(context.scene, workload);
    return context.changesBefore(workload, timeMs).flatMap((change): Cause[] => {
      if (change.isAutomatic || affinity('nodePressure', change, true) === 0) return [];
      if (nodes.some((name) => cameWith(context, name, change.timeMs))) return [];
      if (!pods.some(({ createdMs }) => createdMs !== undefined && createdMs >= change.timeMs)) return [];
      return [
        {
          happening: { type: 'change', change },
          relation: `put pods of ${named(workload)} onto ${nodes.join(', ')}`,
          strength: weight * timeFactor(change.timeMs, timeMs) * settled(change, timeMs),
          via: [],
          reasons: [],
        },
      ];
    });
  });
}

/** Whether a node is about as old as that: what came with it is no newcomer. */
function cameWith(context: CauseContext, name: string, timeMs: number): boolean {
  const node = context.scene.states.lastKnown({ kind: 'Node', namespace: '', name }, context.scene.span.toMs);
  return timeMs - Date.parse(node?.metadata.creationTimestamp ?? '') <= TOGETHER_MS;
}

/** The nodes of these names, and those lost together with them, that were in trouble before a time. */
function lossBefore(
  context: CauseContext,
  names: readonly string[],
  timeMs: number,
  why: readonly NodeDown['why'][],
): NodesLost | undefined {
  const down = context.scene.nodesDown.filter(
    (each) => why.includes(each.why) && each.fromMs <= timeMs + SKEW_MS,
  );
  const isOver = ({ toMs }: NodeDown) => toMs !== undefined && toMs < timeMs - SKEW_MS;
  const own = down.filter((each) => names.includes(each.ref.name) && !isOver(each));
  const last = own.at(-1);
  if (!last) return undefined;
  const together = context.scene.nodesDown.filter(
    (each) => why.includes(each.why) && Math.abs(each.fromMs - last.fromMs) <= TOGETHER_MS,
  );
  const unique = [...new Map(together.map((each) => [each.ref.name, each])).values()];
  const zones = new Set(unique.map(({ zone }) => zone));
  return { nodes: unique, zone: unique.length > 1 && zones.size === 1 ? [...zones][0] : undefined };
}

function nodesOf(context: CauseContext, failure: Failure): string[] {
  if (failure.nodes.length > 0) return [...failure.nodes];
  return [
    ...new Set(failure.pods.flatMap((ref) => context.scene.pods.get(refId(ref))?.pod.spec?.nodeName ?? [])),
  ].sort();
}
