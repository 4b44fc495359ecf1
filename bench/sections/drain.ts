import { measureDrain } from '../draining.ts';
import type { Section } from '../section.ts';

/** The real program, from the file to the screen. */
export const drainSection: Section = {
  name: 'drain',
  title: 'One drain from the portable file to the report',
  run: async ({ isQuick, rounds, folder }) => {
    const nodes = isQuick ? 200 : 5_000;
    const drain = measureDrain({ nodes, podsPerNode: 30, rounds: isQuick ? 1 : Math.max(rounds, 5), folder });
    return {
      lines: [
        `${drain.nodes} nodes, ${drain.pods} pods: ${drain.wallMs.toFixed(0)} ms of wall time, ${drain.ratio.toFixed(1)} times \`node -e 0\` (${drain.bareMs.toFixed(0)} ms); import took ${drain.importMs.toFixed(0)} ms.`,
      ],
      checks: [{ what: `a drain of ${nodes} nodes ends with its report`, holds: drain.wallMs > 0 }],
    };
  },
};
