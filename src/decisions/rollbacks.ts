import { instant, isEqual, isObject } from '../kubernetes/index.ts';
import type { RollbackEntry } from './documents.ts';

import { decidedPaths, type ObjectDecisions, spansWithWho } from './object-decisions.ts';
import { type Course, outcomeIn } from './outcome.ts';
import type { Step } from './steps.ts';
import { timeOrder } from './time-order.ts';
import type { ValueSpan } from './value-history.ts';
import { valueWords } from './value-words.ts';
import type { Who } from './who.ts';

interface Return {
  readonly path: string;
  readonly tried: readonly ValueSpan[];
  readonly triedBy: Who | undefined;
  readonly back: ValueSpan;
  readonly backBy: Who | undefined;
}

/** Values that were tried and taken back by people; what autoscalers move to and fro is no trial. */
export function rollbacksOf(decisions: ObjectDecisions, course: () => Course): RollbackEntry[] {
  const returns = decidedPaths(decisions.steps).flatMap((path) => returnsOf(decisions, path));
  const groups = Map.groupBy(returns, ({ tried, back }) => `${tried[0]!.stepIndex} ${back.stepIndex}`);
  return [...groups.values()]
    .map((group) => rollbackOf(decisions, group, course()))
    .sort((a, b) => timeOrder(a.from, b.from));
}

/** Every time a field came back to a value that it had before. */
function returnsOf(decisions: ObjectDecisions, path: string): Return[] {
  const spans = spansWithWho(decisions, path);
  const returns: Return[] = [];
  let begin = 0;
  for (let index = 2; index < spans.length; index++) {
    const { span: back, who: backBy } = spans[index]!;
    const earlier = spans.findLastIndex(
      ({ span }, place) =>
        place >= begin && place < index - 1 && span.exists && back.exists && isEqual(span.value, back.value),
    );
    if (earlier < 0) continue;
    const tried = spans.slice(earlier + 1, index);
    if ([...tried, spans[index]!].some(({ who }) => who?.role === 'controller')) continue;
    if (tried.some(({ span }) => !span.exists)) continue;
    returns.push({ path, tried: tried.map(({ span }) => span), triedBy: tried[0]!.who, back, backBy });
    begin = index;
  }
  return returns;
}

function rollbackOf(decisions: ObjectDecisions, group: readonly Return[], course: Course): RollbackEntry {
  const { tried, triedBy, back, backBy } = group[0]!;
  const fromMs = tried[0]!.fromMs ?? decisions.endMs;
  const toMs = back.fromMs ?? decisions.endMs;
  const means = meansOf(decisions.steps[back.stepIndex]!);
  return {
    object: decisions.key,
    fields: group.map((each) => ({
      path: each.path,
      tried: each.tried.map(({ value }) => valueWords(value)),
      backTo: valueWords(each.back.value),
    })),
    from: instant(fromMs),
    to: instant(toMs),
    heldSeconds: (toMs - fromMs) / 1000,
    triedBy: triedBy ?? null,
    takenBackBy: backBy ?? null,
    triedReasons: decisions.reasons.get(tried[0]!.stepIndex) ?? [],
    takenBackReasons: decisions.reasons.get(back.stepIndex) ?? [],
    ...(means === undefined ? {} : { means }),
    outcome: outcomeIn(course, fromMs, toMs),
  };
}

/**
 * `kubectl rollout undo` sends the whole template and the annotations as a JSON patch.
 *
 * @source k8s.io/kubectl/pkg/polymorphichelpers/rollback.go → getDeploymentPatch (v0.36.3)
 */
function meansOf({ action }: Step): string | undefined {
  const request = action?.request;
  if (!Array.isArray(request)) return undefined;
  const isUndo = request.some(
    (each: unknown) => isObject(each) && each.op === 'replace' && each.path === '/spec/template',
  );
  return isUndo ? 'kubectl rollout undo' : undefined;
}
