import { exponent } from '../measure.ts';
import type { Section } from '../section.ts';
import { measureSweep, measureWorkers } from '../sweeping.ts';

const PODS_PER_NODE = 30;

/** Nodes drained in turn, each with all that follows. */
export const sweepSection: Section = {
  name: 'sweep',
  title: 'Sweep',
  run: async ({ isQuick, casesMax }) => {
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
    const workers = await measureWorkers({
      nodes: main,
      podsPerNode: PODS_PER_NODE,
      cases: Math.min(casesMax, isQuick ? 100 : 1_500),
      rounds: isQuick ? 1 : 2,
    });
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
        `Over ${workers.caseCount} cases two workers are ${workers.wallRatio.toFixed(2)} times as fast as one, and use ${workers.cpuRatio.toFixed(2)} times the processor time, their start included.`,
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
