import { isoTime } from '../../../kubernetes/index.ts';
import type { Snapshot } from '../../../snapshot/index.ts';

/** Objects and files of one note beyond this many are counted. */
const NAMED = 3;

/** What a snapshot holds and what it lacks, kind by kind. */
export function describeSnapshot({ metadata, completeness, notes, pods, events }: Snapshot): string {
  const { formats, sources, cluster, kubernetes, takenAtMs, digest, redaction } = metadata;
  const rows: (readonly [string, string])[] = [
    ['format', formats.join(', ')],
    ['source', sources.join(', ')],
    ...(cluster === undefined ? [] : [['cluster', cluster] as const]),
    ['kubernetes', kubernetes ?? 'not known'],
    ['taken', takenAtMs === undefined ? 'not known' : isoTime(takenAtMs)],
    ['redaction', redaction],
    ['digest', digest],
    ['pods', String(pods.count)],
    ['events', String(events.length)],
  ];
  const lines = rows.map(([name, value]) => `${name.padEnd(12)}${value}`);
  const present = completeness.filter(({ state }) => state === 'present');
  const unknown = completeness.filter(({ state }) => state === 'unknown');
  const empty = completeness.filter(({ state }) => state === 'empty').map(({ kind }) => kind);
  const width = Math.max(0, ...completeness.map(({ kind }) => kind.length));
  lines.push('', 'Objects');
  for (const { kind, count, detail } of present) {
    lines.push(`  ${kind.padEnd(width)}  ${String(count).padStart(6)}${detail ? `  ${detail}` : ''}`);
  }
  if (empty.length > 0) lines.push('', `None at all: ${empty.join(', ')}`);
  if (unknown.length > 0) {
    lines.push('', 'Not known');
    for (const { kind, detail = '', effect = '' } of unknown) {
      lines.push(`  ? ${kind.padEnd(width)}  ${[detail, effect].filter((part) => part !== '').join(': ')}`);
    }
  }
  if (notes.length > 0) {
    lines.push('', 'Notes');
    for (const { code, message, objects = [] } of notes) {
      lines.push(`  [${code}] ${message}`, ...objects.slice(0, NAMED).map((each) => `      ${each}`));
      if (objects.length > NAMED) lines.push(`      … ${objects.length - NAMED} more, see -o json`);
    }
  }
  return `${lines.join('\n')}\n`;
}
