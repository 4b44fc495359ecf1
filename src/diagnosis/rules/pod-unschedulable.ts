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
  const { key, pod, namespace } = podCase;
  const condition = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  const said = condition?.message ?? scope.events(key, 'FailedScheduling')[0]?.message;
  const verdict = scope.verdict(podCase);
  const base = {
    severity: 'critical' as const,
    object: key,
    evidence: said === undefined ? [] : [`${key} scheduler: ${said}`],
  };
  const gated =
    condition?.reason === 'SchedulingGated' ? (said ?? 'it has scheduling gates') : verdict?.gated;
  if (gated !== undefined) {
    return {
      ...base,
      confidence: 'certain',
      same: `gated ${gated}`,
      message: `It is held back by its scheduling gates: ${gated}. Whoever set them must take them away.`,
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
  if (verdict?.chosen !== undefined) {
    return {
      ...base,
      confidence: 'possible',
      same: `fits ${said}`,
      message: `The scheduler has not placed it${said ? ` (${said})` : ''}, yet in this snapshot it fits on ${verdict.chosen}: room came free since, or the scheduler does not run.`,
      suggestions: [
        {
          command: 'kubectl get pods -n kube-system -l component=kube-scheduler',
          why: 'see whether the scheduler runs',
        },
      ],
    };
  }
  const message = verdict?.message ?? said ?? 'No node has taken it yet';
  const schedulerName = pod.spec?.schedulerName ?? 'default-scheduler';
  if (!verdict && schedulerName !== 'default-scheduler') {
    scope.cannotSee(
      `The scheduler ${schedulerName} is not modelled: why it does not place its pods is known only from what it said`,
    );
  }
  const remedy = remedyOf(verdict?.misses ?? []);
  return {
    ...base,
    confidence: said === undefined ? 'likely' : 'certain',
    same: message,
    message: `${sentence(message)}${remedy === undefined ? '' : ` ${remedy}`}`,
    evidence: [
      ...base.evidence,
      ...(verdict?.message === undefined || verdict.message === said
        ? []
        : [`the scheduler model on this snapshot: ${verdict.message}`]),
    ],
    suggestions: [
      { command: 'kubectl smart schedule', why: 'see what every node says' },
      {
        command: `kubectl get pod ${podCase.name} -n ${namespace} -o jsonpath={.spec.containers[*].resources.requests}`,
        why: 'see what it asks for',
      },
    ],
  };
}

/** What would make it fit: of the nearest node, by the scheduler model. */
function remedyOf([nearest]: readonly Miss[]): string | undefined {
  if (!nearest) return undefined;
  const { node, missing = [], plugin, reasons } = nearest;
  if (missing.length > 0) {
    const parts = missing.map(
      ({ resource, requested, free, missing: amount }) =>
        `${amount} ${resource} missing (asks for ${requested}, ${free} free)`,
    );
    return `Nearest is ${node}: ${parts.join(', ')}.`;
  }
  return `Nearest is ${node}, which refuses it for ${plugin}: ${reasons.join(', ')}.`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
