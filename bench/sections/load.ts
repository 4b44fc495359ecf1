import { compareLoading } from '../loading.ts';
import type { Section } from '../section.ts';

const CASES = [
  ['uniform', 'compact'],
  ['uniform', 'pretty'],
  ['varied', 'compact'],
] as const;

/** Exports read by ours and by programs that cut items out of the same bytes and parse each. */
export const loadSection: Section = {
  name: 'load',
  title: 'Load',
  run: async ({ isQuick, rounds, folder }) => {
    const bench = { nodes: isQuick ? 200 : 5_000, podsPerNode: 30, rounds, folder };
    const compared = CASES.map(([mix, form]) => ({ mix, form, ...compareLoading(bench, mix, form) }));
    return {
      lines: [
        'Processor time against a program that cuts items out of the same bytes and parses each, keeping the objects or not, and against its JSON.parse alone.',
        '',
        '| pods | form | file | ours | to keeping | to not keeping | to JSON.parse alone | peak of input | kept |',
        '|---|---|---|---|---|---|---|---|---|',
        ...compared.map(
          ({ mix, form, fileBytes, ours, toKeeping, toDropping, toParseAlone, peakOfInput, keptRatio }) => {
            const ratios = [toKeeping, toDropping, toParseAlone, peakOfInput].map((ratio) =>
              ratio.toFixed(2),
            );
            return `| ${mix} | ${form} | ${(fileBytes / 1e6).toFixed(0)} MB | ${ours.ms.toFixed(0)} ms | ${ratios.join(' | ')} | 1 : ${keptRatio.toFixed(0)} |`;
          },
        ),
      ],
      checks: compared.map(({ mix, form, fileBytes }) => ({
        what: `a ${form} file of ${mix} pods, ${fileBytes} bytes, was read every way`,
        holds: fileBytes > 0,
      })),
    };
  },
};
