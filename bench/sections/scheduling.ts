import { compareScheduling, type SchedulingComparison } from '../compare-scheduling.ts';
import { measureOpenb } from '../openb.ts';
import type { BenchCheck, Section } from '../section.ts';
import { areEqual, sides } from './sides.ts';

/** Pending pods placed by ours and by the real framework. */
export const schedulingSection: Section = {
  name: 'scheduling',
  title: 'Scheduling',
  run: async ({ isQuick, rounds, folder }) => {
    const bench = {
      nodes: isQuick ? 500 : 5_000,
      podsPerNode: 30,
      pending: isQuick ? 500 : 10_000,
      frameworkPods: isQuick ? 100 : 60,
      rounds,
      folder,
    };
    const compared = [true, false].map((everyNode) => compareScheduling(bench, everyNode));
    const openb = isQuick ? undefined : openbOf(folder, rounds);
    return {
      lines: [
        'Pending pods placed one after another, each before the next one’s turn, equal nodes as v1.36 chooses among them, visited from the first one on: one thread of ours, the real framework with all processors. Its decisions are those of a run that visits nodes in order.',
        '',
        '| nodes | pods | scored | ours, pods/s | framework, pods/s | ratio | equal decisions |',
        '|---|---|---|---|---|---|---|',
        ...compared.map(row),
        ...(openb ? ['', openb.line] : []),
      ],
      checks: [
        ...compared.map(({ sampling, equalDecisions }) => ({
          what: `decisions with ${sampling} scored are those of the framework: ${equalDecisions}`,
          holds: areEqual(equalDecisions),
        })),
        ...(openb ? [openb.check] : []),
      ],
    };
  },
};

function row(comparison: SchedulingComparison): string {
  const { nodes, pods, sampling, oursPerSecond, equalDecisions } = comparison;
  return `| ${nodes} | ${pods} | ${sampling} | ${oursPerSecond.toFixed(0)} | ${sides(comparison)} | ${equalDecisions} |`;
}

function openbOf(
  folder: string,
  rounds: number,
): { readonly line: string; readonly check: BenchCheck } | undefined {
  const openb = measureOpenb(folder, rounds);
  if (!openb) return undefined;
  const { nodes, pods, rounds: roundCount, firstMs, oursMs, frameworkMs, ratio, equalPlacements } = openb;
  const other = frameworkMs === undefined ? '' : `, the framework ${(frameworkMs / 1000).toFixed(1)} s`;
  const times = ratio === undefined ? '' : `: ${ratio.toFixed(0)} ×`;
  return {
    line: `openb (${nodes} nodes, ${pods} pods), every node scored, all of it: ${oursMs.toFixed(0)} ms${other}${times}. The first of ${roundCount} rounds took ${firstMs.toFixed(0)} ms. Placed as the real scheduler placed them: ${equalPlacements}.`,
    check: {
      what: `openb is placed as the real scheduler placed it: ${equalPlacements}`,
      holds: areEqual(equalPlacements),
    },
  };
}
