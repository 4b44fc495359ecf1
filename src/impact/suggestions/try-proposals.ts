import { InputError } from '../../errors/index.ts';
import type { Suggestion } from '../documents.ts';
import type { Proposal } from '../findings/finding.ts';
import type { RunView } from '../run/run-view.ts';

/** Runs command lines in a fork of the world; throws InputError for lines that cannot be run. */
export type TryLines = (lines: readonly string[]) => RunView;

/**
 * The first proposal that helps, each tried by running it in a fork; undefined when none does. What was not run is not
 * suggested.
 */
export function tryProposals(
  proposals: readonly Proposal[],
  run: TryLines,
  sources: readonly string[],
): Suggestion | undefined {
  for (const { lines, judge } of proposals) {
    const tried = tryLines(lines, run);
    const effect = tried && isDone(tried, lines) ? judge(tried) : undefined;
    if (effect !== undefined) return { command: simulateLine(lines, sources), verified: true, effect };
  }
  return undefined;
}

function tryLines(lines: readonly string[], run: TryLines): RunView | undefined {
  try {
    return run(lines);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** Whether every line was reached, which it is not when one before it waits for ever. */
function isDone({ commands }: RunView, lines: readonly string[]): boolean {
  return commands.length === lines.length;
}

/** The lines as one command to copy, on the same snapshot. */
function simulateLine(lines: readonly string[], sources: readonly string[]): string {
  const snapshots = sources.filter((source) => source !== '-').map((source) => `--snapshot ${word(source)}`);
  return ['kubectl smart simulate', ...lines.map(quoted), ...snapshots].join(' ');
}

function word(text: string): string {
  return /^[\w./:=@%+-]+$/.test(text) ? text : quoted(text);
}

function quoted(text: string): string {
  return `"${text.replace(/["\\$`]/g, '\\$&')}"`;
}
