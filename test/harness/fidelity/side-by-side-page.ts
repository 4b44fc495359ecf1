import { leaves, podFates, staysPending } from '../../../src/impact/compare/pod-fate.ts';
import type { PodManifest } from '../../../src/impact/compare/prediction.ts';
import type { RecordedRun } from '../../../src/impact/compare/recorded-run.ts';
import type { ImpactReport } from '../../../src/impact/documents.ts';
import type { Judgement } from './judge.ts';

/** The page docs/side-by-side.md: for every drain what kubectl's dry runs say before, what happened, and what we say. */
export function sideBySidePage(judgements: readonly Judgement[]): string {
  const drains = judgements.filter(({ folder }) => (folder.run.rehearsals?.length ?? 0) > 0);
  return `${[
    '# Side by side: a drain, foretold three ways',
    '',
    '<!-- Written by `node test/harness/fidelity/main.ts`; do not edit. -->',
    '',
    `For ${drains.length} recorded drains: what \`kubectl drain --dry-run=client\` and \`--dry-run=server\` said on the real cluster just before`,
    "(with a timeout of 12 s, for a server's dry run tries again for ever), what then happened, and what `kubectl smart simulate` says from a",
    "snapshot. kubectl's dry runs name the pods they would evict; neither tells where pods land, who stays pending, how long it takes, or that a",
    'budget is spent by the first eviction.',
    '',
    ...drains.flatMap(section),
  ].join('\n')}\n`;
}

function section({ folder, report, failure }: Judgement): string[] {
  const { run, podsBefore } = folder;
  const [client, server] = run.rehearsals as NonNullable<RecordedRun['rehearsals']>;
  return [
    `## ${run.name}`,
    '',
    run.description,
    '',
    ...run.simulate.map((line) => `    ${line}`),
    '',
    '| | ends with | pods evicted or deleted | land | stay pending | services |',
    '|---|---|---|---|---|---|',
    `| \`--dry-run=client\` | ${dryRun(client)} | – | – | – |`,
    `| \`--dry-run=server\` | ${dryRun(server)} | – | – | – |`,
    `| **what happened** | ${happened(run, podsBefore)} |`,
    `| **kubectl smart** | ${report === undefined ? `no prediction: ${failure} | | | | ` : foretold(report, run, podsBefore)} |`,
    '',
  ];
}

function dryRun(rehearsal: NonNullable<RecordedRun['rehearsals']>[number] | undefined): string {
  if (rehearsal === undefined) return '– | –';
  const evicted = new Set(
    [...rehearsal.stdout.matchAll(/^(?:evicting pod|deleting pod) (\S+)/gm)].map(([, pod]) => pod),
  );
  const refused = /Cannot evict pod|does not support|timeout/.test(rehearsal.stderr)
    ? ', retried until its timeout'
    : '';
  return `exit ${rehearsal.exit} after ${rehearsal.seconds} s${refused} | ${evicted.size}`;
}

interface Course {
  readonly commands: readonly { readonly exit: number; readonly end: number | null }[];
  readonly timeline: Parameters<typeof podFates>[1];
  readonly services: readonly {
    readonly service: string;
    readonly before: number;
    readonly lowest: number;
  }[];
}

function happened(run: RecordedRun, before: readonly PodManifest[]): string {
  return course({ ...run, services: run.services ?? [] }, before, run.observedSeconds);
}

function foretold(report: ImpactReport, run: RecordedRun, before: readonly PodManifest[]): string {
  const commands = report.commands.filter(({ command }) => !command.startsWith('sleep '));
  return course({ ...report, commands }, before, run.observedSeconds);
}

function course(
  { commands, timeline, services }: Course,
  before: readonly PodManifest[],
  until: number,
): string {
  const ends = commands.map(({ exit, end }) => `exit ${exit} at ${end ?? '∞'} s`).join('; ');
  const fates = podFates(before, timeline, until);
  const landed = Object.entries(
    Object.groupBy(
      fates.filter(({ node }) => node !== undefined),
      ({ node }) => node as string,
    ),
  );
  const nodes = landed
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([node, pods]) => `${pods?.length} on ${node}`);
  const dips = services
    .filter((service) => service.lowest < service.before)
    .map((one) => `${one.service} ${one.before} → ${one.lowest}`);
  const gone = fates.filter((fate) => fate.existed && leaves(fate)).length;
  return [
    ends,
    gone,
    nodes.join(', ') || 'none',
    fates.filter(staysPending).length,
    dips.join(', ') || 'as before',
  ].join(' | ');
}
