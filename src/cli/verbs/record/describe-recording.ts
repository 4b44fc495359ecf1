import type { Recording } from '../../../history/index.ts';
import { isoTime } from '../../../kubernetes/index.ts';
import { API_VERSION } from '../../../snapshot/index.ts';

/** What a recording holds, for programs. */
export function recordingDocument(recording: Recording) {
  const { span } = recording;
  return {
    apiVersion: API_VERSION,
    kind: 'RecordingInfo',
    digest: recording.fact('digest'),
    kubernetes: recording.fact('kubernetes'),
    cluster: recording.fact('cluster'),
    redaction: recording.fact('redaction'),
    from: isoTime(span.fromMs),
    to: isoTime(span.toMs),
    counts: recording.counts(),
    kinds: recording.kinds(),
    sources: recording.sources().map(({ fromMs, toMs, ...source }) => ({
      ...source,
      ...(fromMs === undefined ? {} : { from: isoTime(fromMs) }),
      ...(toMs === undefined ? {} : { to: isoTime(toMs) }),
    })),
    gaps: recording
      .gaps()
      .map(({ fromMs, toMs, what }) => ({ from: isoTime(fromMs), to: isoTime(toMs), what })),
  };
}

/** Lines of a section of `describeRecording`; JSON has the rest. */
const SECTION_LINES_MAX = 20;
const WIDTH = 100;

/** What a recording holds and what it lacks, in words, on one screen or two however many sources it was made of. */
export function describeRecording(recording: Recording): string {
  const { digest, kubernetes, redaction, from, to, counts, kinds, sources, gaps } =
    recordingDocument(recording);
  const isDated = sources.some((source) => source.from !== undefined);
  const rows: (readonly [string, string])[] = [
    ['kubernetes', kubernetes ?? 'not known'],
    ['from', isDated ? from : 'not known: nothing in it has a time'],
    ['to', isDated ? to : 'not known'],
    ['redaction', redaction ?? 'not known'],
    ['digest', digest ?? 'not known'],
    ...Object.entries(counts).map(([name, count]) => [name, String(count)] as const),
  ];
  const lines = rows.map(([name, value]) => `${name.padEnd(14)}${value}`);
  lines.push('', 'Sources', ...shortened(sourceLines(sources), 'sources'));
  const partial = kinds.filter(({ state }) => state === 'partial').map(({ kind }) => kind);
  if (partial.length > 0) {
    lines.push(
      '',
      '? Known only where they changed, since no list shows them all:',
      ...wrapped(partial.map((kind, index) => (index === partial.length - 1 ? kind : `${kind},`))),
    );
  }
  if (gaps.length > 0) {
    const gapLines = gaps.map((gap) => [`  ? ${gap.from} to ${gap.to}  ${gap.what}`]);
    lines.push('', 'Gaps', ...shortened(gapLines, 'gaps'));
  }
  return `${lines.join('\n')}\n`;
}

type Sources = ReturnType<typeof recordingDocument>['sources'];

/** The lines of each source; those of one name and format, such as the same container of many pods, stand together. */
function sourceLines(sources: Sources): string[][] {
  const groups = new Map<string, Sources[number][]>();
  for (const source of sources) {
    const key = `${source.name}\n${source.format}`;
    const group = groups.get(key);
    if (group) group.push(source);
    else groups.set(key, [source]);
  }
  const entries = [...groups.values()].map((group) => ({
    title: group.length === 1 ? group[0]!.name : `${group[0]!.name} (${group.length} files)`,
    format: group[0]!.format,
    recordCount: sum(group.map((each) => each.recordCount)),
    duplicateCount: sum(group.map((each) => each.duplicateCount)),
    notes: [...new Set(group.flatMap((each) => each.notes))],
  }));
  const width = Math.max(0, ...entries.map(({ title }) => title.length));
  return entries.map(({ title, format, recordCount, duplicateCount, notes }) => {
    const twice = duplicateCount === 0 ? '' : `, ${duplicateCount} said elsewhere too`;
    const records = `${recordCount} ${recordCount === 1 ? 'record' : 'records'}`;
    return [
      `  ${title.padEnd(width)}  ${format}: ${records}${twice}`,
      ...shortened(
        notes.map((note) => [`  ${''.padEnd(width)}  ? ${note}`]),
        'notes',
      ),
    ];
  });
}

function shortened(entries: readonly (readonly string[])[], what: string): string[] {
  const shown = entries.slice(0, SECTION_LINES_MAX).flat();
  const restCount = entries.length - SECTION_LINES_MAX;
  return restCount > 0 ? [...shown, `  ... and ${restCount} more ${what}: -o json lists them`] : shown;
}

function wrapped(words: readonly string[]): string[] {
  const lines: string[] = [];
  let line = ' ';
  for (const word of words) {
    if (line.length > 1 && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = ' ';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
