import type { KubeObject } from '../kubernetes/index.ts';
import type { CommandContext, CommandProblem, Process } from '../simulation/index.ts';
import type { WorldView } from '../world/index.ts';
import type { Arguments, Flag } from './command-line/flags.ts';

/** An object as it stands in an input file. */
export interface InputObject {
  readonly object: KubeObject;
  /** The file as the user named it; `STDIN` for standard input. */
  readonly source: string;
}

/** Reads what a command line names. Files are read while a line is parsed, never while it runs. */
export interface FileReader {
  /** The text of a file; `-` is standard input. Throws an InputError when there is none. */
  read(path: string): string;
  /** The names in a folder, sorted; undefined when `path` is no folder. */
  list(path: string): readonly string[] | undefined;
}

/** What a line decodes to. */
export interface Program {
  readonly run: (context: CommandContext) => Process<number>;
  /** Names of nodes that the line adds, so that later lines may use them. */
  readonly addedNodes?: readonly string[];
  /** Nodes that the line reads before it changes anything: whoever may not read them is refused at once. */
  readonly nodesRead?: readonly string[];
  /** What the line names that the world does not have. */
  readonly check?: (world: WorldView) => readonly CommandProblem[];
}

/** What a verb's parser is given. */
export interface VerbInput extends Arguments {
  /** As messages name the command: `kubectl drain`. */
  readonly command: string;
  /** The namespace that the line works in. */
  readonly namespace: string;
  /** Whether the line names that namespace itself. */
  readonly isNamespaceGiven: boolean;
  readonly files: FileReader;
}

/** One command of kubectl, or one of ours. */
export interface Verb {
  /** `drain`; `rollout restart`. */
  readonly name: string;
  /** Other names for it: `create deploy`. */
  readonly aliases?: readonly string[];
  /** Whether kubectl has it. */
  readonly isKubectl: boolean;
  /** How it is used, without `kubectl`. */
  readonly usage: string;
  readonly flags: readonly Flag[];
  /** Throws an InputError for what cannot be meant. */
  readonly parse: (input: VerbInput) => Program;
}

/** A program that does its work at once. */
export function instant(work: (context: CommandContext) => number): Program['run'] {
  return function* (context) {
    yield* [];
    return work(context);
  };
}
