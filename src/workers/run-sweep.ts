import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { LostCase, SweepCase, SweepRow } from '../impact/index.ts';
import { type Snapshot, shareSnapshot } from '../snapshot/index.ts';
import { caseRunner, type SweepJob } from './sweep-job.ts';
import type { SweepWorkerData } from './sweep-worker.ts';

/** Below so many cases a pool costs more than it saves. */
const POOL_FROM_CASES = 16;
/** Cases that a worker takes at a time: long enough not to wait for messages, short enough to share the rest out. */
const CASES_PER_TASK = 16;

export interface SweepRunOptions {
  /** Threads; the rows do not depend on it. */
  readonly workers: number;
  /** Told after every task. */
  readonly progress?: (done: number, total: number) => void;
  /** Told of a worker that died, and of a case that died twice. */
  readonly warn?: (message: string) => void;
  readonly signal?: AbortSignal;
}

/** The rows of a sweep in the order of its cases, and the cases that could not be run. */
export interface SweepResult {
  readonly rows: readonly SweepRow[];
  readonly lost: readonly LostCase[];
}

/** Runs the cases over a pool of workers, or here when they are few. */
export async function runSweep(
  snapshot: Snapshot,
  cases: readonly SweepCase[],
  job: SweepJob,
  options: SweepRunOptions,
): Promise<SweepResult> {
  if (options.workers <= 1 || cases.length < POOL_FROM_CASES) {
    return { rows: runHere(snapshot, cases, job, options), lost: [] };
  }
  const workerData: SweepWorkerData = { snapshot: shareSnapshot(snapshot), job };
  const pool = new Piscina({
    filename: fileURLToPath(new URL(WORKER, import.meta.url)),
    name: 'runCases',
    minThreads: options.workers,
    maxThreads: options.workers,
    workerData,
  });
  try {
    return await new PooledSweep(pool, cases, options).run();
  } finally {
    await pool.destroy();
  }
}

/** The worker's file beside this one: the source as it stands, or its bundle. */
const WORKER = import.meta.url.endsWith('.ts') ? './sweep-worker.ts' : './sweep-worker.js';

function runHere(
  snapshot: Snapshot,
  cases: readonly SweepCase[],
  job: SweepJob,
  { progress, signal }: SweepRunOptions,
): SweepRow[] {
  const runner = caseRunner(snapshot, job);
  return cases.map((each, index) => {
    signal?.throwIfAborted();
    const row = runner.run(each);
    progress?.(index + 1, cases.length);
    return row;
  });
}

class PooledSweep {
  readonly #pool: Piscina;
  readonly #cases: readonly SweepCase[];
  readonly #options: SweepRunOptions;
  readonly #lost: LostCase[] = [];
  #done = 0;

  constructor(pool: Piscina, cases: readonly SweepCase[], options: SweepRunOptions) {
    this.#pool = pool;
    this.#cases = cases;
    this.#options = options;
  }

  async run(): Promise<SweepResult> {
    const tasks: Promise<readonly SweepRow[]>[] = [];
    for (let start = 0; start < this.#cases.length; start += CASES_PER_TASK) {
      tasks.push(this.#together(this.#cases.slice(start, start + CASES_PER_TASK)));
    }
    const rows = (await Promise.all(tasks)).flat();
    return { rows, lost: this.#lost };
  }

  async #together(cases: readonly SweepCase[]): Promise<readonly SweepRow[]> {
    try {
      const rows = await this.#ask(cases);
      this.#tell(cases.length);
      return rows;
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      this.#options.warn?.(`a worker died (${messageOf(error)}): its cases are run again one by one`);
      const rows: SweepRow[] = [];
      for (const each of cases) rows.push(...(await this.#alone(each)));
      return rows;
    }
  }

  async #alone(each: SweepCase): Promise<readonly SweepRow[]> {
    try {
      return await this.#ask([each]);
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      this.#lost.push({ case: each.name, error: messageOf(error) });
      this.#options.warn?.(`case ${each.name} could not be run: ${messageOf(error)}`);
      return [];
    } finally {
      this.#tell(1);
    }
  }

  #ask(cases: readonly SweepCase[]): Promise<readonly SweepRow[]> {
    const { signal } = this.#options;
    return this.#pool.run(cases, signal ? { signal } : {}) as Promise<readonly SweepRow[]>;
  }

  #tell(count: number): void {
    this.#done += count;
    this.#options.progress?.(this.#done, this.#cases.length);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
