import type { WorldView } from '../world/index.ts';
import type { Actor, Api } from './api-server/api.ts';
import type { Timings } from './timings.ts';

/** What a running command waits for. */
export type Wait =
  | { readonly type: 'sleep'; readonly delayMs: number }
  /** Until `holds` is true (asked after every change), at most `timeoutMs`. */
  | { readonly type: 'until'; readonly holds: () => boolean; readonly timeoutMs?: number }
  /** Until all children have ended; they run at the same time. */
  | { readonly type: 'all'; readonly children: readonly Process<unknown>[] };

/** Something that runs on simulated time: a generator that yields what it waits for. */
export type Process<Result = void> = Generator<Wait, Result, void>;

/** Waits without doing anything. */
export function* sleep(delayMs: number): Process {
  yield { type: 'sleep', delayMs };
}

/** Waits until `holds` is true; returns whether it was before the timeout. */
export function* until(holds: () => boolean, timeoutMs?: number): Process<boolean> {
  yield { type: 'until', holds, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
  return holds();
}

/** Runs processes at the same time and waits for all of them. */
export function* all(children: readonly Process<unknown>[]): Process {
  yield { type: 'all', children };
}

/** What a command has while it runs. */
export interface CommandContext {
  readonly world: WorldView;
  readonly api: Api;
  /** Who the command's requests are made by. */
  readonly actor: Actor;
  /** Milliseconds since the first command. */
  readonly nowMs: () => number;
  /** From starting kubectl until its first request. */
  readonly kubectlMs: number;
  readonly stdout: (line: string) => void;
  readonly stderr: (line: string) => void;
  /** A number in [0, 1), from a stream of its own. */
  readonly random: (purpose: string, object: string) => number;
  /** Where something comes among its equals, in [0, 1): the middle, unless runs are drawn. */
  readonly phase: Timings['phase'];
  /** Notes rows of pods of which chance let some go before others. */
  readonly noteDrawn: (rows: Iterable<number>) => void;
  /** What is not a command of kubectl: nodes that fail and come back. */
  readonly faults: Faults;
}

/** What can happen to nodes without anybody asking the API server. */
export interface Faults {
  /** The kubelet stops reporting: no heartbeat, no status, no confirmation of deletions. */
  failNode(nodeRow: number): void;
  /** The kubelet reports again. */
  recoverNode(nodeRow: number): void;
}

/** Something that a line names and the world does not have. */
export interface CommandProblem {
  /** As kubectl would say it: `nodes "worker-55" not found`. */
  readonly message: string;
  /** The name that is missing. */
  readonly name: string;
  /** Names that are there and look like it, the nearest first. */
  readonly nearest: readonly string[];
}

/** A line that the user wrote, ready to run: parsed, with its input files read. */
export interface Command {
  /** As kubectl would show it: `kubectl drain worker-2 --ignore-daemonsets`. */
  readonly line: string;
  /** What the line names that the world does not have, asked before a run. */
  readonly check: (world: WorldView) => readonly CommandProblem[];
  /** Runs the command; the result is its exit code. */
  readonly run: (context: CommandContext) => Process<number>;
  /** What is to be said of a command that only looks; absent for those that may change something. */
  readonly looksOnly?: string;
}

/** What a command printed and returned. */
export interface CommandResult {
  readonly line: string;
  readonly exit: number;
  readonly startMs: number;
  /** When it ended; undefined when the horizon came first. */
  readonly endMs: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}
