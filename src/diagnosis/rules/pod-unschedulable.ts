import type { PersistentVolume } from '../../kubernetes/index.ts';
import type { DiagnosisRule, FoundCause } from '../diagnosis-rule.ts';
import type { SchedulingVerdict } from '../scheduling-verdicts.ts';
import type { PodCase, Scope } from '../scope.ts';

type Miss = SchedulingVerdict['misses'][number];

/** A pod that no node takes: in the scheduler's words, and what is missing where. */
export const podUnschedulable: DiagnosisRule = {
  code: 'POD_UNSCHEDULABLE',
  title: 'No node takes the pod',
  layer: 'own',
  *find(scope) {
    for (const podCase of scope.illPods) {
      const { pod } = podCase;
      const isWaiting = !pod.spec?.nodeName && (pod.status?.phase ?? 'Pending') === 'Pending';
      if (isWaiting && pod.metadata.deletionTimestamp === undefined) yield causeOf(scope, podCase);
    }
  },
};

function causeOf(scope: Scope, podCase: PodCase): FoundCause {
  const { key, pod } = podCase;
  const condition = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  const said = condition?.message ?? scope.events(key, 'FailedScheduling')[0]?.message;
  const evidence = said === undefined ? [] : [`${key} scheduler: ${said}`];
  const base = { severity: 'critical' as const, object: key, evidence };
  const verdict = scope.verdict(podCase);
  const gate = condition?.reason === 'SchedulingGated' ? (said ?? 'it has scheduling gates') : verdict?.gated;
  if (gate !== undefined) {
    return {
      ...base,
      confidence: 'certain',
      same: `gated ${gate}`,
      message: `${key} is held back by its scheduling gates: ${gate}. Whoever set them must take them away.`,
    };
  }
  if (scope.graph.knowledgeOf('Node').state === 'unknown') {
    scope.cannotSee(
      'Nodes are not in this snapshot: why none takes the pod is known only from what the scheduler said',
    );
    return {
      ...base,
      confidence: said ? 'certain' : 'possible',
      same: `said ${said}`,
      message: sentence(said ?? 'No node has taken it yet'),
    };
  }
  return verdict?.chosen === undefined
    ? fitsNowhere(scope, podCase, base, said, verdict)
    : fitsNow(base, said, verdict.chosen);
}

type Base = Pick<FoundCause, 'severity' | 'object'> & { readonly evidence: readonly string[] };

function fitsNow(base: Base, said: string | undefined, node: string): FoundCause {
  return {
    ...base,
    confidence: 'possible',
    same: `fits ${said}`,
    message: `The scheduler has not placed it${said ? ` (${said})` : ''}, yet in this snapshot it fits on ${node}: room came free since, or the scheduler does not run.`,
    suggestions: [
      {
        command: 'kubectl get pods -n kube-system -l component=kube-scheduler',
        why: 'see whether the scheduler runs',
      },
    ],
  };
}

function fitsNowhere(
  scope: Scope,
  podCase: PodCase,
  base: Base,
  said: string | undefined,
  verdict: SchedulingVerdict | undefined,
): FoundCause {
  const { key, namespace, name, pod } = podCase;
  const schedulerName = pod.spec?.schedulerName ?? 'default-scheduler';
  if (!verdict && schedulerName !== 'default-scheduler') {
    scope.cannotSee(
      `The scheduler ${schedulerName} is not modelled: why it does not place its pods is known only from what it said`,
    );
  }
  const model = verdict?.message;
  // When the scheduler counted other nodes than the snapshot has, its own words are the truth of that time.
  const isSameCluster = said === undefined || model === undefined || nodeCount(said) === nodeCount(model);
  if (!isSameCluster) {
    scope.cannotSee(
      `The scheduler spoke of ${nodeCount(said)} nodes and the snapshot has ${nodeCount(model)}: what the model says of it may differ`,
    );
  }
  const message = (isSameCluster ? model : said) ?? said ?? 'No node has taken it yet';
  const hints = [
    isSameCluster ? remedyOf(verdict?.misses ?? []) : undefined,
    /volume node affinity conflict|PersistentVolume's node affinity/.test(message)
      ? pinsOf(scope, key)
      : undefined,
  ].filter((hint) => hint !== undefined);
  return {
    ...base,
    confidence: said === undefined ? 'likely' : 'certain',
    same: message,
    message: [sentence(message), ...hints].join(' '),
    evidence:
      model === undefined || model === said
        ? base.evidence
        : [...base.evidence, `the scheduler model on this snapshot: ${model}`],
    suggestions: [
      { command: 'kubectl smart schedule', why: 'see what every node says' },
      {
        command: `kubectl get pod ${name} -n ${namespace} -o jsonpath={.spec.containers[*].resources.requests}`,
        why: 'see what it asks for',
      },
    ],
  };
}

/** The 12 of `0/12 nodes are available`. */
function nodeCount(message: string): string {
  return /^0\/(\d+) nodes/.exec(message)?.[1] ?? '';
}

/** What would make it fit: of the nearest node, by the scheduler model. */
function remedyOf([nearest]: readonly Miss[]): string | undefined {
  if (!nearest) return undefined;
  const { node, missing = [], plugin, reasons, also = [] } = nearest;
  const others = also.length === 0 ? '' : `; and ${also.join(', ')}`;
  if (missing.length > 0) {
    const parts = missing.map(
      ({ resource, requested, free, missing: amount, capacity }) =>
        `${amount} ${resource} missing (asks for ${requested}, ${free} free${capacity === undefined ? '' : ` of ${capacity}`})`,
    );
    return `Nearest is ${node}: ${parts.join(', ')}${others}.`;
  }
  return `Nearest is ${node}, which refuses it for ${plugin}: ${reasons.join(', ')}${others}.`;
}

/** Where its volumes can be reached from: `Its volume pv-1 can be reached only where topology.kubernetes.io/zone is a.` */
function pinsOf(scope: Scope, pod: string): string | undefined {
  const bound = scope.graph.walk(pod, { direction: 'dependencies', types: ['mounts', 'binds'], maxHops: 2 });
  const pins = bound.flatMap(({ key }) => {
    if (!key.startsWith('PersistentVolume/')) return [];
    const { spec } = (scope.graph.object(key) as PersistentVolume | undefined) ?? {};
    const terms = spec?.nodeAffinity?.required?.nodeSelectorTerms ?? [];
    const wanted = terms.flatMap(({ matchExpressions = [] }) =>
      matchExpressions.map(({ key: label, values = [] }) => `${label} is ${values.join(' or ')}`),
    );
    const volume = key.slice('PersistentVolume/'.length);
    return wanted.length === 0
      ? []
      : [`Its volume ${volume} can be reached only where ${wanted.join(', ')}.`];
  });
  return pins.length === 0 ? undefined : pins.join(' ');
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
