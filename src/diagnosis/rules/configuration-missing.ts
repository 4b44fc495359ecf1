import { nearest } from '../../errors/index.ts';
import type { KubeObject } from '../../kubernetes/index.ts';
import { type ObjectKey, parseKey, type Relation, WORKLOAD_KINDS } from '../../relations/index.ts';
import type { DiagnosisRule, FoundCause } from '../diagnosis-rule.ts';
import type { SuggestedCommand } from '../documents.ts';
import { containerCases } from '../pod-containers.ts';
import type { PodCase, Scope } from '../scope.ts';

/** A ConfigMap, Secret or key that the kubelet says it did not find. */
interface Missed {
  readonly object: ObjectKey;
  readonly key?: string;
  readonly evidence: string;
}

const EXPLAINED = ['CONTAINER_CANNOT_START', 'VOLUME_NOT_MOUNTED'];

/** A ConfigMap or Secret that pods need and that is not there, or lacks a key that they read. */
export const configurationMissing: DiagnosisRule = {
  code: 'CONFIGURATION_MISSING',
  title: 'A ConfigMap or Secret, or a key of it, is missing',
  layer: 'dependency',
  *find(scope) {
    for (const podCase of scope.illPods) {
      const missed = missedBy(scope, podCase);
      for (const each of missed) yield saidMissing(scope, podCase.key, each);
      const isStarted = podCase.pod.status?.phase === 'Running';
      for (const relation of neededBy(scope, podCase.key)) {
        if (!missed.some(({ object }) => object === relation.dependency))
          yield* seenMissing(scope, relation, isStarted && !isWaiting(podCase));
      }
    }
    for (const workload of WORKLOAD_KINDS.flatMap((kind) => scope.of(kind))) {
      for (const relation of neededBy(scope, workload)) yield* seenMissing(scope, relation, true);
    }
  },
};

/** What the kubelet said it did not find: in the state of a container, or in the event of a mount. */
function missedBy(scope: Scope, { key, namespace, pod }: PodCase): Missed[] {
  const texts: (readonly [string, string])[] = [
    ...containerCases(pod).map(
      ({ status, path }) =>
        [status.state?.waiting?.message ?? '', `${key} ${path}.state.waiting.message`] as const,
    ),
    // An event outlives what it tells of: it counts only while the pod still waits.
    ...(pod.status?.phase === 'Running' && !isWaiting({ pod })
      ? []
      : scope
          .events(key, 'FailedMount', 'Failed')
          .map(({ message, reason }) => [message, `${key} event ${reason}`] as const)),
  ];
  const found = new Map<string, Missed>();
  for (const [text, where] of texts) {
    for (const { object, key: entry } of namesIn(text, namespace)) {
      const id = `${object} ${entry ?? ''}`;
      if (!found.has(id))
        found.set(id, {
          object,
          ...(entry === undefined ? {} : { key: entry }),
          evidence: `${where}: ${text.trim()}`,
        });
    }
  }
  return [...found.values()];
}

/**
 * @source pkg/kubelet/kubelet_pods.go → makeEnvironmentVariables (v1.36.3)
 * @source pkg/volume/configmap/configmap.go → MakePayload (v1.36.3)
 */
function* namesIn(
  text: string,
  namespace: string,
): Generator<{ readonly object: ObjectKey; readonly key?: string }> {
  for (const [, kind = '', name] of text.matchAll(/\b(configmap|secret)s? "([^"/]+)" not found/gi))
    yield { object: `${kindNamed(kind)}/${namespace}/${name}` };
  for (const [, key = '', kind = '', of, name] of text.matchAll(
    /couldn't find key (\S+) in (ConfigMap|Secret) ([^\s/]+)\/([\w.-]+)/g,
  ))
    yield { object: `${kind}/${of}/${name}`, key };
}

function kindNamed(word: string): string {
  return word.toLowerCase() === 'secret' ? 'Secret' : 'ConfigMap';
}

function saidMissing(scope: Scope, pod: ObjectKey, { object, key, evidence }: Missed): FoundCause {
  const there = scope.graph.object(object);
  const isHealed = there !== undefined && (key === undefined || hasKey(there, key));
  if (!there) scope.isAbsent(object, 'the kubelet said that it was missing, whether it still is is not seen');
  return {
    severity: 'critical',
    confidence: isHealed ? 'likely' : 'certain',
    object,
    affects: [pod],
    explains: EXPLAINED,
    same: `${object} ${key ?? ''}`,
    message: [
      key === undefined ? `${object} is not there` : `${object} has no key ${key}`,
      ', and pods that need it cannot start.',
      isHealed ? ' The snapshot has it: it was made since, and the kubelet tries again within minutes.' : '',
      similar(scope, object, key),
    ].join(''),
    evidence: [evidence],
    suggestions: suggestions(object, key),
  };
}

/** What a dependent needs and the snapshot certainly lacks. */
function* seenMissing(scope: Scope, relation: Relation, isStarted: boolean): Generator<FoundCause> {
  const { dependent, dependency, words, evidence, keys = [] } = relation;
  const object = scope.graph.object(dependency);
  const base = {
    severity: isStarted ? ('warning' as const) : ('critical' as const),
    confidence: 'likely' as const,
    object: dependency,
    affects: [dependent],
    evidence: [`${dependent} ${evidence}: ${words}`],
  };
  const consequence = isStarted
    ? 'the next pod that needs it cannot start'
    : 'pods that need it cannot start';
  if (!object) {
    if (!scope.isAbsent(dependency, 'whether it is there')) return;
    yield {
      ...base,
      same: `${dependency} `,
      message: `${dependency} is not there, and ${consequence}.${similar(scope, dependency, undefined)}`,
      suggestions: suggestions(dependency, undefined),
    };
    return;
  }
  for (const key of keys.filter((each) => !hasKey(object, each))) {
    yield {
      ...base,
      same: `${dependency} ${key}`,
      message: `${dependency} has no key ${key}, and ${consequence}.${similar(scope, dependency, key)}`,
      suggestions: suggestions(dependency, key),
    };
  }
}

function neededBy(scope: Scope, key: ObjectKey): Relation[] {
  return scope.graph
    .dependenciesOf(key)
    .filter(
      ({ type, dependency, isOptional }) =>
        type === 'reads' && !isOptional && /^(?:ConfigMap|Secret)\//.test(dependency),
    );
}

function isWaiting({ pod }: Pick<PodCase, 'pod'>): boolean {
  return containerCases(pod).some(({ status }) => status.state?.waiting !== undefined);
}

function hasKey(object: KubeObject, key: string): boolean {
  return keysOf(object).includes(key);
}

function keysOf({ data, binaryData, stringData }: KubeObject): string[] {
  return [data, binaryData, stringData].flatMap((fields) => Object.keys(fields ?? {})).sort();
}

/** ` There is web-config-v2.`, where a name is much like it. */
function similar(scope: Scope, object: ObjectKey, key: string | undefined): string {
  const { groupKind = '', namespace, name = '' } = parseKey(object) ?? {};
  const there = scope.graph.object(object);
  if (there && key !== undefined) {
    const keys = keysOf(there);
    return keys.length === 0
      ? ' It has no keys.'
      : ` It has ${nearest(key, keys).join(', ') || keys.slice(0, 5).join(', ')}.`;
  }
  const names = [...scope.graph.objectsOf(groupKind).values()]
    .filter(({ metadata }) => metadata.namespace === namespace)
    .map(({ metadata }) => metadata.name ?? '');
  const near = nearest(name, names).filter((each) => each !== name);
  return near.length === 0 ? '' : ` There is ${near.join(', ')}.`;
}

function suggestions(object: ObjectKey, key: string | undefined): SuggestedCommand[] {
  const { namespace = 'default', name = '' } = parseKey(object) ?? {};
  const isSecret = object.startsWith('Secret/');
  const kind = isSecret ? 'secret' : 'configmap';
  const create = `kubectl create ${kind} ${isSecret ? 'generic ' : ''}${name} -n ${namespace} --from-literal=KEY=VALUE`;
  return key === undefined
    ? [
        { command: `kubectl get ${kind}s -n ${namespace}`, why: 'see which there are' },
        { command: create, why: 'create it; pods start by themselves then' },
      ]
    : [
        {
          command: `kubectl edit ${kind} ${name} -n ${namespace}`,
          why: `add ${key}; pods start by themselves then`,
        },
      ];
}
