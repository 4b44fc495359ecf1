import { type ObjectRef, refId } from '../../history/index.ts';
import type { DecidedChange } from '../changes/decided-change.ts';
import { BUDGET } from '../scene/kinds.ts';
import type { Failure } from '../signals/failure.ts';
import type { Signal } from '../signals/signal.ts';
import { affinity } from './affinity.ts';
import { type CauseContext, SKEW_MS } from './context.ts';
import { drainOf } from './drain.ts';
import { type Cause, named } from './happening.ts';
import { timeFactor } from './time-factor.ts';

/** Who took the pods away: a drain, an eviction, a deletion, a taint, the end of the namespace. */
export function removalCauses(context: CauseContext, failure: Failure): Cause[] {
  const of = failure.signals.filter((signal) => signal.class === failure.class);
  const nodes = [...new Set(of.flatMap(({ node }) => node ?? []))].sort();
  const causes: Cause[] = nodes.flatMap((node) => nodeChanges(context, failure, node, of));
  const isDrain = causes.some(
    ({ happening }) => happening.type === 'change' && happening.change.aspects.has('cordon'),
  );
  if (failure.who !== undefined && !isDrain) causes.push(request(failure, of));
  const namespace = { kind: 'Namespace', namespace: '', name: failure.workload.namespace };
  for (const change of context.changesBefore(namespace, failure.fromMs + SKEW_MS)) {
    if (change.operation !== 'deleted') continue;
    causes.push({
      happening: { type: 'change', change },
      relation: `namespace of ${named(failure.workload)}`,
      strength: timeFactor(change.timeMs, failure.fromMs),
      via: [],
      reasons: [],
    });
  }
  return causes;
}

function nodeChanges(context: CauseContext, failure: Failure, node: string, of: readonly Signal[]): Cause[] {
  const ref: ObjectRef = { kind: 'Node', namespace: '', name: node };
  const here = of.filter((signal) => signal.node === node);
  const firstMs = here[0]!.timeMs;
  return context.changesBefore(ref, firstMs + SKEW_MS).flatMap((change): Cause[] => {
    const weight = affinity(failure.class, change, false);
    if (weight === 0) return [];
    // An eviction that somebody else asked for is not part of this one's drain.
    if (change.aspects.has('cordon') && here.every(({ who }) => who !== undefined && who !== change.who))
      return [];
    return [
      {
        happening: {
          type: 'change',
          change: change.aspects.has('cordon') ? drainOf(context, change) : change,
        },
        relation: `node of ${here.length} ${here.length === 1 ? 'pod' : 'pods'} of ${named(failure.workload)}`,
        strength: weight * timeFactor(change.timeMs, firstMs),
        via: budgetChanges(context, failure, change),
        reasons: [],
      },
    ];
  });
}

/** Budgets that were loosened or taken away before the pods could go. */
function budgetChanges(context: CauseContext, failure: Failure, cause: DecidedChange): Cause['via'] {
  if (failure.class !== 'evicted') return [];
  return context.ties.budgetsOf(failure.workload, failure.fromMs).flatMap((ref) =>
    context
      .changesBefore(ref, failure.toMs)
      .filter(({ aspects }) => ref.kind === BUDGET && (aspects.has('loosened') || aspects.has('deleted')))
      .filter(({ timeMs }) => timeMs >= cause.timeMs)
      .map((change) => ({ change, relation: `guards the pods of ${named(failure.workload)}` })),
  );
}

/** The requests themselves, when they are all that is known. */
function request(failure: Failure, of: readonly Signal[]): Cause {
  const first = of.find(({ who }) => who !== undefined)!;
  const pods = new Set(of.filter(({ who }) => who === first.who).map(({ ref }) => refId(ref)));
  const word = failure.class === 'evicted' ? 'evicted' : 'deleted';
  const change: DecidedChange = {
    ref: first.ref,
    timeMs: first.timeMs,
    notBeforeMs: first.timeMs,
    operation: word,
    fields: [],
    aspects: new Set([word]),
    who: first.who,
    isAutomatic: false,
    words:
      pods.size === 1
        ? word
        : `${word}, with ${pods.size - 1} more ${pods.size === 2 ? 'pod' : 'pods'} of ${named(failure.workload)}`,
    evidence: first.evidence
      .filter((each) => each.startsWith('audit:'))
      .concat(first.evidence)
      .slice(0, 2),
    before: undefined,
    after: undefined,
  };
  return {
    happening: { type: 'change', change },
    relation: `took away ${pods.size} ${pods.size === 1 ? 'pod' : 'pods'} of ${named(failure.workload)}`,
    strength: 1,
    via: [],
    reasons: [],
  };
}
