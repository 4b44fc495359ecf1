import { type ChildProcess, spawn } from 'node:child_process';
import type { FindProgram } from '../binaries.ts';
import type { SchedulingScenario } from '../generate/generate-scenario.ts';
import type { OracleAnswer } from './answer.ts';

/** Which of the best nodes is chosen: the first by name, or as Kubernetes 1.35 and newer choose. */
export type TieRule = 'name' | 'kubernetes';

/** The real scheduler framework in a process of its own; scenarios go in and answers come out, one a line. */
export class SchedulerOracle {
  readonly #child: ChildProcess;
  readonly #waiting: ((answer: OracleAnswer) => void)[] = [];
  #failed: ((error: Error) => void)[] = [];
  #rest = '';

  /** Starts the oracle; `close` ends it. */
  constructor(programs: FindProgram, tie: TieRule = 'name') {
    this.#child = spawn(programs('scheduler-oracle'), ['verdicts', '-tie', tie, '-'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    this.#child.once('exit', (code) =>
      this.#fail(new Error(`The scheduler oracle ended with code ${code}.`)),
    );
    this.#child.once('error', (error) => this.#fail(error));
    this.#child.stdin?.on('error', () => {});
  }

  /** The real scheduler's answer to a scenario. */
  ask({ name, objects, config }: SchedulingScenario): Promise<OracleAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve);
      this.#failed.push(reject);
      this.#child.stdin?.write(`${JSON.stringify({ name, objects, config })}\n`);
    });
  }

  /** Ends the oracle. */
  close(): void {
    this.#child.removeAllListeners('exit');
    this.#child.stdin?.end();
    this.#child.kill();
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() as string;
    for (const line of lines) {
      this.#failed.shift();
      this.#waiting.shift()?.(JSON.parse(line) as OracleAnswer);
    }
  }

  #fail(error: Error): void {
    for (const reject of this.#failed.splice(0)) reject(error);
  }
}
