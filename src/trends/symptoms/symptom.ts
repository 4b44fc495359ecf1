import type { ObjectRef, Span } from '../../history/index.ts';

/** A stretch in which the same went wrong again and again. */
export interface Episode {
  readonly startMs: number;
  readonly endMs: number;
  /** How often it was reported in it. */
  readonly count: number;
}

/** Something that went wrong with an object, over and over. */
export interface Symptom {
  /** A workload, a node, a Service, …: of a pod what owns it. */
  readonly subject: ObjectRef;
  /** `restarts`, `OOMKilled`, the reason of an event or the name of an alert. */
  readonly what: string;
  /** When it happened, oldest first. */
  readonly times: readonly number[];
  readonly episodes: readonly Episode[];
  /** Over which time it would have been recorded. */
  readonly watched: Span;
}

/** What is reported again within this time belongs to the same episode. */
export const EPISODE_GAP_MS = 15 * 60_000;

/** Folds moments into episodes. @param times oldest first. */
export function episodesOf(times: readonly number[], gapMs: number = EPISODE_GAP_MS): Episode[] {
  const episodes: { startMs: number; endMs: number; count: number }[] = [];
  for (const time of times) {
    const last = episodes.at(-1);
    if (last && time - last.endMs <= gapMs) {
      last.endMs = time;
      last.count++;
    } else episodes.push({ startMs: time, endMs: time, count: 1 });
  }
  return episodes;
}
