import type { CauseContext } from './context.ts';
import { failureCauses } from './failure-causes.ts';
import { type Cause, type Happening, keyOfHappening } from './happening.ts';
import { metricCauses } from './metric-causes.ts';
import { nodesCauses } from './node-causes.ts';
import { outageCauses } from './outage-causes.ts';
import { undoOf } from './undo.ts';

/** One step of an explanation, with what it has to do with the next one. */
export interface Step {
  readonly happening: Happening;
  readonly relation: string;
}

/** A way from a first cause to what is explained. */
export interface Explanation {
  /** The first cause first; what is explained last, with an empty relation. */
  readonly steps: readonly Step[];
  /** From 0 to 1: the product of what speaks for each step. */
  readonly score: number;
  readonly reasons: readonly string[];
}

/** Longer chains than this are no explanation. */
const DEPTH = 8;
/** Causes weaker than this are not followed. */
const FAINT = 0.01;
/** What an end without a cause is worth as a first cause. */
const UNEXPLAINED = { change: 1, nodes: 0.9, failure: 0.05, outage: 0.03, metric: 0.04 } as const;
/** A callee that had nothing ready makes everything else less likely to be why its caller failed. */
const EXPLAINED_AWAY = 0.15;

/** Explains happenings of one scene by what came before them. */
export class Explainer {
  readonly #context: CauseContext;
  readonly #causes = new Map<string, readonly Cause[]>();

  constructor(context: CauseContext) {
    this.#context = context;
  }

  /** Every first cause that leads to a happening, each by its best way, the best first. */
  explain(happening: Happening): Explanation[] {
    const byRoot = new Map<string, Explanation>();
    for (const way of this.#ways(happening, new Set())) {
      const key = keyOfHappening(way.steps[0]!.happening);
      const known = byRoot.get(key);
      if (!known || known.score < way.score) byRoot.set(key, way);
    }
    return [...byRoot.values()].sort(
      (a, b) =>
        b.score - a.score ||
        (keyOfHappening(a.steps[0]!.happening) < keyOfHappening(b.steps[0]!.happening) ? -1 : 1),
    );
  }

  #ways(happening: Happening, above: ReadonlySet<string>): Explanation[] {
    const key = keyOfHappening(happening);
    const end: Step = { happening, relation: '' };
    const alone: Explanation = { steps: [end], score: UNEXPLAINED[happening.type], reasons: [] };
    if (happening.type === 'change' || above.has(key) || above.size >= DEPTH) return [alone];
    const ways = this.#causesOf(happening, key).flatMap((cause) =>
      this.#ways(cause.happening, new Set([...above, key])).map(
        (way): Explanation => joined(way, cause, end),
      ),
    );
    return [alone, ...ways.filter(({ score }) => score >= FAINT)];
  }

  #causesOf(happening: Happening, key: string): readonly Cause[] {
    let causes = this.#causes.get(key);
    if (!causes) {
      causes = this.#find(happening)
        .filter(({ strength }) => strength >= FAINT)
        .map((cause) => this.#withUndo(cause));
      this.#causes.set(key, causes);
    }
    return causes;
  }

  #find(happening: Happening): Cause[] {
    switch (happening.type) {
      case 'change':
        return [];
      case 'nodes':
        return nodesCauses(this.#context, happening.lost);
      case 'metric':
        return metricCauses(this.#context, happening.metric);
      case 'outage':
        return outageCauses(this.#context, happening.outage);
      case 'failure': {
        const causes = failureCauses(this.#context, happening.failure);
        const isCalleeDown = causes.some((cause) => cause.happening.type === 'outage');
        return causes.map((cause) =>
          isCalleeDown && cause.happening.type !== 'outage'
            ? { ...cause, strength: cause.strength * EXPLAINED_AWAY }
            : cause,
        );
      }
    }
  }

  /** That a change was taken back and all was well after it speaks for it. */
  #withUndo(cause: Cause): Cause {
    if (cause.happening.type !== 'change') return cause;
    const undo = undoOf(this.#context, cause.happening.change);
    if (!undo) return cause;
    const isBefore = this.#context.outages.some(
      ({ span }) => (span.toMs ?? 0) >= undo.timeMs && span.fromMs <= undo.timeMs,
    );
    if (!isBefore) return cause;
    return {
      ...cause,
      strength: 1 - (1 - Math.min(1, cause.strength)) * 0.5,
      reasons: [...cause.reasons, 'taking it back was followed by the recovery'],
    };
  }
}

function joined(way: Explanation, cause: Cause, end: Step): Explanation {
  const last = way.steps.at(-1)!;
  const via = cause.via.map(
    ({ change, relation }): Step => ({ happening: { type: 'change', change }, relation }),
  );
  return {
    steps: [...way.steps.slice(0, -1), { ...last, relation: cause.relation }, ...via, end],
    score: way.score * Math.min(1, cause.strength),
    reasons: [...way.reasons, ...cause.reasons],
  };
}
