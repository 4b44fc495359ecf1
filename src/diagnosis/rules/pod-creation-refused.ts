import type { DaemonSet, Deployment } from '../../kubernetes/index.ts';
import { type ObjectKey, parseKey } from '../../relations/index.ts';
import type { DiagnosisRule } from '../diagnosis-rule.ts';
import type { SuggestedCommand } from '../documents.ts';
import type { Scope } from '../scope.ts';

/** Who makes pods. */
const MAKERS = [
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'ReplicationController',
];

/** Why the API server refused, where the reason lies, and what to do. */
interface Refusal {
  readonly object: ObjectKey;
  readonly message: string;
  readonly suggestions: readonly SuggestedCommand[];
}

/** Pods that the API server refuses to create: quota, limits, admission, a missing account. */
export const podCreationRefused: DiagnosisRule = {
  code: 'POD_CREATION_REFUSED',
  title: 'The API server refuses new pods',
  layer: 'dependency',
  *find(scope) {
    for (const maker of MAKERS.flatMap((kind) => scope.of(kind))) {
      const said = saidOf(scope, maker);
      if (!said) continue;
      const refusal = refusalOf(said.text, maker, scope);
      yield {
        severity: 'critical',
        confidence: 'certain',
        layer: refusal.object === maker ? 'own' : 'dependency',
        object: refusal.object,
        affects: [maker],
        same: `${refusal.object} ${refusal.message}`,
        message: refusal.message,
        evidence: [`${maker} ${said.where}: ${said.text}`],
        suggestions: refusal.suggestions,
      };
    }
  },
};

/** What the controller was told, in the condition ReplicaFailure or in an event; old events of a maker that is well do not count. */
function saidOf(
  scope: Scope,
  maker: ObjectKey,
): { readonly text: string; readonly where: string } | undefined {
  const object = scope.graph.object(maker) as Deployment | undefined;
  const condition = object?.status?.conditions?.find(
    ({ type, status }) => type === 'ReplicaFailure' && status === 'True',
  );
  if (condition?.message) return { text: condition.message, where: 'condition ReplicaFailure' };
  if (!object || isComplete(object)) return undefined;
  const event = scope.events(maker, 'FailedCreate', 'FailedDaemonPod')[0];
  return event && { text: event.message, where: `event ${event.reason}` };
}

/** Whether all pods that it wants were created. */
function isComplete(maker: Deployment | DaemonSet): boolean {
  if (maker.kind === 'DaemonSet') {
    const { currentNumberScheduled: placed = 0, desiredNumberScheduled: wanted = 1 } =
      (maker as DaemonSet).status ?? {};
    return placed >= wanted;
  }
  const { kind, spec, status } = maker as Deployment;
  if (kind !== 'ReplicaSet' && kind !== 'StatefulSet' && kind !== 'Deployment') return false;
  return status !== undefined && (status.replicas ?? 0) >= (spec?.replicas ?? 1);
}

function refusalOf(text: string, maker: ObjectKey, scope: Scope): Refusal {
  const namespace = parseKey(maker)?.namespace ?? 'default';
  const quota = /exceeded quota: ([^,]+), requested: (.*), used: (.*), limited: (.*)$/.exec(text);
  if (quota) {
    const [, name, requested, used, limited] = quota;
    return {
      object: `ResourceQuota/${namespace}/${name}`,
      message: `The quota ${name} of namespace ${namespace} has no room: a new pod asks for ${requested}, ${used} is used, ${limited} is allowed.`,
      suggestions: [
        { command: `kubectl describe quota ${name} -n ${namespace}`, why: 'see what is used up' },
      ],
    };
  }
  const unset = /failed quota: ([^:]+): must specify (.*)$/.exec(text);
  if (unset) {
    return {
      object: `ResourceQuota/${namespace}/${unset[1]}`,
      message: `The quota ${unset[1]} counts ${unset[2]}, and the pods do not say how much they want.`,
      suggestions: [
        {
          command: `kubectl get limitrange -n ${namespace}`,
          why: 'see whether defaults are set: they would say it',
        },
      ],
    };
  }
  if (/(?:minimum|maximum) (?:cpu|memory|ephemeral-storage) usage per|limit to request ratio/.test(text)) {
    return {
      object: limitRangeOf(namespace, scope),
      message: `A limit range of namespace ${namespace} refuses its pods: ${reasonIn(text)}.`,
      suggestions: [{ command: `kubectl describe limitrange -n ${namespace}`, why: 'see what is allowed' }],
    };
  }
  const calling = /failed calling webhook "([^"]+)"(?:: failed to call webhook)?: (.*)$/.exec(text);
  if (calling) {
    return {
      object: serviceIn(text) ?? maker,
      message: `The admission webhook ${calling[1]} gives no answer, and without one nothing is admitted: ${calling[2]}.`,
      suggestions: [
        {
          command: 'kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations',
          why: 'see whose it is, and what it does without an answer',
        },
      ],
    };
  }
  const denied = /admission webhook "([^"]+)" denied the request: ?(.*)$/s.exec(text);
  if (denied) return ownRefusal(maker, `The admission webhook ${denied[1]} refuses its pods: ${denied[2]}.`);
  const account =
    /error looking up service account ([^/]+)\/([^:]+): /.exec(text) ??
    /serviceaccounts? "([^"]+)" not found/.exec(text);
  if (account) {
    const name = account[2] ?? account[1] ?? '';
    return {
      object: `ServiceAccount/${namespace}/${name}`,
      message: `The service account ${name} that its pods run as is not there.`,
      suggestions: [
        {
          command: `kubectl create serviceaccount ${name} -n ${namespace}`,
          why: 'create it; pods are made by themselves then',
        },
      ],
    };
  }
  if (/violates PodSecurity/.test(text)) {
    return {
      object: `Namespace/${namespace}`,
      message: `Namespace ${namespace} forbids such pods: ${reasonIn(text)}.`,
      suggestions: [
        {
          command: `kubectl get namespace ${namespace} --show-labels`,
          why: 'see which pod security level it enforces',
        },
      ],
    };
  }
  if (/because it is being terminated/.test(text)) {
    return {
      object: `Namespace/${namespace}`,
      message: `Namespace ${namespace} is being deleted and takes no new pods.`,
      suggestions: [],
    };
  }
  return ownRefusal(maker, `Its pods are refused: ${reasonIn(text)}.`);
}

/** A limit range of the namespace; the message does not say which. */
function limitRangeOf(namespace: string, scope: Scope): ObjectKey {
  const ranges = [...scope.graph.objectsOf('LimitRange')].filter(
    ([, { metadata }]) => metadata.namespace === namespace,
  );
  return ranges[0]?.[0] ?? `Namespace/${namespace}`;
}

function ownRefusal(maker: ObjectKey, message: string): Refusal {
  const { namespace = 'default', name = '' } = parseKey(maker) ?? {};
  const kind = maker.slice(0, maker.indexOf('/')).toLowerCase();
  return {
    object: maker,
    message,
    suggestions: [
      { command: `kubectl describe ${kind} ${name} -n ${namespace}`, why: 'see the whole answer' },
    ],
  };
}

/** The reason without `pods "web-1" is forbidden:` and `Error creating:` before it. */
function reasonIn(text: string): string {
  return text
    .replace(/^Error creating: /, '')
    .replace(/^pods "[^"]*" is forbidden: /, '')
    .replace(/\.$/, '');
}

/** The Service behind `https://hook.ns.svc:443/validate`. */
function serviceIn(text: string): ObjectKey | undefined {
  const match = /https:\/\/([a-z0-9-]+)\.([a-z0-9-]+)\.svc[:/.]/.exec(text);
  return match ? `Service/${match[2]}/${match[1]}` : undefined;
}
