import {
  healthOf,
  type ObjectKey,
  type Relation,
  RelationGraph,
  snapshotSource,
  stateSummary,
} from '../relations/index.ts';
import { API_VERSION, type Snapshot } from '../snapshot/index.ts';
import {
  type Cause,
  CONFIDENCES,
  type Diagnosis,
  type DiagnosisReport,
  LAYERS,
  SEVERITIES,
} from './documents.ts';
import { EventIndex } from './event-index.ts';
import { foldEvents } from './fold-events.ts';
import { joinCauses } from './join-causes.ts';
import { RULES } from './rules/registry.ts';
import { schedulingVerdicts } from './scheduling-verdicts.ts';
import { type Examination, Scope } from './scope.ts';

/** What diagnoses of a snapshot share; nothing of it is computed before it is asked for. */
export function examine(
  snapshot: Snapshot,
  graph = new RelationGraph(snapshotSource(snapshot)),
): Examination {
  const events = new EventIndex(snapshot.events);
  return {
    graph,
    events,
    verdicts: schedulingVerdicts(snapshot),
    nowMs: snapshot.metadata.takenAtMs ?? Number.NaN,
    hidesValues: snapshot.metadata.redaction !== 'none',
  };
}

/** Says what is wrong with some objects of a snapshot, one diagnosis each. */
export function diagnose(
  snapshot: Snapshot,
  examination: Examination,
  objects: readonly ObjectKey[],
): DiagnosisReport {
  return {
    apiVersion: API_VERSION,
    kind: 'DiagnosisReport',
    snapshot: stateSummary(snapshot.metadata),
    diagnoses: objects.map((object) => diagnoseObject(object, examination)),
  };
}

/** Runs every rule on one object and all that it depends on, and ranks what they find. */
function diagnoseObject(object: ObjectKey, examination: Examination): Diagnosis {
  const scope = new Scope(object, examination);
  const { status, reason } = healthOf(object, scope.graph);
  const isDown = status === 'failing' || status === 'unknown' || /^(?:Pod|Namespace)\//.test(object);
  const joined = RULES.flatMap((rule) => joinCauses(rule, rule.find(scope)));
  const owners = new OwnerChains(scope.graph);
  const causes = joined.map((each): Cause => {
    const { explains: _, ...cause } = each;
    return {
      ...cause,
      // What leaves the object working in part is not critical for it.
      severity: each.severity === 'critical' && !isDown ? 'warning' : each.severity,
      path: scope.pathTo(each.object).map(stepText),
      explainedBy: [
        ...new Set(
          joined
            .filter(
              (other) =>
                other !== each && isExplanation(other, each) && owners.meet(other.affects, each.affects),
            )
            .map(({ code }) => code),
        ),
      ],
    };
  });
  causes.sort(byRank);
  noteGaps(scope);
  return {
    object,
    health: status,
    reason,
    summary: summaryOf(object, status, reason, causes),
    causes,
    events: foldEvents(examination.events, scope.keys),
    unseen: scope.unseen,
  };
}

type Joined = ReturnType<typeof joinCauses>[number];

/** Whether a cause, given that it hits the same objects, explains another one. */
function isExplanation(cause: Joined, symptom: Joined): boolean {
  if (cause.explains.includes(symptom.code)) return true;
  return (
    symptom.layer === 'symptom' &&
    cause.layer !== 'symptom' &&
    cause.severity !== 'info' &&
    cause.confidence !== 'possible'
  );
}

/** Unexplained first, then the worst, the deepest, the surest, the widest; equal ones stay in the order of the rules. */
function byRank(a: Cause, b: Cause): number {
  return (
    Math.sign(a.explainedBy.length) - Math.sign(b.explainedBy.length) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    Number(a.confidence === 'possible') - Number(b.confidence === 'possible') ||
    LAYERS.indexOf(a.layer) - LAYERS.indexOf(b.layer) ||
    CONFIDENCES.indexOf(a.confidence) - CONFIDENCES.indexOf(b.confidence) ||
    b.affects.length - a.affects.length
  );
}

/** Who owns whom, for whether two causes hit the same workload. */
class OwnerChains {
  readonly #graph: RelationGraph;
  readonly #chains = new Map<ObjectKey, readonly ObjectKey[]>();

  constructor(graph: RelationGraph) {
    this.#graph = graph;
  }

  meet(some: readonly ObjectKey[], others: readonly ObjectKey[]): boolean {
    const all = new Set(some.flatMap((key) => this.#chain(key)));
    return others.some((key) => this.#chain(key).some((each) => all.has(each)));
  }

  /** The object and its owners, at most three. */
  #chain(key: ObjectKey): readonly ObjectKey[] {
    let chain = this.#chains.get(key);
    if (!chain) {
      const owners = this.#graph.walk(key, { direction: 'dependents', types: ['owns'], maxHops: 3 });
      chain = owners.map((each) => each.key);
      this.#chains.set(key, chain);
    }
    return chain;
  }
}

const VERBS: Partial<Record<Relation['type'], string>> = {
  runsOn: 'runs on',
  usesAccount: 'runs as',
  limits: 'is limited by',
};

function stepText({ dependent, dependency, type }: Relation): string {
  return `${dependent} ${VERBS[type] ?? type} ${dependency}`;
}

function noteGaps(scope: Scope): void {
  if (!scope.hasEvents && scope.graph.knowledgeOf('Event').state !== 'empty') {
    scope.cannotSee(
      'Events are not in this snapshot: what the kubelet, the scheduler and the controllers said is not seen',
    );
  }
  if (scope.graph.knowledgeOf('Pod').state === 'unknown') {
    scope.cannotSee(
      'Pods are not wholly in this snapshot: what is wrong with those that it lacks is not seen',
    );
  }
  if (scope.hidesValues && scope.illPods.some(({ health }) => health.status !== 'ok')) {
    scope.cannotSee(
      'Values of environment and configuration are not in this snapshot: which Services sick pods call is not seen',
    );
  }
  if (scope.skippedPodCount > 0) {
    scope.cannotSee(`${scope.skippedPodCount} more pods that are not well were not examined one by one`);
  }
}

function summaryOf(object: ObjectKey, status: string, reason: string, [first]: readonly Cause[]): string {
  if (first && status !== 'ok') return first.message;
  if (first && first.severity !== 'info')
    return `${object} works (${reason}). Not well with it: ${first.message}`;
  if (status === 'ok') return `Nothing wrong was found with ${object}.`;
  if (status === 'unknown') return `How ${object} is cannot be told: ${reason}.`;
  return `${object} is ${status} (${reason}), and no rule explains it.`;
}
