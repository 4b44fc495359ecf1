import { InputError } from '../../errors/index.ts';
import type { Suggestion } from '../documents.ts';
import type { Proposal } from '../findings/finding.ts';
import type { RunView } from '../run/run-view.ts';

/** Runs command lines in a fork of the world; throws InputError for lines that cannot be run. */
export type TryLines = (lines: readonly string[]) => RunView;

/** At most so many findings are tried to be helped for one report. */
const MAX_TRIED = 12;
/** No more is tried once what was tried has changed so much: where one run takes seconds, twelve would take a minute. */
const MAX_CHANGES = 100_000;

/** The remedies of one report: each is a run of its own in a fork. What was not run is not suggested. */
export class Remedies {
  readonly #run: TryLines;
  readonly #sources: readonly string[];
  #triedCount = 0;
  #changeCount = 0;
  #untriedCount = 0;

  /** @param sources of the snapshot, for the command that is suggested. */
  constructor(run: TryLines, sources: readonly string[]) {
    this.#run = run;
    this.#sources = sources;
  }

  /** Findings for which proposals were left untried, since enough was tried. */
  get untriedCount(): number {
    return this.#untriedCount;
  }

  /** The first proposal that helps; undefined when none does, or when enough was tried. */
  suggestion(proposals: readonly Proposal[]): Suggestion | undefined {
    if (proposals.length === 0) return undefined;
    if (this.#triedCount === MAX_TRIED) return this.#untried();
    this.#triedCount++;
    for (const { lines, judge } of proposals) {
      if (this.#changeCount >= MAX_CHANGES) return this.#untried();
      const tried = this.#try(lines);
      const effect = tried && isDone(tried, lines) ? judge(tried) : undefined;
      if (effect !== undefined)
        return { command: simulateLine(lines, this.#sources), verified: true, effect };
    }
    return undefined;
  }

  #untried(): undefined {
    this.#untriedCount++;
  }

  #try(lines: readonly string[]): RunView | undefined {
    try {
      const tried = this.#run(lines);
      this.#changeCount += tried.records.length;
      return tried;
    } catch (error) {
      if (error instanceof InputError) return undefined;
      throw error;
    }
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
