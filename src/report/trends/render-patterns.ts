import { type AnomalyEntry, lengthWords, type PatternEntry, type PatternReport } from '../../trends/index.ts';
import { paint, spell, type TextStyle, wrap } from '../text/style.ts';
import { minuteOf, percent, pWords, stretchWords } from './trend-words.ts';

const TITLES: Readonly<Record<PatternEntry['type'], string>> = {
  systematic: 'After changes',
  human: 'People',
  temporal: 'By the calendar',
};

/** Patterns as text: with anomalies by their type, without them one list in the order of what weighs most. */
export function renderPatterns(report: PatternReport, style: TextStyle): string {
  const lines = [...headOf(report).map((line) => paint(style, 'dim', line)), ''];
  const { patterns, anomalies } = report;
  if (anomalies === undefined) {
    for (const [index, pattern] of patterns.entries())
      lines.push(...patternLines(pattern, index + 1, style), '');
  } else {
    let number = 0;
    for (const [type, title] of Object.entries(TITLES)) {
      const own = patterns.filter((pattern) => pattern.type === type);
      if (own.length === 0) continue;
      lines.push(paint(style, 'bold', title));
      for (const pattern of own) lines.push(...patternLines(pattern, ++number, style), '');
    }
    if (anomalies.length > 0) {
      lines.push(paint(style, 'bold', 'Unusual days'));
      for (const anomaly of anomalies) lines.push(...anomalyLines(anomaly, style));
      lines.push('');
    }
  }
  lines.push(...endOf(report));
  return `${lines.map((line) => spell(style, line).trimEnd()).join('\n')}\n`;
}

/** What was looked at, and what is shown. */
export function headOf({ recording, limits, tried, symptoms, changes }: PatternReport): string[] {
  const length = lengthWords(Date.parse(recording.from), Date.parse(recording.to));
  const count = Object.values(tried).reduce((sum, each) => sum + each, 0);
  const window = limits.windowSeconds === undefined ? '' : `, within ${stretchWords(limits.windowSeconds)}`;
  return [
    `Recording  ${recording.name}  ${recording.from.slice(0, 10)} to ${recording.to.slice(0, 10)}, ${length}; calendar of ${recording.timezone}, times in UTC`,
    `${symptoms} symptoms, ${changes} changes, ${count} hypotheses tried. Shown: at least ${limits.minSupport} hits and lift ${limits.minLift}${window}; of all that is shown at most ${percent(limits.falseDiscoveryRate)} is expected to be chance`,
  ];
}

function endOf({ patterns, anomalies, notes }: PatternReport): string[] {
  const count = patterns.length;
  const unusual =
    anomalies === undefined ? '' : `, ${anomalies.length} unusual ${anomalies.length === 1 ? 'day' : 'days'}`;
  return [
    ...notes.map((note) => `? ${note}`),
    `${count === 0 ? 'No pattern' : `${count} ${count === 1 ? 'pattern' : 'patterns'}`}${unusual}. Correlated, not proven.`,
  ];
}

function patternLines(pattern: PatternEntry, number: number, style: TextStyle): string[] {
  const indent = '     ';
  const also =
    pattern.alsoSeenAs.length === 0
      ? []
      : wrap(`also seen as ${pattern.alsoSeenAs.join(', ')}`, indent, style.width);
  return [
    ...wrap(`${String(number).padStart(3)}. ${pattern.summary}`, '', style.width),
    ...wrap(evidenceOf(pattern), indent, style.width),
    ...also,
    ...wrap(`→ ${pattern.advice}`, indent, style.width),
  ];
}

/** The numbers behind a pattern, in one line. */
export function evidenceOf(pattern: PatternEntry): string {
  const { hits, cases, interval, baseRate, lift, p, from, to } = pattern;
  const parts = [
    `${hits} of ${cases}${pattern.type === 'human' ? ' episodes' : ` (${percent(interval[0])} to ${percent(interval[1])})`}`,
    ...(pattern.answered === undefined
      ? []
      : [`${hits} of the ${pattern.answered} that ${pattern.who} answered first`]),
    `base rate ${percent(baseRate)}`,
    `lift ${lift >= 10 ? Math.round(lift) : Number(lift.toFixed(1))}`,
    pWords(p),
    ...(pattern.medianDelaySeconds === undefined
      ? []
      : [`half within ${stretchWords(pattern.medianDelaySeconds)}`]),
    ...(pattern.type === 'systematic' ? [pattern.relation ?? 'no relation between them is known'] : []),
    ...(pattern.before === undefined ? [] : [`before the change ${pattern.before} of ${cases}`]),
    `${from.slice(0, 10)} to ${to.slice(0, 10)}`,
  ];
  return parts.join(' · ');
}

function anomalyLines(
  { from, count, usual, what, objects, z, p, alsoSeenAs }: AnomalyEntry,
  style: TextStyle,
): string[] {
  const also = alsoSeenAs.length === 0 ? '' : `; also ${alsoSeenAs.join(', ')}`;
  const text = `${minuteOf(from).slice(0, 10)}  ${what} ${count} times, usually ${usual} · z ${z.toFixed(1)} · ${pWords(p)} · ${objects.join(', ')}${also}`;
  return wrap(text, '     ', style.width);
}
