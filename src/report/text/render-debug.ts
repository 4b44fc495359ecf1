import type { DebugEntry, DebugLog, DebugObject, DebugTimeline } from '../../timelines/index.ts';
import { finish, sourceWords } from './render-history.ts';
import { pad, paint, type TextStyle, wrap } from './style.ts';

/** Whether the time line itself is shown, or only what it comes to. */
interface DebugStyle extends TextStyle {
  readonly showsTimeline: boolean;
}

const SIGNS = {
  change: '~',
  lifecycle: '.',
  symptom: '!',
  event: '!',
  node: '!',
  endpoints: '!',
  metric: '^',
  log: '>',
} as const;
/** Objects of one role beyond this many are counted. */
const OBJECTS = 4;
const OTHERS = 5;

/** What was found about a target, as text: the time line, the logs, the likely cause, what to run next. */
export function renderDebug(timeline: DebugTimeline, style: DebugStyle): string {
  const { target, subject, source, zero, entries, logs, others, unknown, window } = timeline;
  if (subject === null) return absenceText(timeline, style);
  const title = target.includes('/') ? subject : `${target}: ${subject}`;
  const lines = [
    `${paint(style, 'bold', title)} · ${sourceWords(source)}`,
    `0 is ${zero.time}, ${zero.what}`,
    ...objectLines(timeline.objects, style),
    '',
  ];
  if (others.length > 0) {
    const named = others.slice(0, OTHERS).map(({ object, count }) => `${object} (${count})`);
    const left = others.length > OTHERS ? ` and ${others.length - OTHERS} more` : '';
    lines.push(...wrap(`Also: ${named.join(', ')}${left}`, '', style.width), '');
  }
  if (style.showsTimeline) {
    lines.push(paint(style, 'bold', `Time line  ${window.from} to ${window.to}`));
    lines.push(
      ...(entries.length === 0 ? ['  nothing is recorded in this window'] : entryLines(entries, style)),
      '',
    );
  }
  lines.push(...logLines(logs, style), ...causeLines(timeline, style));
  for (const sentence of unknown) lines.push(...wrap(`? ${sentence}`, '', style.width));
  return finish(lines, style);
}

/** Nothing shows the symptom that was asked for. */
function absenceText({ target, source, window, zero, unknown }: DebugTimeline, style: TextStyle): string {
  const span = source.kind === 'snapshot' ? 'in the snapshot' : `from ${window.from} to ${window.to}`;
  const lines = [
    `${paint(style, 'bold', `${target}: nothing of it`)} · ${sourceWords(source)}`,
    ...wrap(`${zero.what} ${span}`, '  ', style.width),
    ...unknown.flatMap((sentence) => wrap(`? ${sentence}`, '', style.width)),
  ];
  return finish(lines, style);
}

function objectLines(objects: readonly DebugObject[], style: DebugStyle): string[] {
  return [...Map.groupBy(objects, ({ role }) => role)].map(([role, group]) => {
    const names = style.wide ? group : group.slice(0, OBJECTS);
    const left = group.length > names.length ? `, … ${group.length - names.length} more` : '';
    return paint(style, 'dim', `  ${pad(role, 12)} ${names.map(({ object }) => object).join(', ')}${left}`);
  });
}

function entryLines(entries: readonly DebugEntry[], style: DebugStyle): string[] {
  const width = Math.max(...entries.map(({ when }) => when.length));
  return entries.flatMap((entry) => {
    const { when, type, object, objectCount, summary, who } = entry;
    const of = objectCount > 1 ? `${object} and ${objectCount - 1} more` : object;
    const by = who === null ? '' : `   ${paint(style, 'cyan', who)}`;
    const lead = `  ${when.padStart(width)}  ${SIGNS[type]} `;
    const evidence = style.wide ? paint(style, 'dim', `  [${entry.evidence.join(', ')}]`) : '';
    const [first = '', ...rest] = wrap(
      `${of}  ${summary}${timesOf(entry)}`,
      ' '.repeat(lead.length),
      style.width,
    );
    const words = [lead + first.trimStart(), ...rest];
    words[words.length - 1] += by + evidence;
    return type === 'lifecycle' ? words.map((line) => paint(style, 'dim', line)) : words;
  });
}

/** How often, and when it was last so: of what objects went through once each, when the last one did. */
function timesOf(entry: DebugEntry): string {
  const { type, when, objectCount, count, until } = entry;
  const end = until === null ? when : relativeTo(entry, until);
  if (count > 1 && count !== objectCount) return `, ${count} times${until === null ? '' : ` until ${end}`}`;
  if (end === when) return '';
  return type === 'metric' ? ` until ${end}` : `, the last at ${end}`;
}

/** The end of a folded line, as far from 0 as its begin is written. */
function relativeTo({ time, offset }: DebugEntry, until: string): string {
  const seconds = Math.round(offset + (Date.parse(until) - Date.parse(time)) / 1000);
  if (seconds === 0) return '0';
  const sign = seconds < 0 ? '-' : '+';
  const size = Math.abs(seconds);
  if (size < 60) return `${sign}${size}s`;
  const minutes = Math.floor(size / 60);
  if (minutes < 10) return `${sign}${minutes}m${String(size % 60).padStart(2, '0')}s`;
  if (minutes < 60) return `${sign}${Math.round(size / 60)}m`;
  return `${sign}${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, '0')}m`;
}

function logLines(logs: readonly DebugLog[], style: DebugStyle): string[] {
  if (logs.length === 0) return [];
  return [
    paint(style, 'bold', 'Logs by template, the new ones first'),
    ...logs.map(
      ({ isNew, count, sample, container, pods }) =>
        `  ${isNew ? paint(style, 'red', 'new') : '   '}  ${String(count).padStart(5)}x  ${container}${pods > 1 ? ` of ${pods} pods` : ''}  ${sample}`,
    ),
    '',
  ];
}

function causeLines({ cause, suggestions, precededBy }: DebugTimeline, style: DebugStyle): string[] {
  const lines = [paint(style, 'bold', 'Likely cause')];
  if (!cause) lines.push('  ? no rule says one for the moment 0');
  else {
    lines.push(
      ...wrap(`[${cause.code}] ${cause.message}`, '  ', style.width),
      paint(style, 'dim', `      ${cause.object}, ${cause.confidence}; correlated, not proven`),
      ...cause.evidence.slice(0, 4).map((each) => paint(style, 'dim', `      ${each}`)),
    );
  }
  if (precededBy.length > 0)
    lines.push(
      '',
      `${paint(style, 'bold', 'Changed before the first sign')}   correlated, not proven`,
      ...entryLines(precededBy, style),
    );
  if (suggestions.length > 0) lines.push('', paint(style, 'bold', 'Next'));
  for (const { command, why } of suggestions)
    lines.push(`  ${paint(style, 'cyan', command)}`, `      ${why}`);
  return [...lines, ''];
}
