import { type ObjectRef, refId } from '../../history/index.ts';
import type { DecidedChange } from '../changes/decided-change.ts';
import { PRIORITY_CLASS } from '../scene/kinds.ts';
import type { PodCourse } from '../scene/read-scene.ts';
import type { Failure } from '../signals/failure.ts';
import { affinity } from './affinity.ts';
import { type CauseContext, SKEW_MS } from './context.ts';
import { drainOf } from './drain.ts';
import { type Cause, named } from './happening.ts';
import { nodeLossCauses } from './node-causes.ts';
import { timeFactor } from './time-factor.ts';
import { settled, wasReadyAfter } from './workload-changes.ts';

/** A pod that took the place of a victim is bound within this time. */
const TAKES_MS = 60_000;
/** Others' pods that were made this long before may have taken the room. */
const CROWD_MS = 30 * 60_000;

/** Why nothing fits: nodes that were taken away, changed or filled. */
export function pendingCauses(context: CauseContext, failure: Failure): Cause[] {
  const { message, fromMs } = failure;
  const causes: Cause[] = [];
  const nodes = context.scene.states.refs('Node');
  const isChanged = context.scene.changedNodes;
  for (const ref of nodes.filter(({ name }) => isChanged.has(name))) {
    for (const change of context.changesBefore(ref, fromMs)) {
      const weight =
        affinity('pending', change, false) *
        fits(message, change.aspects) *
        (isAbout(context, failure, change) ? 1 : 0);
      if (weight === 0) continue;
      const drain = change.aspects.has('cordon') ? drainOf(context, change) : change;
      const strength = weight * timeFactor(change.timeMs, fromMs) * (change.isAutomatic ? 0.3 : 1);
      causes.push({
        happening: { type: 'change', change: drain },
        relation: `takes room from ${named(failure.workload)}`,
        strength,
        via: [],
        reasons: [],
      });
    }
  }
  causes.push(...nodeLossCauses(context, { ...failure, nodes: nodes.map(({ name }) => name) }).map(weaker));
  if (/Insufficient|Too many pods/.test(message)) causes.push(...crowdCauses(context, failure));
  return causes;
}

function weaker(cause: Cause): Cause {
  return { ...cause, strength: cause.strength > 0 ? 0.7 : 0, relation: 'took room away' };
}

/** The scheduler's words say what kept the pods away; a change that has nothing to do with them explains little. */
function fits(message: string, aspects: ReadonlySet<string>): number {
  if (aspects.has('cordon')) return /unschedulable/i.test(message) ? 1 : 0.3;
  if (aspects.has('taint')) return /taint/.test(message) ? 1 : 0.2;
  if (aspects.has('labels')) return /affinity|selector|topology/.test(message) ? 1 : 0;
  return 1;
}

/** Labels of a node keep pods away only when their placement names them. */
function isAbout(
  context: CauseContext,
  { workload, fromMs }: Failure,
  { aspects, fields }: DecidedChange,
): boolean {
  if (!aspects.has('labels') || aspects.size > 1) return true;
  const spec = JSON.stringify(context.ties.templateOf(workload, fromMs)?.spec ?? {});
  return fields.some(({ path }) => spec.includes(`"${path.replace(/^metadata\.labels\./, '')}"`));
}

/** Who scaled up, or came, and took the room. */
function crowdCauses(context: CauseContext, { workload, fromMs }: Failure): Cause[] {
  const others = new Map<string, ObjectRef>();
  for (const { ref, createdMs } of context.scene.pods.values()) {
    if (createdMs === undefined || createdMs > fromMs || fromMs - createdMs > CROWD_MS) continue;
    const other = context.scene.ownership.workloadOf(ref);
    if (refId(other) !== refId(workload)) others.set(refId(other), other);
  }
  return [...others.values()].flatMap((other) =>
    context.changesBefore(other, fromMs).flatMap((change): Cause[] => {
      const weight = { replicasRaised: 0.45, requestsRaised: 0.45, created: 0.35 };
      const best = Math.max(
        0,
        ...Object.entries(weight).map(([name, value]) => (change.aspects.has(name as 'created') ? value : 0)),
      );
      // The workload's own pods found their room after it.
      if (best === 0 || wasReadyAfter(context, workload, change.timeMs, fromMs)) return [];
      return [
        {
          happening: { type: 'change', change },
          relation: `took room that ${named(workload)} needs`,
          strength: best * timeFactor(change.timeMs, fromMs) * settled(change, fromMs),
          via: [],
          reasons: [],
        },
      ];
    }),
  );
}

/** The pods for which victims had to go, what made them, and what gave them their priority. */
export function preemptionCauses(context: CauseContext, failure: Failure): Cause[] {
  const taker = takerOf(context, failure);
  if (!taker) return [];
  const workload = context.scene.ownership.workloadOf(taker.ref);
  const relation = `preempted ${failure.pods.length} ${failure.pods.length === 1 ? 'pod' : 'pods'} of ${named(failure.workload)}`;
  const own = context.changesBefore(workload, failure.fromMs + SKEW_MS).flatMap((change): Cause[] => {
    const weights = {
      created: 1,
      replicasRaised: 1,
      priority: 1,
      requestsRaised: 0.8,
      image: 0.5,
      restart: 0.4,
    };
    const best = Math.max(
      0,
      ...Object.entries(weights).map(([name, value]) => (change.aspects.has(name as 'created') ? value : 0)),
    );
    if (best === 0) return [];
    const strength = best * timeFactor(change.timeMs, failure.fromMs);
    return [{ happening: { type: 'change', change }, relation, strength, via: [], reasons: [] }];
  });
  const name = taker.pod.spec?.priorityClassName;
  const ref = { kind: PRIORITY_CLASS, namespace: '', name: name ?? '' };
  const classes = (name === undefined ? [] : context.changesBefore(ref, failure.fromMs)).flatMap(
    (change): Cause[] => {
      const strength = affinity('preempted', change, false) * timeFactor(change.timeMs, failure.fromMs);
      return strength === 0
        ? []
        : [
            {
              happening: { type: 'change', change },
              relation: `priority of ${named(workload)}`,
              strength,
              via: [],
              reasons: [],
            },
          ];
    },
  );
  const via = own.findLast(({ strength }) => strength > 0)?.happening;
  return [
    ...own,
    ...classes.map((cause) => ({
      ...cause,
      via: via?.type === 'change' ? [{ change: via.change, relation }] : [],
    })),
  ];
}

/** The pod that took the place: named in what was said, or the one of higher priority that was bound there next. */
function takerOf(context: CauseContext, failure: Failure): PodCourse | undefined {
  const courses = [...context.scene.pods.values()];
  const said = failure.signals.map(({ message }) => message).join(' ');
  const named = courses.find(
    ({ ref, pod }) =>
      said.includes(`${ref.namespace}/${ref.name}`) ||
      (pod.metadata.uid !== undefined && said.includes(pod.metadata.uid)),
  );
  if (named) return named;
  const victim = failure.pods[0] && context.scene.pods.get(refId(failure.pods[0]));
  const priority = victim?.pod.spec?.priority ?? 0;
  return courses.find(
    ({ pod, createdMs }) =>
      createdMs !== undefined &&
      createdMs <= failure.fromMs + SKEW_MS &&
      failure.fromMs - createdMs <= TAKES_MS * 10 &&
      (pod.spec?.priority ?? 0) > priority &&
      (failure.nodes.length === 0 ||
        failure.nodes.includes(pod.spec?.nodeName ?? pod.status?.nominatedNodeName ?? '')),
  );
}
