import type { Cluster } from '../cluster/cluster.ts';
import { NONE } from '../cluster/none.ts';
import { Cycle, type SchedulablePod } from '../framework/cycle.ts';
import type { CycleOptions, CycleResult, NodeScore } from '../framework/cycle-result.ts';
import { filterNode } from '../framework/filter-node.ts';
import { feasibleNodesToFind } from '../framework/node-sampling.ts';
import { NodeVerdicts } from '../framework/node-verdicts.ts';
import type { Diagnosis } from '../framework/plugin.ts';
import type { Profile } from '../framework/profile.ts';
import { selectHost } from '../framework/select-host.ts';
import { isRejected, type Status, statusMessage, unresolvable } from '../framework/status.ts';
import { traitsOf } from '../framework/versions.ts';
import { groupRejections } from './group-rejections.ts';
import { runPreFilters } from './run-pre-filters.ts';
import { runScores, type Scores } from './run-scores.ts';
import { nothing, unfit } from './unfit.ts';

/**
 * One scheduling cycle, plugin by plugin and node by node. The cluster stays as it is: placing the pod, or reserving
 * its node, is the caller's.
 *
 * @source pkg/scheduler/schedule_one.go → schedulePod (v1.36.3)
 */
export function scheduleOne(
  cluster: Cluster,
  profile: Profile,
  pod: SchedulablePod,
  options: CycleOptions,
): CycleResult {
  const cycle = new Cycle(cluster, profile, pod);
  const startIndex = options.startIndex ?? 0;
  if (cluster.nodeCount === 0)
    return { ...nothing(startIndex), message: 'no nodes available to schedule pods' };

  const pre = runPreFilters(cycle);
  if (pre.status.code !== 'Success' && !isRejected(pre.status)) {
    return { ...nothing(startIndex), error: statusMessage(pre.status) };
  }
  if (isRejected(pre.status)) {
    const diagnosis: Diagnosis = {
      verdicts: new NodeVerdicts(0),
      absentStatus: pre.status,
      unschedulablePlugins: new Set(
        pre.status.plugin ? [...pre.namingPlugins, pre.status.plugin] : pre.namingPlugins,
      ),
      preFilterMessage: statusMessage(pre.status),
      startIndex,
    };
    return unfit(cycle, diagnosis, new Map(), startIndex);
  }

  const nodes = nodesToVisit(cluster, pre.nodeNames);
  const found = findFeasible(cycle, nodes, options, startIndex);
  const nextStartIndex = found.isNominated
    ? startIndex
    : (startIndex + found.feasible.length + found.rejections.size) % cluster.nodeCount;
  if (found.error !== '') return { ...nothing(nextStartIndex), error: found.error };
  if (found.feasible.length === 0) {
    const names = pre.namingPlugins;
    const diagnosis: Diagnosis = {
      verdicts: NodeVerdicts.of(cluster.nodeRowCount, found.rejections),
      absentStatus: unresolvable(
        '',
        ...(pre.nodeNames ? [`node(s) didn't satisfy plugin(s) [${names.join(' ')}]`] : []),
      ),
      unschedulablePlugins: new Set([
        ...names,
        ...[...found.rejections.values()].map(({ plugin }) => plugin),
      ]),
      preFilterMessage: '',
      startIndex,
    };
    return unfit(cycle, diagnosis, found.rejections, nextStartIndex);
  }
  return { ...choose(cycle, found, options), nextStartIndex };
}

interface Found {
  readonly feasible: number[];
  readonly rejections: Map<number, Status>;
  readonly error: string;
  /** The pod's nominated node took it, so that no other was looked at. */
  readonly isNominated: boolean;
}

/** @source pkg/scheduler/schedule_one.go → findNodesThatFitPod, findNodesThatPassFilters (v1.36.3) */
function findFeasible(
  cycle: Cycle,
  nodes: readonly number[],
  options: CycleOptions,
  startIndex: number,
): Found {
  const found: Found = { feasible: [], rejections: new Map(), error: '', isNominated: false };
  const { cluster, pod, profile } = cycle;
  const nominated = pod.nominatedNodeName ? cluster.nodeIndexOf(pod.nominatedNodeName) : NONE;
  if (!options.everyNode && nominated !== NONE) {
    const status = filterNode(cycle, nominated);
    if (status.code === 'Success') return { ...found, feasible: [nominated], isNominated: true };
    if (status.code !== 'Error') found.rejections.set(nominated, status);
  }
  const percentage = options.percentageOfNodesToScore ?? profile.percentageOfNodesToScore;
  const isOneEnough = profile.score.length === 0 && !options.everyNode;
  const wanted = isOneEnough ? 1 : feasibleNodesToFind(nodes.length, percentage);
  for (let i = 0; i < nodes.length; i++) {
    const nodeIndex = nodes[(startIndex + i) % nodes.length]!;
    const status = filterNode(cycle, nodeIndex);
    if (status.code === 'Success') {
      // The search ends when it meets one more feasible node than it needs; what it rejects until then counts.
      if (found.feasible.length === wanted) break;
      found.feasible.push(nodeIndex);
    } else if (status.code === 'Error' && !options.everyNode)
      return { ...found, error: statusMessage(status) };
    else found.rejections.set(nodeIndex, status);
  }
  return found;
}

function nodesToVisit(cluster: Cluster, nodeNames: ReadonlySet<string> | undefined): readonly number[] {
  const order = [...cluster.order];
  return nodeNames ? order.filter((nodeIndex) => nodeNames.has(cluster.nodeName(nodeIndex))) : order;
}

function choose(cycle: Cycle, { feasible, rejections }: Found, options: CycleOptions): CycleResult {
  const outcome: CycleResult = {
    ...nothing(0),
    feasible,
    rejections,
    rejectedNodes: () => groupRejections(rejections),
  };
  if (feasible.length === 1 && !options.everyNode)
    return { ...outcome, chosen: feasible[0]!, best: feasible };
  const scores = runScores(cycle, feasible);
  if ('code' in scores) return { ...outcome, error: statusMessage(scores) };
  const position = selectHost(cycle.cluster, feasible, scores.totals, options.tieBreak, {
    deterministic: traitsOf(cycle.minor).deterministicTies,
    random: options.random ?? noRandomness,
  });
  const score = scores.totals[position]!;
  return {
    ...outcome,
    chosen: feasible[position]!,
    score,
    best: feasible.filter((_nodeIndex, i) => scores.totals[i] === score),
    scoreOf: (nodeIndex) => scoreAt(scores, feasible.indexOf(nodeIndex)),
  };
}

function scoreAt({ plugins, totals }: Scores, position: number): NodeScore | undefined {
  if (position < 0) return undefined;
  const parts = plugins.map(({ plugin, weighted }) => ({ plugin, score: weighted[position]! }));
  return { total: totals[position]!, parts };
}

function noRandomness(): number {
  throw new Error('a random choice among equal nodes needs a source of randomness');
}
