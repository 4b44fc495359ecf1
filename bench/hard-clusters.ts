import { join } from 'node:path';
import { askFramework, equality } from './ask-framework.ts';
import type { Corpus, CorpusSize } from './corpora/corpus.ts';
import { hardSpread } from './corpora/hard-spread.ts';
import { onePodClasses } from './corpora/one-pod-classes.ts';
import { preemptionStorm } from './corpora/preemption-storm.ts';
import { requiredAffinity } from './corpora/required-affinity.ts';
import { zoneLoss } from './corpora/zone-loss.ts';
import { median } from './measure.ts';
import { modelCluster } from './model-cluster.ts';
import { placePods } from './place-pods.ts';
import { writeObjects } from './write-objects.ts';

export const HARD_CLUSTERS: readonly Corpus[] = [
  onePodClasses,
  requiredAffinity,
  hardSpread,
  zoneLoss,
  preemptionStorm,
];

export interface HardMeasurement {
  readonly corpus: Corpus;
  readonly sampling: 'every node' | 'default';
  readonly podCount: number;
  /** Of pods, as the scheduler can tell them apart. */
  readonly classCount: number;
  readonly unplacedCount: number;
  readonly preemptingCount: number;
  readonly oursPerSecond: number;
  /** Undefined where the framework is not built. */
  readonly frameworkPerSecond: number | undefined;
  readonly ratio: number | undefined;
  readonly equalDecisions: string;
}

export interface HardBench extends CorpusSize {
  readonly frameworkPods: number;
  readonly rounds: number;
  readonly folder: string;
}

/** Times both sides on one hard cluster, as `compareScheduling` does on the mix. */
export function measureHardCluster(corpus: Corpus, bench: HardBench, everyNode: boolean): HardMeasurement {
  const { pending, frameworkPods, rounds, folder } = bench;
  const file = join(folder, `hard-${corpus.name.replaceAll(/\W+/g, '-')}-${bench.nodes}.json`);
  writeObjects(file, corpus.objects(bench), 'scenario');
  const question = { file, everyNode, limit: frameworkPods, folder };
  const ask = (processors: 'all' | 'one') => askFramework({ ...question, processors });
  const ours: number[] = [];
  const framework: number[] = [];
  let classCount = 0;
  let run = placePods(modelCluster(corpus.objects(bench)), { everyNode, limit: 0 });
  for (let round = 0; round < rounds; round++) {
    const model = modelCluster(corpus.objects(bench));
    run = placePods(model, { everyNode, limit: pending });
    classCount = model.cluster.podClassCount;
    ours.push((run.podCount / run.wallMs) * 1000);
    const other = ask('all');
    if (other) framework.push(other.podsPerSecond);
  }
  const inOrder = ask('one');
  const oursPerSecond = median(ours);
  const frameworkPerSecond = framework.length > 0 ? median(framework) : undefined;
  return {
    corpus,
    sampling: everyNode ? 'every node' : 'default',
    podCount: run.podCount,
    classCount,
    unplacedCount: run.unplacedCount,
    preemptingCount: run.preemptingCount,
    oursPerSecond,
    frameworkPerSecond,
    ratio: frameworkPerSecond === undefined ? undefined : oursPerSecond / frameworkPerSecond,
    equalDecisions: inOrder ? equality(run.placements, inOrder.decisions) : 'not compared',
  };
}
