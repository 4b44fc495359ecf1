import { compileSelector, type Selector, selectorOfMap, selects } from '../../../scheduler-model/index.ts';
import type { LabelSelector } from '../../kubernetes/index.ts';
import type { ChangedObject } from './changed-objects.ts';
import { type LivingPods, livingPods } from './living-pods.ts';
import type { RunView } from './run-view.ts';

/** Kinds that select pods, and what an object of the kind is that selects none. */
const SELECTING: ReadonlyMap<string, string> = new Map([
  ['Service', 'it has no endpoint'],
  ['PodDisruptionBudget.policy', 'it guards nothing'],
  ['NetworkPolicy.networking.k8s.io', 'it applies to nothing'],
]);

/** The pods that an object selects at the end of a run. */
export interface SelectedPods {
  readonly selected: readonly LivingPods[];
  readonly selector: LabelSelector;
  /** Among these it selects: the pods of its namespace. */
  readonly all: readonly LivingPods[];
  /** What the object is if it selects none. */
  readonly otherwise: string;
}

/** What a Service, budget or policy selects; undefined for another kind, or without a selector. */
export function selectedPods(
  run: RunView,
  { kind, namespace, object }: ChangedObject,
): SelectedPods | undefined {
  const otherwise = SELECTING.get(kind);
  if (otherwise === undefined || namespace === undefined) return undefined;
  const { selector: own, podSelector } = (object['spec'] ?? {}) as {
    readonly selector?: LabelSelector | Readonly<Record<string, string>>;
    readonly podSelector?: LabelSelector;
  };
  const selector =
    kind === 'Service'
      ? { matchLabels: own as Readonly<Record<string, string>> }
      : ((own as LabelSelector) ?? podSelector);
  if (!selector || (kind === 'Service' && Object.keys(own ?? {}).length === 0)) return undefined;
  const compiled: Selector | undefined =
    kind === 'Service' ? selectorOfMap(selector.matchLabels ?? {}) : compileSelector(selector);
  const all = livingPods(run, namespace);
  const selected = compiled ? all.filter(({ make }) => selects(compiled, make.labels)) : [];
  return { selected, selector, all, otherwise };
}
