import { exponent, runProgram } from '../measure.ts';
import type { Section } from '../section.ts';

/** What one size costs, measured in a process of its own. */
export interface GrowthResult {
  readonly nodes: number;
  readonly pods: number;
  /** Building the world and what all runs begin with. */
  readonly buildMs: number;
  /** One drain with all that follows, once warm. */
  readonly drainMs: number;
  /** The loss of a node, whose pods are noticed, evicted and placed anew. */
  readonly lossMs: number;
  /** Live bytes beyond an empty process: the snapshot's columns, and the world over it. */
  readonly snapshotBytes: number;
  readonly worldBytes: number;
  readonly evicted: number;
}

const MEASURES: readonly (readonly [keyof GrowthResult, string, number])[] = [
  ['buildMs', 'world, ms', 1],
  ['drainMs', 'drain, ms', 1],
  ['lossMs', 'loss, ms', 1],
  ['snapshotBytes', 'snapshot, MB', 1e6],
  ['worldBytes', 'world, MB', 1e6],
];

/** Time and memory from small clusters to large ones. */
export const growthSection: Section = {
  name: 'growth',
  title: 'Growth',
  run: async ({ isQuick }) => {
    const sizes = isQuick ? [100, 200] : [500, 5_000, 15_000, 50_000];
    const results = sizes.map(inProcess);
    const [first, last] = [results[0]!, results.at(-1)!];
    const exponents = MEASURES.map(([key]) =>
      exponent(first.nodes, first[key], last.nodes, last[key]).toFixed(2),
    );
    return {
      lines: [
        'Each size in a process of its own, processor time; 30 pods a node. The exponent is 1 for what grows with the cluster and 0 for what does not grow.',
        '',
        `| nodes | pods | ${MEASURES.map(([, heading]) => heading).join(' | ')} |`,
        `|---|---|${MEASURES.map(() => '---').join('|')}|`,
        ...results.map(
          (result) =>
            `| ${result.nodes} | ${result.pods} | ${MEASURES.map(([key, , unit]) => (result[key] / unit).toFixed(1)).join(' | ')} |`,
        ),
        `| exponent | | ${exponents.join(' | ')} |`,
      ],
      checks: results.map(({ nodes, evicted }) => ({
        what: `${nodes} nodes: ${evicted} pods evicted`,
        holds: evicted > 0,
      })),
    };
  },
};

function inProcess(nodes: number): GrowthResult {
  const script = new URL('../growth-process.ts', import.meta.url).pathname;
  const args = ['--expose-gc', '--max-old-space-size=16000', script, `${nodes}`];
  return JSON.parse(runProgram(process.execPath, args).stdout) as GrowthResult;
}
