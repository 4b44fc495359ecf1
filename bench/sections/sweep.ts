import { clusterObjects } from '../cluster.ts';
import { exponent } from '../measure.ts';
import { portableFile } from '../portable-file.ts';
import type { Section } from '../section.ts';
import { measureSweep, measureWorkers, type WorkersMeasurement } from '../sweeping.ts';

const PODS_PER_NODE = 30;

/** Nodes drained in turn, each with all that follows. */
export const sweepSection: Section = {
  name: 'sweep',
  title: 'Sweep',
  run: async ({ isQuick, casesMax, folder }) => {
    const sizes = isQuick ? [100, 500] : [500, 5_000, 15_000];
    const main = isQuick ? 500 : 5_000;
    // The main size is swept whole, as somebody would; the others long enough to be warm.
    const sweeps = sizes.map((nodes) =>
      measureSweep({
        nodes,
        podsPerNode: PODS_PER_NODE,
        cases: Math.min(casesMax, isQuick ? 50 : nodes === main ? nodes : 1_000),
        rounds: isQuick ? 1 : casesMax < nodes ? 3 : 1,
      }),
    );
    const [small, large] = [sweeps[0]!, sweeps.at(-1)!];
    const growth = exponent(small.nodes, small.msPerCase, large.nodes, large.msPerCase);
    const swept = isQuick ? 100 : main;
    const objects = clusterObjects({ nodes: swept, podsPerNode: PODS_PER_NODE, pending: 0 });
    const workers = measureWorkers(portableFile(folder, `mix-${swept}`, objects).file);
    return {
      lines: [
        'Nodes drained in turn with budgets, controllers, rescheduling, endpoints, findings and the digest of the time line; one thread, processor time.',
        '',
        '| nodes | pods | cases | pods evicted a case | ms a case | cases/s |',
        '|---|---|---|---|---|---|',
        ...sweeps.map(
          ({ nodes, pods, caseCount, evicted, msPerCase, casesPerSecond }) =>
            `| ${nodes} | ${pods} | ${caseCount} | ${(evicted / caseCount).toFixed(1)} | ${msPerCase.toFixed(2)} | ${casesPerSecond.toFixed(0)} |`,
        ),
        '',
        `From ${small.nodes} to ${large.nodes} nodes a case becomes ${(large.msPerCase / small.msPerCase).toFixed(2)} times as dear (exponent ${growth.toFixed(2)}).`,
        workersLine(workers),
      ],
      checks: [
        ...sweeps.map(({ nodes, caseCount, evicted, rowCount }) => ({
          what: `${nodes} nodes: ${rowCount} rows of ${caseCount} cases, ${evicted} pods evicted`,
          holds: rowCount === caseCount && evicted > caseCount,
        })),
        { what: 'two workers give the rows of one', holds: workers.areEqual },
      ],
    };
  },
};

function workersLine({ caseCount, oneProcessorMs, oneWorkerMs, twoWorkersMs }: WorkersMeasurement): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const timesTwo = (ms: number) => `${(ms / twoWorkersMs).toFixed(2)} times as long as two`;
  const alone =
    oneProcessorMs === undefined
      ? ''
      : `; held to one processor, ${seconds(oneProcessorMs)}, ${timesTwo(oneProcessorMs)}`;
  return `The whole program over all ${caseCount} nodes, from the portable file to the rows: two workers ${seconds(twoWorkersMs)}, one worker ${seconds(oneWorkerMs)}, ${timesTwo(oneWorkerMs)}${alone}. One worker has its compiler and collector on the other processor.`;
}
