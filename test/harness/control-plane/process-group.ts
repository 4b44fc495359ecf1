import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const STOP_PATIENCE_MS = 10_000;

interface Member {
  readonly name: string;
  readonly child: ChildProcess;
  readonly log: string;
}

/** Processes that start together, log into one folder and are stopped in reverse order, whatever happens. */
export class ProcessGroup {
  readonly #members: Member[] = [];
  readonly #folder: string;
  #stopping = false;

  /** @param folder where each process leaves `<name>.log` */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Starts a process; its output goes to `<folder>/<name>.log`. */
  start(name: string, program: string, args: readonly string[]): void {
    const log = join(this.#folder, `${name}.log`);
    const file = openSync(log, 'a');
    const child = spawn(program, args, { stdio: ['ignore', file, file], detached: true });
    child.on('error', () => {});
    closeSync(file);
    this.#members.push({ name, child, log });
  }

  /** Name and last lines of the log of the first process that ended by itself, or undefined while all live. */
  firstDead(): string | undefined {
    if (this.#stopping) return undefined;
    const dead = this.#members.find(({ child }) => child.exitCode !== null || child.signalCode !== null);
    return (
      dead &&
      `${dead.name} ended by itself:\n${readFileSync(dead.log, 'utf8').split('\n').slice(-12).join('\n')}`
    );
  }

  /** Ends one process by its name, as if somebody had pulled its plug; nothing follows for the others. */
  async end(name: string): Promise<void> {
    const index = this.#members.findIndex((member) => member.name === name);
    const [member] = index < 0 ? [] : this.#members.splice(index, 1);
    if (member === undefined || member.child.exitCode !== null) return;
    const ended = new Promise((resolve) => member.child.once('exit', resolve));
    member.child.kill('SIGKILL');
    await ended;
  }

  /** Ends every process, the last started first, by force after ten seconds. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const { child } of [...this.#members].reverse()) {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) continue;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS);
      await ended;
      clearTimeout(force);
    }
  }

  /** Kills everything at once; the last resort of a process that is ending. */
  kill(): void {
    for (const { child } of this.#members) child.kill('SIGKILL');
  }
}
