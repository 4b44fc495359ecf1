import { measureDrain } from '../draining.ts';
import type { Section } from '../section.ts';

/** The real program, from the file to the screen. */
export const drainSection: Section = {
  name: 'drain',
  title: 'One drain from the portable file to the report',
  run: async ({ isQuick, rounds, folder }) => {
    const nodes = isQuick ? 200 : 5_000;
    const drains = [false, true].map((areDetailed) =>
      measureDrain({
        nodes,
        podsPerNode: 30,
        areDetailed,
        rounds: isQuick ? 1 : Math.max(rounds, 5),
        folder,
      }),
    );
    return {
      lines: [
        `${nodes} nodes, ${nodes * 30} pods. Detailed nodes say all that kubelets report of them: forty images, addresses, conditions.`,
        '',
        '| nodes | wall time, ms | `node -e 0`, ms | ratio | import, ms |',
        '|---|---|---|---|---|',
        ...drains.map(
          ({ wallMs, bareMs, ratio, importMs }, index) =>
            `| ${index === 0 ? 'as the mix has them' : 'detailed'} | ${wallMs.toFixed(0)} | ${bareMs.toFixed(0)} | ${ratio.toFixed(1)} × | ${importMs.toFixed(0)} |`,
        ),
      ],
      checks: drains.map(({ wallMs }) => ({
        what: `a drain of ${nodes} nodes ends with its report`,
        holds: wallMs > 0,
      })),
    };
  },
};
