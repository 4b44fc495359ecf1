import type { Piscina } from 'piscina';

/** Items of work for threads that share nothing but memory which nobody writes. */
export interface PooledWork<Item> {
  /** The file that the threads run, and the function in it that takes some items and gives an answer for each. */
  readonly filename: string;
  readonly functionName: string;
  /** What a thread is started with. */
  readonly workerData: unknown;
  readonly items: readonly Item[];
  /** What an item is called in warnings. */
  readonly nameOf: (item: Item) => string;
  /** So many a thread takes at a time: enough not to wait for messages, few enough to share the rest out. */
  readonly itemsPerTask: number;
}

export interface PoolOptions {
  readonly workers: number;
  /** Told after every task. */
  readonly progress?: (done: number, total: number) => void;
  /** Told of a worker that died, and of an item that failed twice. */
  readonly warn?: (message: string) => void;
  readonly signal?: AbortSignal;
}

/** An item without an answer: it failed, was tried once more alone, and failed again. */
export interface LostItem<Item> {
  readonly item: Item;
  readonly error: string;
}

/** The answers in the order of the items, without those of lost ones. */
export interface PoolResult<Item, Answer> {
  readonly answers: readonly Answer[];
  readonly lost: readonly LostItem<Item>[];
}

/**
 * Shares items out over threads. When a thread dies its items are tried again one by one; one that fails then as well
 * is lost and named, and the others go on.
 *
 * @throws the signal's reason when it is aborted; the threads are stopped then.
 */
export async function runInPool<Item, Answer>(
  work: PooledWork<Item>,
  options: PoolOptions,
): Promise<PoolResult<Item, Answer>> {
  const { filename, functionName, workerData } = work;
  // Most commands need no pool: it is loaded for those that do.
  const { Piscina: Pool } = await import('piscina');
  const pool: Piscina = new Pool({
    filename,
    name: functionName,
    minThreads: options.workers,
    maxThreads: options.workers,
    workerData,
  });
  try {
    return await new PoolRun<Item, Answer>(pool, work, options).run();
  } finally {
    await pool.destroy();
  }
}

class PoolRun<Item, Answer> {
  readonly #pool: Piscina;
  readonly #work: PooledWork<Item>;
  readonly #options: PoolOptions;
  readonly #lost: LostItem<Item>[] = [];
  #done = 0;

  constructor(pool: Piscina, work: PooledWork<Item>, options: PoolOptions) {
    this.#pool = pool;
    this.#work = work;
    this.#options = options;
  }

  async run(): Promise<PoolResult<Item, Answer>> {
    const { items, itemsPerTask } = this.#work;
    const tasks: Promise<readonly Answer[]>[] = [];
    for (let start = 0; start < items.length; start += itemsPerTask)
      tasks.push(this.#together(items.slice(start, start + itemsPerTask)));
    const answers = (await Promise.all(tasks)).flat();
    const order = new Map(items.map((item, index) => [item, index]));
    const lost = this.#lost.sort((a, b) => order.get(a.item)! - order.get(b.item)!);
    return { answers, lost };
  }

  async #together(items: readonly Item[]): Promise<readonly Answer[]> {
    try {
      const answers = await this.#ask(items);
      this.#tell(items.length);
      return answers;
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      this.#options.warn?.(`a worker died (${messageOf(error)}): what it had is done again one by one`);
      const answers: Answer[] = [];
      for (const item of items) answers.push(...(await this.#alone(item)));
      return answers;
    }
  }

  async #alone(item: Item): Promise<readonly Answer[]> {
    try {
      return await this.#ask([item]);
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      this.#lost.push({ item, error: messageOf(error) });
      this.#options.warn?.(`${this.#work.nameOf(item)} could not be run: ${messageOf(error)}`);
      return [];
    } finally {
      this.#tell(1);
    }
  }

  #ask(items: readonly Item[]): Promise<readonly Answer[]> {
    const { signal } = this.#options;
    return this.#pool.run(items, signal ? { signal } : {}) as Promise<readonly Answer[]>;
  }

  #tell(count: number): void {
    this.#done += count;
    this.#options.progress?.(this.#done, this.#work.items.length);
  }
}

/** What an error says, in one line. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}
