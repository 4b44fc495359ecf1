import type { Staging } from '../import/staging.ts';

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+(-?[\d.]+(?:e[+-]?\d+)?))?\s*(?:#.*)?$/;
const LABEL = /\s*([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"\s*,?/y;

/** Whether a text begins like a dump of metrics: the Prometheus text format or OpenMetrics. */
export function isMetricsText(head: string): boolean {
  const line = head.split('\n').find((each) => each.trim() !== '') ?? '';
  return (
    /^# (HELP|TYPE|UNIT|EOF)\b/.test(line) ||
    (SAMPLE.test(line) && /\}\s|\s\d+(\.\d+)?$/.test(line) && !/^\d/.test(line))
  );
}

/**
 * Takes in one line of a dump. Timestamps are seconds in OpenMetrics and milliseconds in the older format; their size
 * tells which. Samples without one belong to no time and are left out.
 */
export function takeMetricsLine(line: string, staging: Staging): void {
  if (line === '' || line.startsWith('#')) return;
  const match = SAMPLE.exec(withoutExemplar(line));
  if (!match) {
    staging.note('lines that are no samples were left out');
    return;
  }
  const [, name = '', labels, text = '', time] = match;
  if (time === undefined) {
    staging.note('samples without a time were left out');
    return;
  }
  const stamp = Number(time);
  const timeMs = Math.round(Math.abs(stamp) > 1e11 ? stamp : stamp * 1000);
  const value = numberOf(text);
  if (!Number.isNaN(value) && !Number.isNaN(timeMs))
    staging.sample(name, labelsOf(labels ?? ''), timeMs, value);
}

function withoutExemplar(line: string): string {
  const at = line.indexOf(' # {');
  return at < 0 ? line : line.slice(0, at);
}

function labelsOf(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  for (let match = LABEL.exec(text); match; match = LABEL.exec(text)) {
    labels[match[1]!] = match[2]!.replace(/\\(.)/g, (_all, escaped: string) =>
      escaped === 'n' ? '\n' : escaped,
    );
  }
  return labels;
}

function numberOf(text: string): number {
  if (/^[+-]?inf(inity)?$/i.test(text))
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(text);
}
