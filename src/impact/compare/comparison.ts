/** Sides from which a prediction is judged, in the order in which they are told. */
export const ASPECTS = ['exit', 'output', 'leaves', 'comes', 'lands', 'pending', 'services', 'when'] as const;
/** One of `ASPECTS`. */
export type Aspect = (typeof ASPECTS)[number];

/** One thing that the prediction said or left out, beside what happened. */
export interface ComparisonPoint {
  readonly aspect: Aspect;
  /** The pod or the command. */
  readonly object: string;
  readonly held: boolean;
  /** What happened; absent when only the prediction speaks of it. */
  readonly real?: string;
  /** What was predicted; absent when the prediction is silent. */
  readonly predicted?: string;
}

/** How well a prediction held. */
export interface Comparison {
  readonly name: string;
  /** Points that held and all points, by aspect; an aspect without points is absent. */
  readonly aspects: Readonly<Partial<Record<Aspect, { readonly held: number; readonly of: number }>>>;
  /** Share of points that held, 0 to 1; 1 when there is nothing to compare. */
  readonly score: number;
  readonly points: readonly ComparisonPoint[];
  /** What could not be compared, and why; absent when there is nothing to say. */
  readonly notes?: readonly string[];
}

/** Counts points into a comparison. */
export function makeComparison(
  name: string,
  points: readonly ComparisonPoint[],
  notes: readonly string[] = [],
): Comparison {
  const aspects: Comparison['aspects'] = Object.fromEntries(
    ASPECTS.flatMap((aspect) => {
      const all = points.filter((point) => point.aspect === aspect);
      return all.length === 0
        ? []
        : [[aspect, { held: all.filter(({ held }) => held).length, of: all.length }]];
    }),
  );
  const score = points.length === 0 ? 1 : points.filter(({ held }) => held).length / points.length;
  return { name, aspects, score, points, ...(notes.length > 0 && { notes }) };
}
