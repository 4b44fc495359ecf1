import type { ImpactReport, Sign, Stage, StageEntry } from '../../impact/index.ts';
import { at, whenOf } from '../format-time.ts';
import { displayWidth, pad, paint, type TextStyle, wrap } from './style.ts';

/** More lines of a stage than these are counted, unless the style is wide. */
const SHOWN = 60;

const COLOURS: Readonly<Record<Sign, 'cyan' | 'yellow' | 'green' | 'red' | 'dim'>> = {
  '~': 'cyan',
  '-': 'yellow',
  '+': 'green',
  '!': 'red',
  '?': 'dim',
};

/** The stages in their order, each with its window and its lines. */
export function renderStages({ stages, commands }: ImpactReport, style: TextStyle): string[] {
  const lines: string[] = [];
  stages.forEach((stage, index) => {
    const command =
      commands.length > 1 && stage.command !== undefined ? commands[stage.command]?.command : undefined;
    lines.push(...renderStage(stage, index + 1, command, style), '');
  });
  return lines;
}

function renderStage(stage: Stage, number: number, command: string | undefined, style: TextStyle): string[] {
  const title = `${paint(style, 'bold', `Stage ${number}`)}  ${pad(paint(style, 'bold', stage.name), 10)}`;
  const lines = [
    [`${title}  ${pad(window(stage), 26)}`, stage.summary, ...(command === undefined ? [] : [`(${command})`])]
      .filter((part) => part !== '')
      .join('  '),
  ];
  const shown = style.wide ? stage.entries : stage.entries.slice(0, SHOWN);
  const widths = {
    object: Math.max(0, ...shown.map(({ object }) => displayWidth(object))),
    node: Math.max(0, ...shown.map(({ node = '' }) => displayWidth(node))),
    time: Math.max(0, ...shown.map((entry) => whenOf(entry).length)),
  };
  shown.forEach((entry, index) => {
    // What many pods are told in the same words is printed once, under the last of them.
    const next = shown[index + 1];
    const isRepeated = next !== undefined && sameDetails(entry, next);
    lines.push(...renderEntry(isRepeated ? { ...entry, details: [] } : entry, widths, style));
  });
  const hidden = stage.entries.length - shown.length;
  if (hidden > 0) lines.push(`  … and ${hidden} more (-o wide shows all)`);
  return lines;
}

function window({ name, from, to, open }: Stage): string {
  if (open) return `${at(from)} → ${name === 'wait' || name === 'evict' ? 'does not finish' : 'lasting'}`;
  return from === to ? at(from) : `${at(from)} → ${at(to)}`;
}

function renderEntry(
  entry: StageEntry,
  widths: { readonly object: number; readonly node: number; readonly time: number },
  style: TextStyle,
): string[] {
  const { sign, object, node = '', text, details = [] } = entry;
  const mark = paint(style, COLOURS[sign], sign);
  if (object === '') return [...wrap(text, `  ${mark} `, style.width), ...detailLines(details, 6, style)];
  const columns = [
    pad(object, widths.object),
    ...(widths.node > 0 ? [pad(node, widths.node)] : []),
    pad(whenOf(entry), widths.time),
    text,
  ];
  return [`  ${mark} ${columns.join('  ')}`, ...detailLines(details, 6, style)];
}

function sameDetails(a: StageEntry, b: StageEntry): boolean {
  return (a.details ?? []).join('\n') === (b.details ?? []).join('\n');
}

function detailLines(details: readonly string[], indent: number, style: TextStyle): string[] {
  return details.flatMap((detail) =>
    wrap(detail, ' '.repeat(indent), style.width).map((line) => paint(style, 'dim', line)),
  );
}
