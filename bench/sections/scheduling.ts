import { compareScheduling, type SchedulingComparison } from '../compare-scheduling.ts';
import type { Section } from '../section.ts';

/** Pending pods placed by ours and by the real framework. */
export const schedulingSection: Section = {
  name: 'scheduling',
  title: 'Scheduling',
  run: async ({ isQuick, rounds, folder }) => {
    const bench = {
      nodes: isQuick ? 500 : 5_000,
      podsPerNode: 30,
      pending: isQuick ? 500 : 2_000,
      frameworkPods: isQuick ? 100 : 60,
      rounds,
      folder,
    };
    const compared = [true, false].map((everyNode) => compareScheduling(bench, everyNode));
    return {
      lines: [
        'Pending pods placed one after another, each before the next one’s turn: one thread of ours, the real framework with all processors.',
        '',
        '| nodes | pods | scored | ours, pods/s | framework, pods/s | ratio | equal decisions |',
        '|---|---|---|---|---|---|---|',
        ...compared.map(row),
      ],
      checks: compared.map(({ sampling, equalDecisions }) => ({
        what: `decisions with ${sampling} scored are those of the framework: ${equalDecisions}`,
        holds: sampling !== 'every node' || areEqual(equalDecisions),
      })),
    };
  },
};

function row(comparison: SchedulingComparison): string {
  const { nodes, pods, sampling, oursPerSecond, frameworkPerSecond, ratio, equalDecisions } = comparison;
  const framework = frameworkPerSecond === undefined ? 'not built here' : frameworkPerSecond.toFixed(1);
  return `| ${nodes} | ${pods} | ${sampling} | ${oursPerSecond.toFixed(0)} | ${framework} | ${ratio === undefined ? '' : `${ratio.toFixed(0)} ×`} | ${equalDecisions} |`;
}

/** `60 of 60`, or nothing to compare with. */
function areEqual(text: string): boolean {
  const [, equal, all] = /^(\d+) of (\d+)/.exec(text) ?? [];
  return equal === all;
}
