import { HARD_CLUSTERS, type HardMeasurement, measureHardCluster } from '../hard-clusters.ts';
import type { Section } from '../section.ts';
import { areEqual, sides } from './sides.ts';

/** Scheduling where nothing comes easy. */
export const hardClustersSection: Section = {
  name: 'hard-clusters',
  title: 'Hard clusters',
  run: async ({ isQuick, folder }) => {
    const bench = {
      nodes: isQuick ? 200 : 5_000,
      podsPerNode: isQuick ? 10 : 30,
      pending: isQuick ? 100 : 2_000,
      frameworkPods: isQuick ? 20 : 40,
      rounds: 1,
      folder,
    };
    const rows = HARD_CLUSTERS.flatMap((corpus) =>
      [true, false].map((everyNode) => measureHardCluster(corpus, bench, everyNode)),
    );
    return {
      lines: [
        'As above, on clusters of one difficult kind each. For a pod that fits nowhere both look for victims, who stay; on which node hangs on a node drawn at random there and is not compared.',
        '',
        '| cluster | classes | pods | without a node | scored | ours, pods/s | framework, pods/s | ratio | equal decisions |',
        '|---|---|---|---|---|---|---|---|---|',
        ...rows.map(row),
        '',
        ...HARD_CLUSTERS.map(({ name, description }) => `- ${name}: ${description}.`),
      ],
      checks: rows.map(({ corpus, sampling, podCount, equalDecisions }) => ({
        what: `${corpus.name}, ${sampling} scored: ${podCount} pods, equal decisions ${equalDecisions}`,
        holds: podCount > 0 && areEqual(equalDecisions),
      })),
    };
  },
};

function row(measurement: HardMeasurement): string {
  const { corpus, sampling, classCount, podCount, unplacedCount, oursPerSecond, equalDecisions } =
    measurement;
  return `| ${corpus.name} | ${classCount} | ${podCount} | ${unplacedCount} | ${sampling} | ${oursPerSecond.toFixed(0)} | ${sides(measurement)} | ${equalDecisions} |`;
}
