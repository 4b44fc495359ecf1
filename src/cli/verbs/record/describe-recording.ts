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

/** What a recording holds and what it lacks, in words. */
export function describeRecording(recording: Recording): string {
  const { digest, kubernetes, redaction, from, to, counts, kinds, sources, gaps } =
    recordingDocument(recording);
  const rows: (readonly [string, string])[] = [
    ['kubernetes', kubernetes ?? 'not known'],
    ['from', from],
    ['to', to],
    ['redaction', redaction ?? 'not known'],
    ['digest', digest ?? 'not known'],
    ...Object.entries(counts).map(([name, count]) => [name, String(count)] as const),
  ];
  const lines = rows.map(([name, value]) => `${name.padEnd(14)}${value}`);
  lines.push('', 'Sources');
  const width = Math.max(0, ...sources.map(({ name }) => name.length));
  for (const { name, format, recordCount, duplicateCount, notes } of sources) {
    const twice = duplicateCount === 0 ? '' : `, ${duplicateCount} said elsewhere too`;
    lines.push(`  ${name.padEnd(width)}  ${format}: ${recordCount} records${twice}`);
    for (const note of notes) lines.push(`  ${''.padEnd(width)}  ? ${note}`);
  }
  const partial = kinds.filter(({ state }) => state === 'partial').map(({ kind }) => kind);
  if (partial.length > 0) {
    lines.push('', `? Known only where they changed, since no list shows them all: ${partial.join(', ')}`);
  }
  if (gaps.length > 0) {
    lines.push('', 'Gaps');
    for (const gap of gaps) lines.push(`  ? ${gap.from} to ${gap.to}  ${gap.what}`);
  }
  return `${lines.join('\n')}\n`;
}
