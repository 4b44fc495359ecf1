import type { CauseContext } from './causes/context.ts';
import { Explainer, type Explanation } from './causes/explain.ts';
import { type Happening, keyOfHappening, type Outage } from './causes/happening.ts';
import { byId } from './scene/kinds.ts';
import type { Scene } from './scene/read-scene.ts';

/** The incident around a time. */
export interface Incident {
  /** What the chain ends in. */
  readonly end: Happening;
  /** Every first cause of the end, the best first. */
  readonly explanations: readonly Explanation[];
  /** All outages that belong to it, oldest first. */
  readonly outages: readonly Outage[];
  /** Outages in the window that have nothing to do with it. */
  readonly otherOutageCount: number;
}

/** More outages than these around a time are not explained one by one. */
const EXPLAINED = 200;

/** Every outage of a Service in the scene, oldest first. */
export function outagesOf(scene: Scene): Outage[] {
  return [...scene.services.values()]
    .flatMap((course) => course.zeroSpans().map((span) => ({ course, span })))
    .sort((a, b) => a.span.fromMs - b.span.fromMs || byId(a.course.ref, b.course.ref));
}

/** Finds the incident nearest to a time; undefined when nothing went wrong in the scene. */
export function findIncident(context: CauseContext, timeMs: number): Incident | undefined {
  const explainer = new Explainer(context);
  const byDistance = [...context.outages].sort(
    (a, b) => distance(a, timeMs) - distance(b, timeMs) || lasting(context, b) - lasting(context, a),
  );
  const [nearest] = byDistance;
  if (!nearest) return withoutOutage(context, explainer, timeMs);
  const explained = byDistance.slice(0, EXPLAINED).map((outage) => {
    const happening: Happening = { type: 'outage', outage };
    return { outage, happening, explanations: explainer.explain(happening) };
  });
  const focus = explained[0]!;
  const root = rootKey(focus.explanations);
  const related = explained.filter(
    (each) =>
      each === focus ||
      rootKey(each.explanations) === root ||
      contains(each.explanations[0], focus.happening) ||
      contains(focus.explanations[0], each.happening),
  );
  // The last in the line of those that depend on one another is what its users saw.
  const last = related
    .filter((each) => each === focus || contains(each.explanations[0], focus.happening))
    .reduce((best, each) =>
      (each.explanations[0]?.steps.length ?? 0) > (best.explanations[0]?.steps.length ?? 0) ? each : best,
    );
  return {
    end: last.happening,
    explanations: last.explanations,
    outages: related.map(({ outage }) => outage).sort((a, b) => a.span.fromMs - b.span.fromMs),
    otherOutageCount: explained.length - related.length,
  };
}

/** The worst that happened where no Service lost everything: the workload with the most pods in trouble. */
function withoutOutage(context: CauseContext, explainer: Explainer, timeMs: number): Incident | undefined {
  const failures = context.troubled().flatMap((workload) => {
    const failure = context.failureBefore(workload, context.scene.span.toMs);
    return failure && failure.class !== 'removed' ? [failure] : [];
  });
  const away = ({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }) =>
    Math.max(0, fromMs - timeMs, timeMs - toMs);
  const [worst] = failures.sort(
    (a, b) =>
      b.pods.length / (1 + away(b) / 600_000) - a.pods.length / (1 + away(a) / 600_000) ||
      a.fromMs - b.fromMs,
  );
  if (worst) {
    const end: Happening = { type: 'failure', failure: worst };
    return { end, explanations: explainer.explain(end), outages: [], otherOutageCount: 0 };
  }
  const down = context.scene.nodesDown[0];
  if (!down) return undefined;
  const end: Happening = { type: 'nodes', lost: { nodes: context.scene.nodesDown, zone: undefined } };
  return { end, explanations: explainer.explain(end), outages: [], otherOutageCount: 0 };
}

function lasting(context: CauseContext, { span }: Outage): number {
  return (span.toMs ?? context.scene.span.toMs) - span.fromMs;
}

function distance({ span }: Outage, timeMs: number): number {
  if (timeMs < span.fromMs) return span.fromMs - timeMs;
  return span.toMs !== undefined && timeMs > span.toMs ? timeMs - span.toMs : 0;
}

function rootKey(explanations: readonly Explanation[]): string {
  const root = explanations[0]?.steps[0]?.happening;
  return root ? keyOfHappening(root) : '';
}

function contains(explanation: Explanation | undefined, happening: Happening): boolean {
  const key = keyOfHappening(happening);
  return explanation?.steps.some((step) => keyOfHappening(step.happening) === key) ?? false;
}
