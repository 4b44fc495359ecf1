import { EXIT } from './exit-codes.ts';

const stop = (): never => process.exit(EXIT.interrupted);

/**
 * Ctrl-C ends the process with 130. What is being written is a temporary file until it is whole, so a good file is
 * never half overwritten.
 */
export function exitOnInterrupt(): void {
  process.on('SIGINT', stop);
}

/**
 * Does work that holds the event loop: meanwhile Ctrl-C has its default effect, which shells report as 130 too, instead
 * of waiting for a listener that cannot run.
 */
export function busy<Result>(work: () => Result): Result {
  process.off('SIGINT', stop);
  try {
    return work();
  } finally {
    process.on('SIGINT', stop);
  }
}

/** The first Ctrl-C from now on only gives this signal; a second one ends the process as always. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  process.off('SIGINT', stop);
  process.once('SIGINT', () => {
    controller.abort();
    process.on('SIGINT', stop);
  });
  return controller.signal;
}
