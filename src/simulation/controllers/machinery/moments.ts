import type { Change } from '../../../world/index.ts';

/**
 * Counts what happens in the cluster, so that a retry can tell whether anything is new since the last one. Events and
 * statuses are no news: a failed attempt writes them itself.
 */
export class Moments {
  #count = 0;

  get now(): number {
    return this.#count;
  }

  saw(change: Change): void {
    if (change.type === 'recordEvent' || change.type === 'setPodCondition') return;
    if (change.type === 'putObject' && change.kind.endsWith('.apps')) return;
    this.#count++;
  }
}
