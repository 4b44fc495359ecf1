import type { ObjectKey } from '../../relations/index.ts';
import type { DiagnosisRule, FoundCause } from '../diagnosis-rule.ts';
import type { PodCase, Scope } from '../scope.ts';

/** Events of mounts that the rule of missing configuration explains, or that repeat another one. */
const OTHERWISE =
  /(?:configmap|secret)s? "[^"]*" not found|references non-existent|object "[^"]*"\/"[^"]*" not registered/i;
const REPEATS = /^Unable to attach or mount volumes/;

/** A volume that cannot be attached to the node or mounted in the pod. */
export const volumeNotMounted: DiagnosisRule = {
  code: 'VOLUME_NOT_MOUNTED',
  title: 'A volume cannot be attached or mounted',
  layer: 'dependency',
  *find(scope) {
    for (const podCase of scope.illPods) {
      if (podCase.pod.status?.phase !== 'Pending') continue;
      const all = scope.events(podCase.key, 'FailedAttachVolume', 'FailedMount', 'FailedMapVolume');
      const events = all.filter(({ message }) => !OTHERWISE.test(message));
      const event = events.find(({ message }) => !REPEATS.test(message)) ?? events[0];
      if (!event || (REPEATS.test(event.message) && all.length > events.length)) continue;
      yield causeOf(scope, podCase, event.reason, event.message, event.count);
    }
  },
};

function causeOf(scope: Scope, podCase: PodCase, reason: string, message: string, count: number): FoundCause {
  const { key, namespace, name } = podCase;
  const evidence = [`${key} event ${reason}, ${count === 1 ? 'once' : `${count} times`}: ${message}`];
  const volume = /for volume "([^"]+)"/.exec(message)?.[1];
  const claim = claimOf(scope, key, volume);
  const object = claim ?? key;
  const base = {
    severity: 'critical' as const,
    confidence: 'certain' as const,
    object,
    affects: [key],
    evidence,
  };
  const describe = { command: `kubectl describe pod ${name} -n ${namespace}`, why: 'see every attempt' };
  if (/^Multi-Attach error/.test(message)) {
    const holder = claim === undefined ? undefined : otherUser(scope, claim, key);
    return {
      ...base,
      same: `multi ${object}`,
      message: `Volume ${volume ?? ''} is still attached to another node${holder === undefined ? '' : `, where ${holder.pod} ${holder.how} on ${holder.node}`}: it can be attached to one node at a time.`,
      suggestions: [
        ...(holder === undefined
          ? []
          : [
              {
                command: `kubectl get pod ${holder.pod.split('/').at(-1)} -n ${namespace} -o wide`,
                why: 'see whether the other pod still needs it',
              },
            ]),
        { command: 'kubectl get volumeattachments', why: 'see where it is attached' },
      ],
    };
  }
  return {
    ...base,
    same: `${reason} ${object}`,
    message: `${reason === 'FailedAttachVolume' ? 'A volume cannot be attached to the node' : 'A volume cannot be mounted'}: ${message}`,
    suggestions: [describe],
  };
}

/** The claim that a volume belongs to: by the name of the volume bound to it, or of the volume in the pod. */
function claimOf(scope: Scope, pod: ObjectKey, volume: string | undefined): ObjectKey | undefined {
  const claims = scope.graph.dependenciesOf(pod).filter(({ type }) => type === 'mounts');
  const bound = claims.find(({ dependency }) =>
    scope.graph.dependenciesOf(dependency).some((each) => each.dependency === `PersistentVolume/${volume}`),
  );
  return (bound ?? (claims.length === 1 ? claims[0] : undefined))?.dependency;
}

/** Another pod that uses the claim on another node. */
function otherUser(scope: Scope, claim: ObjectKey, pod: ObjectKey) {
  const nodeOf = (key: ObjectKey) =>
    scope.graph
      .dependenciesOf(key)
      .find(({ type }) => type === 'runsOn')
      ?.dependency.slice('Node/'.length);
  for (const { type, dependent } of scope.graph.dependentsOf(claim)) {
    if (type !== 'mounts' || dependent === pod || !dependent.startsWith('Pod/')) continue;
    const node = nodeOf(dependent);
    if (node === undefined || node === nodeOf(pod)) continue;
    const isLeaving = scope.graph.object(dependent)?.metadata.deletionTimestamp !== undefined;
    return { pod: dependent, node, how: isLeaving ? 'terminates' : 'runs' };
  }
  return undefined;
}
