import type { Span } from '../../history/index.ts';
import type { ChangeSeries } from '../symptoms/collect-changes.ts';
import { apart, firstAfter } from './follow-up.ts';

/** Changes of one way of changing one object, of which no two share a window. */
export interface Cases {
  readonly change: ChangeSeries;
  readonly times: readonly number[];
}

/**
 * The cases of all changes for one length of window, found by when they were: what a symptom may follow costs as much as
 * there are changes shortly before it, however many other objects change.
 */
export class Coincidences {
  readonly #windowMs: number;
  readonly #cases: readonly Cases[];
  readonly #times: readonly number[];
  readonly #owners: readonly number[];
  readonly #eligible = new Map<string, ReadonlySet<number>>();

  constructor(changes: readonly ChangeSeries[], windowMs: number) {
    this.#windowMs = windowMs;
    this.#cases = changes.map((change) => ({ change, times: apart(change.times, windowMs) }));
    const all = this.#cases.flatMap(({ times }, owner) => times.map((time) => ({ time, owner })));
    all.sort((a, b) => a.time - b.time || a.owner - b.owner);
    this.#times = all.map(({ time }) => time);
    this.#owners = all.map(({ owner }) => owner);
  }

  /** How many changes have at least so many cases whose windows lie in a stretch. */
  countEligible(watched: Span, least: number): number {
    return this.#eligibleIn(watched, least).size;
  }

  /** Those of them of which at least so many cases are followed by one of the times. @param times oldest first. */
  followedBy(times: readonly number[], watched: Span, least: number): Cases[] {
    const counts = new Map<number, number>();
    const last = new Map<number, number>();
    for (const time of times) {
      const from = firstAfter(this.#times, time - this.#windowMs - 1);
      for (let index = from; index < this.#times.length && this.#times[index]! < time; index++) {
        const owner = this.#owners[index]!;
        // A case counts once, however much follows.
        if (last.get(owner) === index) continue;
        last.set(owner, index);
        counts.set(owner, (counts.get(owner) ?? 0) + 1);
      }
    }
    const eligible = this.#eligibleIn(watched, least);
    return [...counts]
      .filter(([owner, count]) => count >= least && eligible.has(owner))
      .map(([owner]) => owner)
      .sort((a, b) => a - b)
      .map((owner) => {
        const { change, times: all } = this.#cases[owner]!;
        return { change, times: all.filter((time) => this.#isIn(time, watched)) };
      });
  }

  #eligibleIn(watched: Span, least: number): ReadonlySet<number> {
    const key = `${watched.fromMs} ${watched.toMs} ${least}`;
    let eligible = this.#eligible.get(key);
    if (!eligible) {
      const owners = this.#cases.flatMap(({ times }, owner) =>
        times.filter((time) => this.#isIn(time, watched)).length >= least ? [owner] : [],
      );
      eligible = new Set(owners);
      this.#eligible.set(key, eligible);
    }
    return eligible;
  }

  #isIn(time: number, { fromMs, toMs }: Span): boolean {
    return time >= fromMs && time + this.#windowMs <= toMs;
  }
}
