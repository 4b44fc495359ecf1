import type { SymptomType } from '../decisions/index.ts';
import { isoTime, variedWords } from '../kubernetes/index.ts';
import type { DebugEntry, DebugEntryType } from './documents.ts';

/** A line before equal ones are folded and times are made relative. */
export interface Draft {
  readonly timeMs: number;
  readonly type: DebugEntryType;
  /** What a symptom is a sign of. */
  readonly symptom?: SymptomType;
  readonly object: string;
  readonly summary: string;
  readonly who: string | null;
  /** How often it happened; of lines of one `series`, how often by then. */
  readonly count: number;
  /** What counts up: of lines with the same text here the highest count is the number of times. */
  readonly series?: string;
  /** Lines with the same text here are one; without it each stands alone. */
  readonly fold?: string;
  readonly evidence: string;
}

const EVIDENCE = 4;
/** The longest back-off of a container is five minutes; what is repeated is repeated within this. */
const PAUSE_MS = 900_000;
const LIFE_PAUSE_MS = 60_000;
/** Changes before the first sign beyond this many are left out. */
const PRECEDING = 4;

/** Whether a line is a sign of what is looked for; of any trouble when nothing is. */
export function isSign({ type, symptom }: Draft, types: readonly SymptomType[]): boolean {
  if (types.length === 0) return type === 'symptom' || type === 'node' || type === 'endpoints';
  return symptom !== undefined && types.includes(symptom);
}

/** What was changed before the first sign, the last one first: it came before, which proves nothing. */
export function precededBy(
  drafts: readonly Draft[],
  types: readonly SymptomType[],
  zeroMs: number,
): DebugEntry[] {
  const signs = drafts.filter((draft) => isSign(draft, types)).map(({ timeMs }) => timeMs);
  if (signs.length === 0) return [];
  const firstMs = signs.reduce((a, b) => Math.min(a, b));
  const changes = drafts.filter(({ type, timeMs }) => type === 'change' && timeMs < firstMs);
  return entriesOf(changes, zeroMs).slice(-PRECEDING).reverse();
}

/** The lines of a time line in the order of time, equal ones folded, times relative to `zeroMs`. */
export function entriesOf(drafts: readonly Draft[], zeroMs: number): DebugEntry[] {
  const groups = Map.groupBy(drafts, (draft, index) => draft.fold ?? `#${index}`);
  return [...groups.values()]
    .flatMap((group) => runsOf(group))
    .map((run) => folded(run, zeroMs))
    .sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
}

/** Lines that say the same, in runs without a long pause: what begins anew later is news. */
function runsOf(group: readonly Draft[]): Draft[][] {
  const runs: Draft[][] = [];
  for (const draft of [...group].sort((a, b) => a.timeMs - b.timeMs)) {
    const run = runs.at(-1);
    const pauseMs = draft.timeMs - (run?.at(-1)?.timeMs ?? Number.NEGATIVE_INFINITY);
    if (run && pauseMs <= (draft.type === 'lifecycle' ? LIFE_PAUSE_MS : PAUSE_MS)) run.push(draft);
    else runs.push([draft]);
  }
  return runs;
}

function folded(group: readonly Draft[], zeroMs: number): DebugEntry {
  const first = group[0]!;
  const last = group.at(-1)!;
  const counts = new Map<string, number>();
  for (const [index, { series = `#${index}`, count }] of group.entries())
    counts.set(series, Math.max(counts.get(series) ?? 0, count));
  const counted = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return {
    time: isoTime(first.timeMs),
    offset: (first.timeMs - zeroMs) / 1000,
    when: relative(first.timeMs - zeroMs),
    type: first.type,
    object: first.object,
    objectCount: new Set(group.map(({ object }) => object)).size,
    summary: variedWords(group.map(({ summary }) => summary)),
    who: first.who,
    count: Math.max(counted, group.length),
    until: last.timeMs === first.timeMs ? null : isoTime(last.timeMs),
    evidence: [...new Set(group.map(({ evidence }) => evidence))].slice(0, EVIDENCE),
  };
}

/** `-12m`, `-1h05m`, `-40s`, `0`, `+30s` */
export function relative(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  if (seconds === 0) return '0';
  const sign = ms < 0 ? '-' : '+';
  if (seconds < 60) return `${sign}${seconds}s`;
  if (seconds < 600) return `${sign}${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, '0')}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${sign}${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${sign}${hours}h${String(minutes % 60).padStart(2, '0')}m`;
  return `${sign}${Math.round(hours / 24)}d`;
}
