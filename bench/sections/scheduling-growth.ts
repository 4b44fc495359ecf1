import { exponent } from '../measure.ts';
import { measureSchedulingGrowth, type SchedulingGrowth } from '../scheduling-growth.ts';
import type { Section } from '../section.ts';

const MEBIBYTE = 2 ** 20;

/** Time and memory of scheduling from small clusters to large ones. */
export const schedulingGrowthSection: Section = {
  name: 'scheduling-growth',
  title: 'Growth of scheduling',
  run: async ({ isQuick }) => {
    const sizes = isQuick ? [100, 500] : [500, 5_000, 15_000, 50_000];
    const bench = { podsPerNode: 30, pending: isQuick ? 300 : 4_000, rounds: 1 };
    const rows = sizes.map((nodes) => measureSchedulingGrowth(nodes, bench));
    return {
      lines: [
        'The mix, thirty pods a node, each size in processes of its own: processor time of a pod when others of its kind have come before, and what is kept.',
        '',
        '| nodes | pods | every node, µs a pod | default, µs a pod | nodes and pods, MiB | built to decide, MiB |',
        '|---|---|---|---|---|---|',
        ...rows.map(
          (row) =>
            `| ${row.nodes} | ${row.pods} | ${row.everyMicros.toFixed(1)} | ${row.sampleMicros.toFixed(1)} | ${(row.modelBytes / MEBIBYTE).toFixed(1)} | ${(row.schedulerBytes / MEBIBYTE).toFixed(1)} |`,
        ),
        exponents(rows[0]!, rows.at(-1)!),
      ],
      checks: rows.map(({ nodes, pods }) => ({ what: `${nodes} nodes: ${pods} pods`, holds: pods > nodes })),
    };
  },
};

function exponents(small: SchedulingGrowth, large: SchedulingGrowth): string {
  const of = (measure: (row: SchedulingGrowth) => number) =>
    exponent(small.nodes, measure(small), large.nodes, measure(large)).toFixed(2);
  const cells = [
    of(({ everyMicros }) => everyMicros),
    of(({ sampleMicros }) => sampleMicros),
    of(({ modelBytes }) => modelBytes),
    of(({ schedulerBytes }) => schedulerBytes),
  ];
  return `| exponent | | ${cells.join(' | ')} |`;
}
