import { measureExplanations } from '../explaining.ts';
import type { Section } from '../section.ts';

/** What it costs to be told why, as it is read. */
export const explanationsSection: Section = {
  name: 'explanations',
  title: 'Explanations',
  run: async ({ isQuick }) => {
    const size = { nodes: isQuick ? 500 : 5_000, podsPerNode: 30, pending: isQuick ? 800 : 8_000 };
    const rows = [true, false].map((everyNode) => measureExplanations(size, everyNode));
    return {
      lines: [
        'A pod’s turn with what is said of nodes read, beside a turn without a word. Reasons by what is said: every rejected node, under each text.',
        '',
        '| scored | without, µs | rejected nodes | reasons by what is said | reasons node by node | and all scores by plugin |',
        '|---|---|---|---|---|---|',
        ...rows.map((row) => {
          const ratios = [row.reasonsRatio, row.singleReasonsRatio, row.scoresRatio];
          return `| ${row.sampling} | ${row.plainMicros.toFixed(1)} | ${row.rejectedPerPod.toFixed(0)} | ${ratios.map((ratio) => `${ratio.toFixed(2)} ×`).join(' | ')} |`;
        }),
      ],
      checks: rows.map(({ sampling, rejectedPerPod }) => ({
        what: `reasons of ${rejectedPerPod.toFixed(0)} nodes a pod were read, ${sampling} scored`,
        holds: rejectedPerPod > 0,
      })),
    };
  },
};
