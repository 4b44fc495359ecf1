import type { TopPod, TopReport, Unit, Usage } from '../../trends/index.ts';
import { pad, paint, spell, type TextStyle } from '../text/style.ts';
import { renderForecasts, whenWords } from './render-forecasts.ts';
import { amountWords } from './trend-words.ts';

const HEADERS = [
  'NAME',
  'CPU',
  'REQUEST',
  'MEMORY',
  'REQUEST',
  'LIMIT',
  'RESTARTS',
  'NODE',
  'RUNS OUT',
] as const;

/** A table of the namespace's pods as `kubectl top` has it, and below it what runs out. */
export function renderTop(report: TopReport, style: TextStyle): string {
  const nowMs = Date.parse(report.source.at);
  const rows = [HEADERS, ...report.pods.map((pod) => cellsOf(pod, nowMs))];
  const widths = HEADERS.map((_header, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row, index) => {
    const text = row.map((cell, column) => pad(cell, widths[column]!)).join('  ');
    return index === 0 ? paint(style, 'bold', text) : text;
  });
  const below = renderForecasts({ ...report, kind: 'ForecastReport' }, style);
  return `${lines.map((line) => spell(style, line).trimEnd()).join('\n')}\n\n${below}`;
}

function cellsOf(pod: TopPod, nowMs: number): readonly string[] {
  const { cpu, memory, restarts, restartsLastDay, runsOut } = pod;
  return [
    pod.pod,
    withShare(cpu, 'cores'),
    amount(cpu.request, 'cores'),
    withShare(memory, 'bytes'),
    amount(memory.request, 'bytes'),
    amount(memory.limit, 'bytes'),
    restartsLastDay === undefined || restartsLastDay === 0
      ? String(restarts)
      : `${restarts} (${restartsLastDay} last day)`,
    pod.node ?? '-',
    runsOut
      ? `${runsOut.what}: ${whenWords(runsOut, nowMs).replace(/ \(.*$/, '')}`
      : pod.ready
        ? ''
        : 'not ready',
  ];
}

/** What is used, and how much of the limit, or else of the request, that is; `?` where nobody measured it. */
function withShare({ used, request, limit }: Usage, unit: Unit): string {
  if (used === undefined) return '?';
  const whole = limit ?? request;
  return whole ? `${amountWords(used, unit)} ${Math.round((used / whole) * 100)}%` : amountWords(used, unit);
}

/** What is asked for or allowed; `-` for a pod that names none. */
function amount(value: number | undefined, unit: Unit): string {
  return value === undefined ? '-' : amountWords(value, unit);
}
