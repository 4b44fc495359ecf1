import type { Command } from 'commander';
import type { ExitCode } from '../exit-codes.ts';

/** One verb of ours: its flags and arguments, and what it does. */
export interface Verb {
  /** Adds arguments, options and help to the command. */
  readonly describe: (command: Command) => void;
  /** Does it; the result is the exit code. */
  readonly run: (
    positional: readonly string[],
    options: Readonly<Record<string, unknown>>,
  ) => Promise<ExitCode>;
}

/** A verb that has verbs of its own: `snapshot import`. */
export interface VerbFamily {
  readonly members: readonly VerbEntry[];
}

/** A verb as the help lists it; its code is loaded when it is asked for. */
export interface VerbEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Verb | VerbFamily>;
}
