import { type ObjectRef, refId } from '../history/index.ts';
import type { CauseContext } from './causes/context.ts';
import type { Step } from './causes/explain.ts';
import { type Happening, type Outage, timeOf } from './causes/happening.ts';
import { takesBack } from './causes/undo.ts';
import type { DecidedChange } from './changes/decided-change.ts';
import { endOf } from './recovery.ts';
import { NAMESPACE_LIMITS } from './scene/kinds.ts';
import type { Failure } from './signals/failure.ts';

/** What people did about the objects of an incident, beside its cause. */
export interface RelatedActions {
  /** What came before the recovery and may have led to it, oldest first. */
  readonly fixes: readonly DecidedChange[];
  /** The rest, oldest first. */
  readonly others: readonly DecidedChange[];
}

/** A fix is often two commands: the value, then the restart. */
const SAME_FIX_MS = 2 * 60_000;
/** Actions a while after the end are not told. */
const AFTER_MS = 60_000;

/**
 * What people changed on the objects of the chain and those around them between the cause and the end. What takes the
 * cause back is the fix, with what followed it on the same objects; else the last change that could help.
 */
export function relatedActions(
  context: CauseContext,
  steps: readonly Step[],
  spread: readonly Failure[],
  outages: readonly Outage[],
): RelatedActions {
  const { span } = context.scene;
  const rootMs = timeOf(steps[0]!.happening);
  const inChain = steps.flatMap(({ happening }) => (happening.type === 'change' ? [happening.change] : []));
  const until = (endOf(outages) ?? span.toMs) + AFTER_MS;
  const beside: Step[] = spread
    .filter((failure) => outages.some((outage) => isBehind(failure, outage)))
    .map((failure) => ({ happening: { type: 'failure', failure }, relation: '' }));
  const evicted = spread.filter((failure) => failure.class === 'evicted');
  const budgets = evicted.flatMap(({ workload, fromMs }) => context.ties.budgetsOf(workload, fromMs));
  const actions = [
    ...new Map(
      [...relatedObjects(context, [...steps, ...beside]), ...budgets].map((ref) => [refId(ref), ref]),
    ).values(),
  ]
    .flatMap((ref) => context.changesOf(ref))
    .filter((change) => isAction(change, inChain))
    .filter((change) => change.timeMs > rootMs && change.timeMs <= until && !change.isAutomatic)
    .filter((change) => change.operation !== 'touched' || change.who !== undefined)
    .filter((change) => !inChain.some((link) => isSameChange(link, change)))
    .sort((a, b) => a.timeMs - b.timeMs);
  const ends = outages.flatMap((outage) => outage.span.toMs ?? []);
  const fixes = [
    ...new Set(ends.flatMap((endMs) => fixesOf(actions, inChain, firstTrouble(steps), endMs))),
  ].sort((a, b) => a.timeMs - b.timeMs);
  return { fixes, others: actions.filter((change) => !fixes.includes(change)) };
}

function fixesOf(
  actions: readonly DecidedChange[],
  chain: readonly DecidedChange[],
  onsetMs: number,
  endMs: number,
): DecidedChange[] {
  const during = actions.filter(({ timeMs }) => timeMs >= onsetMs && timeMs <= endMs);
  const undo = during.findLast((change) =>
    chain.some((link) => refId(link.ref) === refId(change.ref) && takesBack(change, link)),
  );
  if (undo) {
    const same = during.filter((change) =>
      chain.some((link) => refId(link.ref) === refId(change.ref) && takesBack(change, link)),
    );
    const followed = during.filter(
      (change) => change.timeMs >= undo.timeMs && change.timeMs - undo.timeMs <= SAME_FIX_MS,
    );
    return [...new Set([...same, ...followed])].sort((a, b) => a.timeMs - b.timeMs);
  }
  const helpful = during.filter(mayHelp);
  const last = helpful.at(-1);
  return last
    ? helpful.filter(({ timeMs, who }) => last.timeMs - timeMs <= SAME_FIX_MS && who === last.who)
    : [];
}

function isBehind({ pods }: Failure, { course }: Outage): boolean {
  return pods.some(({ name, namespace }) => namespace === course.ref.namespace && course.pods.has(name));
}

/** What changes only notes and labels is no attempt; nor is what the cause itself did to the pods. */
function isAction({ aspects, ref, who }: DecidedChange, chain: readonly DecidedChange[]): boolean {
  if (ref.kind === 'Pod' && (who === undefined || chain.some((link) => link.who === who))) return false;
  return [...aspects].some((aspect) => aspect !== 'labels');
}

/** Changes that nothing can get well by: labels of the object itself, cordons. */
function mayHelp({ aspects }: DecidedChange): boolean {
  return [...aspects].some((aspect) => aspect !== 'labels' && aspect !== 'cordon' && aspect !== 'tightened');
}

function firstTrouble(steps: readonly Step[]): number {
  const trouble = steps.find(({ happening }) => happening.type !== 'change');
  return trouble ? timeOf(trouble.happening) : timeOf(steps[0]!.happening);
}

/** The objects of the chain, the workloads whose pods failed, and what these depend on. */
function relatedObjects(context: CauseContext, steps: readonly Step[]): ObjectRef[] {
  const refs = new Map<string, ObjectRef>();
  const add = (ref: ObjectRef) => refs.set(refId(ref), ref);
  for (const { happening } of steps) addHappening(context, happening, add);
  return [...refs.values()];
}

function addHappening(context: CauseContext, happening: Happening, add: (ref: ObjectRef) => void): void {
  switch (happening.type) {
    case 'change':
      add(happening.change.ref);
      return;
    case 'outage':
      add(happening.outage.course.ref);
      return;
    case 'metric':
      add(happening.metric.workload);
      return;
    case 'nodes':
      for (const { ref } of happening.lost.nodes) add(ref);
      return;
    case 'failure': {
      const { workload, fromMs, pods } = happening.failure;
      add(workload);
      for (const tie of context.ties.tiesOf(workload, fromMs)) add(tie.ref);
      for (const ref of context.ties.autoscalersOf(workload, fromMs)) add(ref);
      for (const ref of context.ties.budgetsOf(workload, fromMs)) add(ref);
      for (const ref of context.ties.policiesOf(workload, fromMs)) add(ref);
      for (const kind of happening.failure.class === 'refused' ? NAMESPACE_LIMITS : []) {
        for (const ref of context.scene.states.refs(kind, workload.namespace)) add(ref);
      }
      for (const pod of pods) {
        if (pod.kind === 'Pod') add(pod);
        const node = context.scene.pods.get(refId(pod))?.pod.spec?.nodeName;
        if (node !== undefined && context.scene.changedNodes.has(node))
          add({ kind: 'Node', namespace: '', name: node });
      }
    }
  }
}

/** Whether two changes are the same one. */
export function isSameChange(a: DecidedChange, b: DecidedChange): boolean {
  return refId(a.ref) === refId(b.ref) && a.timeMs === b.timeMs;
}
