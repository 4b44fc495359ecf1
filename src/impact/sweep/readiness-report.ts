import type { WorldView } from '../../world/index.ts';
import { API_VERSION, VERDICTS, type Verdict } from '../documents.ts';
import { counted } from '../stages/duration.ts';
import type { LostCase, ReadinessLevel, ReadinessReport, SweepRow } from '../sweep-documents.ts';
import { countedUnits, countVerdicts, settlingSentences, UNIT_NAMES } from './readiness.ts';
import type { SweepCommand, SweepUnit } from './sweep-cases.ts';
import { snapshotOfSweep } from './sweep-report.ts';

/** Most names that one sentence lists. */
const NAMED_MAX = 10;

/** The rows of one level, before anything is made of them. */
export interface LevelRows {
  readonly level: ReadinessLevel['level'];
  readonly each: SweepUnit;
  readonly command: SweepCommand;
  readonly total: number;
  readonly selection?: string;
  readonly rows: readonly SweepRow[];
  readonly lost: readonly LostCase[];
}

/** One answer for the whole cluster from the sweeps of all levels, in their order. */
export function readinessReport(
  world: WorldView,
  seed: number,
  levels: readonly LevelRows[],
): ReadinessReport {
  const losses = new Map(
    levels
      .filter(({ each, command }) => each === 'node' && command === 'fail')
      .flatMap(({ rows }) => rows.map((row) => [row.case, row] as const)),
  );
  const judged = levels.map((level) => {
    const cannotGo = level.rows.filter((row) => cannot(level, row, losses)).sort(worstFirst);
    return { level, cannotGo };
  });
  return {
    apiVersion: API_VERSION,
    kind: 'ReadinessReport',
    snapshot: snapshotOfSweep(world),
    seed,
    verdict: verdictOf(judged),
    answer: [...judged.flatMap(({ level, cannotGo }) => sentencesOf(level, cannotGo)), ...doubts(levels)],
    levels: judged.map(({ level: { rows, ...level }, cannotGo }) => ({
      ...level,
      simulated: rows.length,
      verdicts: countVerdicts(rows),
      cannotGo,
    })),
  };
}

/**
 * Whether a unit cannot go: a drain that does not end; a loss that leaves pods without a place or a Service without
 * endpoints, or loses pods that nobody makes again. Of two nodes that are lost together, only what neither does alone counts.
 */
function cannot({ command, each }: LevelRows, row: SweepRow, losses: ReadonlyMap<string, SweepRow>): boolean {
  if (command === 'drain') return row.verdict === 'blocked';
  const alone = each === 'pair' ? row.nodes.flatMap((node) => losses.get(node) ?? []) : [];
  const dark = new Set(alone.flatMap(({ servicesAtZero }) => servicesAtZero));
  const pending = alone.reduce((sum, { pending: count }) => sum + count, 0);
  const lost = alone.reduce((sum, { lost: count }) => sum + count, 0);
  return row.pending > pending || row.lost > lost || row.servicesAtZero.some((service) => !dark.has(service));
}

function worstFirst(a: SweepRow, b: SweepRow): number {
  return (
    b.pending - a.pending ||
    b.servicesAtZero.length - a.servicesAtZero.length ||
    b.lost - a.lost ||
    b.blocked.length - a.blocked.length ||
    (a.case < b.case ? -1 : 1)
  );
}

function verdictOf(
  judged: readonly { readonly level: LevelRows; readonly cannotGo: readonly SweepRow[] }[],
): Verdict {
  if (judged.some(({ level, cannotGo }) => level.command === 'drain' && cannotGo.length > 0))
    return 'blocked';
  if (judged.some(({ level, cannotGo }) => cannotGo.length > 0 || level.rows.some(doesHarm))) return 'risky';
  const verdicts = judged.flatMap(({ level }) => level.rows.map(({ verdict }) => verdict));
  const isUnknown = verdicts.includes('unknown') || judged.some(({ level }) => level.lost.length > 0);
  return isUnknown ? 'unknown' : (VERDICTS.at(-1) ?? 'safe');
}

function sentencesOf(level: LevelRows, cannotGo: readonly SweepRow[]): string[] {
  const { each, command, rows, total } = level;
  const can = command === 'drain' ? 'be drained' : each === 'pair' ? 'be lost together' : 'be lost';
  const unit = UNIT_NAMES[each];
  const among = rows.length === total ? '' : ` of the ${rows.length} looked at`;
  const harmful = command === 'drain' ? rows.filter((row) => !cannotGo.includes(row) && doesHarm(row)) : [];
  const harm = harmful.length === 0 ? [] : [harmSentence(unit, harmful)];
  if (cannotGo.length === 0) {
    if (harm.length > 0) return [`Every drain of one ${unit}${among} ends.`, ...harm];
    if (each === 'pair') return [`No ${unit}${among} does together what neither does alone.`];
    return [`Any ${unit}${among} can ${can}${command === 'drain' ? '' : ' without harm'}.`];
  }
  if (each === 'zone') return cannotGo.map((row) => `Zone ${row.case} cannot ${can}: ${harmOf(row)}.`);
  const units =
    cannotGo.length === 1 ? `This ${unit}` : `These ${countedUnits(cannotGo.length, each)}${among}`;
  return [`${units} cannot ${can}: ${namesOf(cannotGo)}.`, ...harm];
}

/**
 * Whether a command that ends leaves pods without a place or a Service without endpoints for a while, or loses pods that
 * nobody makes again.
 */
function doesHarm({ pending, lost, servicesAtZero }: SweepRow): boolean {
  return pending > 0 || lost > 0 || servicesAtZero.length > 0;
}

function harmSentence(unit: string, harmful: readonly SweepRow[]): string {
  const names = namesOf([...harmful].sort(worstFirst));
  return harmful.length === 1
    ? `The drain of this ${unit} ends and does harm: ${names}.`
    : `The drains of these ${counted(harmful.length, unit)} end and do harm: ${names}.`;
}

function namesOf(rows: readonly SweepRow[]): string {
  const named = rows.slice(0, NAMED_MAX).map((row) => `${row.case} (${harmOf(row)})`);
  const left = rows.length - named.length;
  return `${named.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}

function harmOf({ blocked, pending, lost, servicesAtZero, findings }: SweepRow): string {
  const harms = [
    ...(blocked.length > 0 ? [`${counted(blocked.length, 'pod')} kept`] : []),
    ...(pending > 0 ? [`${counted(pending, 'pod')} pending`] : []),
    ...(lost > 0 ? [`${counted(lost, 'pod')} lost`] : []),
    ...(servicesAtZero.length > 0 ? [`${counted(servicesAtZero.length, 'Service')} dark`] : []),
  ];
  return harms.length > 0 ? harms.join(', ') : (findings[0] ?? 'it does not end');
}

/** What the answer rests on: a cluster that came to rest first, and what nobody knows. */
function doubts(levels: readonly LevelRows[]): string[] {
  const kinds = new Set(
    levels.flatMap(({ rows }) => rows.flatMap(({ certainty }) => certainty.unknownKinds)),
  );
  const lost = levels.flatMap((level) => level.lost.map((each) => each.case));
  return [
    ...settlingSentences(levels.flatMap(({ rows }) => rows)),
    ...(kinds.size > 0
      ? [
          `The snapshot does not say which objects of kind ${[...kinds].sort().join(', ')} there are: they could change this answer.`,
        ]
      : []),
    ...(lost.length > 0 ? [`Nothing is known about ${lost.join(', ')}: the simulation failed.`] : []),
  ];
}
