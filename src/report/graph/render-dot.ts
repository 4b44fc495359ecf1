import type { RelationReport } from '../../relations/index.ts';
import { graphPicture } from './graph-picture.ts';

const FILLS = { ok: '#e6f4ea', degraded: '#fff4ce', failing: '#fde7e9', unknown: '#eeeeee' } as const;

/** The graph in the language of Graphviz. */
export function renderDot(report: RelationReport, isWhole: boolean): string {
  const { boxes, arrows } = graphPicture(report, isWhole);
  const lines = [
    `digraph ${quoted([report.object])} {`,
    '  rankdir=LR;',
    '  node [shape=box, style="rounded,filled", fontname="sans-serif", fontsize=10];',
    '  edge [fontname="sans-serif", fontsize=9];',
    ...boxes.map(
      ({ id, lines: text, health, isRoot }) =>
        `  ${id} [label=${quoted(text)}, fillcolor="${FILLS[health]}"${isRoot ? ', penwidth=2' : ''}];`,
    ),
    ...arrows.map(({ from, to, type }) => `  ${from} -> ${to} [label=${quoted([type])}];`),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

/** A quoted string of lines: only quotes and backslashes mean anything in one. */
function quoted(lines: readonly string[]): string {
  return `"${lines.map((line) => oneLine(line).replace(/[\\"]/g, '\\$&')).join('\\n')}"`;
}

function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is to be taken out
  return text.replace(/[\u0000-\u001f\u007f]+/g, ' ');
}
