import { FastScheduler } from '../scheduler-model/index.ts';
import { clusterObjects } from './cluster.ts';
import { median } from './measure.ts';
import { modelCluster } from './model-cluster.ts';

export interface ExplanationMeasurement {
  readonly sampling: 'every node' | 'default';
  readonly plainMicros: number;
  /** The reason of every rejected node read, by what is said. */
  readonly reasonsRatio: number;
  /** The reason of every rejected node read one by one, with its status. */
  readonly singleReasonsRatio: number;
  /** Every feasible node's score by plugin read besides. */
  readonly scoresRatio: number;
  readonly rejectedPerPod: number;
}

type Way = 'plain' | 'reasons' | 'single' | 'scores';
const WAYS: readonly Way[] = ['plain', 'reasons', 'single', 'scores'];

/**
 * What explanations cost as they are consumed. Pods take turns: one is placed without a word, the next with its reasons
 * read, and so on, so that all ways meet the same cluster; the first half only warms up.
 */
export function measureExplanations(
  {
    nodes,
    podsPerNode,
    pending,
  }: { readonly nodes: number; readonly podsPerNode: number; readonly pending: number },
  everyNode: boolean,
): ExplanationMeasurement {
  const { cluster, profile, pending: pods } = modelCluster(clusterObjects({ nodes, podsPerNode, pending }));
  const scheduler = new FastScheduler(cluster, profile);
  const micros: Record<Way, number[]> = { plain: [], reasons: [], single: [], scores: [] };
  let startIndex = 0;
  let rejectedCount = 0;
  let readCount = 0;
  for (const [index, pod] of pods.entries()) {
    const way = WAYS[index % WAYS.length]!;
    const percentageOfNodesToScore = everyNode ? 100 : 0;
    const options = {
      tieBreak: 'kubernetes',
      startIndex,
      everyNode: false,
      percentageOfNodesToScore,
    } as const;
    const began = performance.now();
    let chosen: number;
    if (way === 'plain') {
      const decision = scheduler.schedule(pod, options);
      chosen = decision.chosen;
      startIndex = decision.nextStartIndex;
    } else {
      const result = scheduler.explain(pod, options);
      chosen = result.chosen;
      startIndex = result.nextStartIndex;
      if (way === 'reasons') {
        for (const { status, nodes } of result.rejectedNodes())
          for (const nodeIndex of nodes) readCount += nodeIndex >= 0 ? status.reasons.length : 0;
      } else for (const [, { reasons }] of result.rejections) readCount += reasons.length;
      if (way === 'scores')
        for (const nodeIndex of result.feasible) readCount += result.scoreOf(nodeIndex)?.parts.length ?? 0;
    }
    const took = (performance.now() - began) * 1000;
    if (index >= pods.length >> 1) micros[way].push(took);
    if (way === 'single')
      rejectedCount += scheduler.explain(pod, { ...options, startIndex: 0 }).rejections.size;
    if (chosen >= 0) cluster.addPod(pod.podId, pod.classId, chosen);
  }
  if (readCount === 0) throw new Error('no reason was read');
  const plainMicros = middleMean(micros.plain);
  return {
    sampling: everyNode ? 'every node' : 'default',
    plainMicros,
    reasonsRatio: middleMean(micros.reasons) / plainMicros,
    singleReasonsRatio: middleMean(micros.single) / plainMicros,
    scoresRatio: median(micros.scores) / plainMicros,
    rejectedPerPod: rejectedCount / (pods.length / WAYS.length),
  };
}

/** The mean without the slowest and the quickest tenth, which other programs on the machine make. */
function middleMean(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const tenth = Math.floor(sorted.length / 10);
  const kept = sorted.slice(tenth, sorted.length - tenth);
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}
