import type { Verdict } from '../documents.ts';
import { counted } from '../stages/duration.ts';
import type { Readiness, Settling, SweepRow } from '../sweep-documents.ts';
import type { SweepCommand, SweepUnit } from './sweep-cases.ts';

/** Most names that one sentence lists. */
const NAMED_MAX = 8;

/** What one unit of a sweep is called. */
export const UNIT_NAMES: Readonly<Record<SweepUnit, string>> = {
  node: 'node',
  zone: 'zone',
  pair: 'pair of nodes',
  nodepool: 'node pool',
};

/** `3 pairs of nodes`. */
export function countedUnits(count: number, unit: SweepUnit): string {
  return counted(count, UNIT_NAMES[unit], unit === 'pair' ? 'pairs of nodes' : undefined);
}

const VERBS: Readonly<Record<SweepCommand, { readonly can: string; readonly done: string }>> = {
  drain: { can: 'be drained', done: 'drained' },
  delete: { can: 'be deleted', done: 'deleted' },
  fail: { can: 'be lost', done: 'lost' },
};

/** What the rows of a sweep mean together: which units cannot go, and what it would cost. */
export function readinessOf(rows: readonly SweepRow[], unit: SweepUnit, command: SweepCommand): Readiness {
  return {
    caseCount: rows.length,
    verdicts: countVerdicts(rows),
    sentences: [...sentences(rows, unit, command), ...doubts(rows)],
  };
}

export function countVerdicts(rows: readonly SweepRow[]): Record<Verdict, number> {
  const verdicts: Record<Verdict, number> = { safe: 0, risky: 0, blocked: 0, unknown: 0 };
  for (const { verdict } of rows) verdicts[verdict]++;
  return verdicts;
}

/** What happened before the cases began, if anything did: one sentence or none. */
export function settlingSentences(rows: readonly SweepRow[]): string[] {
  const settling = rows.find((row) => row.certainty.settling)?.certainty.settling;
  return settling ? [`${settlingWords(settling)} before the cases began.`] : [];
}

export function settlingWords({ goneCount, comeCount }: Settling): string {
  return `The cluster of the snapshot was not at rest: ${counted(goneCount, 'pod')} went and ${comeCount} came by the work of their controllers`;
}

/** What the rows rest on that nobody knows: chance, and kinds that the snapshot lacks. */
function doubts(rows: readonly SweepRow[]): string[] {
  const found = settlingSentences(rows);
  const varying = rows.filter(({ certainty: { runs, agreeing } }) => agreeing < runs);
  if (varying.length > 0) {
    const some = names(varying, ({ certainty: { runs, agreeing } }) => `${agreeing} of ${runs} runs agree`);
    found.push(`The answer about ${counted(varying.length, 'case')} depends on chance: ${some}.`);
  }
  const open = rows.filter(({ certainty: { runs, openChoices } }) => runs === 1 && openChoices > 0);
  if (open.length > 0) {
    const what =
      open.length === rows.length ? 'every case' : `${open.length} of ${counted(rows.length, 'case')}`;
    found.push(
      `In ${what} the scheduler could have chosen other nodes: --runs 10 shows whether the answer stays the same.`,
    );
  }
  const kinds = new Set(rows.flatMap(({ certainty: { unknownKinds } }) => unknownKinds));
  if (kinds.size > 0) {
    found.push(
      `The snapshot does not say which objects of kind ${[...kinds].sort().join(', ')} there are: they could change this answer.`,
    );
  }
  return found;
}

function sentences(rows: readonly SweepRow[], unit: SweepUnit, command: SweepCommand): string[] {
  const { can, done } = VERBS[command];
  const of = (some: readonly SweepRow[]) => `${some.length} of ${countedUnits(rows.length, unit)}`;
  const found: string[] = [];
  const blocked = rows.filter(({ verdict }) => verdict === 'blocked');
  if (blocked.length > 0) found.push(`${of(blocked)} cannot ${can} to the end: ${names(blocked)}.`);
  const atZero = worstFirst(rows, ({ servicesAtZero }) => servicesAtZero.length);
  if (atZero.length > 0) {
    const some = names(atZero, ({ servicesAtZero }) => `${counted(servicesAtZero.length, 'Service')} dark`);
    found.push(`${of(atZero)} leave a Service without endpoints when ${done}: ${some}.`);
  }
  const pending = worstFirst(rows, (row) => row.pending);
  if (pending.length > 0) {
    const some = names(pending, (row) => `${counted(row.pending, 'pod')} pending`);
    found.push(`${of(pending)} leave pods without a place when ${done}: ${some}.`);
  }
  const lost = worstFirst(rows, (row) => row.lost);
  if (lost.length > 0) {
    const some = names(lost, (row) => counted(row.lost, 'pod'));
    found.push(`${of(lost)} lose pods that nobody makes again when ${done}: ${some}.`);
  }
  if (found.length === 0)
    found.push(`Any ${UNIT_NAMES[unit]} can ${can}: every pod finds a place and no Service goes dark.`);
  return found;
}

function worstFirst(rows: readonly SweepRow[], measure: (row: SweepRow) => number): SweepRow[] {
  return rows.filter((row) => measure(row) > 0).sort((a, b) => measure(b) - measure(a));
}

function names(rows: readonly SweepRow[], detail?: (row: SweepRow) => string): string {
  const some = rows.slice(0, NAMED_MAX).map((row) => (detail ? `${row.case} (${detail(row)})` : row.case));
  const left = rows.length - some.length;
  return left > 0 ? `${some.join(', ')} and ${left} more` : some.join(', ');
}
