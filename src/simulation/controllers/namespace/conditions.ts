import type { Namespace } from '../../../kubernetes/index.ts';

/** What is left in a namespace: how many objects of a kind, how many of them a finalizer holds. */
export interface Remaining {
  /** Counts by `plural.group`. */
  readonly resources: ReadonlyMap<string, number>;
  readonly finalizers: ReadonlyMap<string, number>;
}

type Condition = NonNullable<NonNullable<Namespace['status']>['conditions']>[number];

const FINE: readonly (readonly [type: string, reason: string, message: string])[] = [
  ['NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered'],
  [
    'NamespaceDeletionGroupVersionParsingFailure',
    'ParsedGroupVersions',
    'All legacy kube types successfully parsed',
  ],
  [
    'NamespaceDeletionContentFailure',
    'ContentDeleted',
    'All content successfully deleted, may be waiting on finalization',
  ],
  ['NamespaceContentRemaining', 'ContentRemoved', 'All content successfully removed'],
  ['NamespaceFinalizersRemaining', 'ContentHasNoFinalizers', 'All content-preserving finalizers finished'],
];

/**
 * The conditions of a namespace that is being deleted; undefined when it has them already.
 *
 * @source pkg/controller/namespace/deletion/status_condition_utils.go → updateConditions, ProcessContentTotals (v1.36.3)
 */
export function deletionConditions(
  current: readonly Condition[] = [],
  remaining: Remaining | undefined,
  now: string,
): readonly Condition[] | undefined {
  const wanted = FINE.map(
    ([type, reason, message]) => problem(type, remaining) ?? { type, status: 'False', reason, message },
  );
  const next = wanted.map((condition) => {
    const before = current.find(({ type }) => type === condition.type);
    const lastTransitionTime = before?.status === condition.status ? before.lastTransitionTime : now;
    return { ...condition, lastTransitionTime } as Condition;
  });
  const isSame = next.every((condition) => {
    const before = current.find(({ type }) => type === condition.type);
    return before?.status === condition.status && before.message === condition.message;
  });
  return isSame ? undefined : next;
}

function problem(type: string, remaining: Remaining | undefined) {
  if (type === 'NamespaceContentRemaining' && remaining?.resources.size) {
    const list = lines(remaining.resources, (name, count) => `${name} has ${count} resource instances`);
    return {
      type,
      status: 'True',
      reason: 'SomeResourcesRemain',
      message: `Some resources are remaining: ${list}`,
    };
  }
  if (type === 'NamespaceFinalizersRemaining' && remaining?.finalizers.size) {
    const list = lines(remaining.finalizers, (name, count) => `${name} in ${count} resource instances`);
    const message = `Some content in the namespace has finalizers remaining: ${list}`;
    return { type, status: 'True', reason: 'SomeFinalizersRemain', message };
  }
  return undefined;
}

function lines(counts: ReadonlyMap<string, number>, line: (name: string, count: number) => string): string {
  return [...counts]
    .map(([name, count]) => line(name, count))
    .sort()
    .join(', ');
}
