import { compareLoading } from '../loading.ts';
import type { Section } from '../section.ts';

/** Exports read by ours and by JSON.parse. */
export const loadSection: Section = {
  name: 'load',
  title: 'Load',
  run: async ({ isQuick, rounds, folder }) => {
    const bench = { nodes: isQuick ? 200 : 5_000, podsPerNode: 30, rounds, folder };
    const compared = (['compact', 'pretty'] as const).map((form) => compareLoading(bench, form));
    return {
      lines: [
        '| form | file | ours | JSON.parse by item | time | peak of input | kept objects to columns |',
        '|---|---|---|---|---|---|---|',
        ...compared.map(
          ({ form, fileBytes, ours, parse, timeRatio, peakOfInput, keptRatio }) =>
            `| ${form} | ${(fileBytes / 1e6).toFixed(0)} MB | ${ours.ms.toFixed(0)} ms | ${parse.ms.toFixed(0)} ms | ${timeRatio.toFixed(2)} | ${peakOfInput.toFixed(2)} | ${keptRatio.toFixed(1)} : 1 |`,
        ),
      ],
      checks: compared.map(({ form, fileBytes }) => ({
        what: `a ${form} file of ${fileBytes} bytes was read both ways`,
        holds: fileBytes > 0,
      })),
    };
  },
};
