import type { Kernel } from './kernel/index.ts';
import type { Process, Wait } from './process.ts';

interface Waiting {
  readonly holds: () => boolean;
  readonly resume: () => void;
}

/** Runs processes on the kernel's clock. */
export class ProcessRunner {
  readonly #kernel: Kernel;
  #waiting: Waiting[] = [];

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Whether a process waits for something that may never come. */
  get busy(): boolean {
    return this.#waiting.length > 0;
  }

  /** Starts a process now; `ended` gets its result when it has run to its end. */
  start<Result>(process: Process<Result>, ended: (result: Result) => void): void {
    const step = () => {
      const next = process.next();
      if (next.done) ended(next.value);
      else this.#wait(next.value, step);
    };
    step();
  }

  /** Resumes the processes whose condition has come true; to be called after every event. */
  resumeReady(): void {
    if (this.#waiting.length === 0) return;
    const ready = this.#waiting.filter(({ holds }) => holds());
    if (ready.length === 0) return;
    this.#waiting = this.#waiting.filter((each) => !ready.includes(each));
    for (const { resume } of ready) resume();
  }

  #wait(wait: Wait, resume: () => void): void {
    switch (wait.type) {
      case 'sleep':
        this.#kernel.after(wait.delayMs, resume);
        return;
      case 'until': {
        if (wait.holds()) {
          this.#kernel.after(0, resume);
          return;
        }
        this.#waitUntil(wait, resume);
        return;
      }
      case 'all': {
        let left = wait.children.length;
        if (left === 0) {
          this.#kernel.after(0, resume);
          return;
        }
        const childEnded = () => {
          left--;
          if (left === 0) this.#kernel.after(0, resume);
        };
        for (const child of wait.children) this.start(child, childEnded);
        return;
      }
    }
  }

  #waitUntil(wait: Extract<Wait, { type: 'until' }>, resume: () => void): void {
    let over = false;
    const once = () => {
      if (over) return;
      over = true;
      this.#kernel.after(0, resume);
    };
    const waiting = { holds: wait.holds, resume: once };
    this.#waiting.push(waiting);
    if (wait.timeoutMs === undefined) return;
    this.#kernel.after(wait.timeoutMs, () => {
      this.#waiting = this.#waiting.filter((each) => each !== waiting);
      once();
    });
  }
}
