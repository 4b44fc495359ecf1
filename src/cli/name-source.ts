import { shellWord } from '../decisions/index.ts';

/** A line of one of our verbs that works on a cluster, up to the end of a text. */
const VERB_LINE =
  /kubectl smart (?:simulate|schedule|sweep|diag|graph|debug|history|why|diff) [^\n]*$|kubectl smart schedule$/;
const NAMED = / --(?:snapshot|recording) /;

/**
 * A report whose verb lines name what the report was made of, so that they work as they stand; what the environment
 * names or standard input gave is not repeated.
 */
export function namingSource<Report>(report: Report, options: Readonly<Record<string, unknown>>): Report {
  const flags = sourceFlags(options);
  if (flags === '') return report;
  return JSON.parse(JSON.stringify(report), (_key, value: unknown) =>
    typeof value === 'string' && VERB_LINE.test(value) && !NAMED.test(value) ? `${value}${flags}` : value,
  );
}

function sourceFlags({ snapshot, recording, at, timezone }: Readonly<Record<string, unknown>>): string {
  const snapshots = textsIn(snapshot).map((source) => ` --snapshot ${shellWord(source)}`);
  const recordings = textsIn(recording).map((source) => ` --recording ${shellWord(source)}`);
  if (snapshots.length + recordings.length === 0) return '';
  const moment = typeof at === 'string' ? ` --at ${shellWord(at)}` : '';
  const zone = typeof timezone === 'string' ? ` --timezone ${shellWord(timezone)}` : '';
  return [...snapshots, ...recordings].join('') + moment + zone;
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string' && each !== '-') : [];
}
