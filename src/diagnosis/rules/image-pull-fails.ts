import type { DiagnosisRule, FoundCause } from '../diagnosis-rule.ts';
import type { SuggestedCommand } from '../documents.ts';
import { type ContainerCase, containerCases } from '../pod-containers.ts';
import type { PodCase, Scope } from '../scope.ts';

/** Reasons with which a container waits for its image. */
const REASONS = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'RegistryUnavailable',
  'ImageInspectError',
  'SignatureValidationFailed',
]);

/** What registries and container runtimes write, and what it means: the first that fits. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/toomanyrequests|too many requests|\b429\b|rate limit/i, 'the registry limits how often it may be asked'],
  [
    /may require authorization|insufficient_scope|pull access denied/i,
    'the registry has no such repository, or wants a login that the pod does not have',
  ],
  [
    /unauthorized|authentication required|no basic auth|denied|\b40[13]\b|forbidden/i,
    'the registry refuses the login that the pod has, or wants one',
  ],
  [
    /manifest unknown|manifest for .* not found|not found|no such (?:image|manifest)|does not exist|name unknown/i,
    'the registry has no image of this name and tag',
  ],
  [
    /no matching manifest|no match for platform|exec format/i,
    "the image is not made for the node's processor or system",
  ],
  [/x509|certificate|tls/i, "the node does not trust the registry's certificate"],
  [
    /no such host|connection refused|i\/o timeout|timed? ?out|deadline exceeded|unreachable|dial tcp|connection reset/i,
    'the node does not reach the registry',
  ],
  [/no space left/i, 'the node has no room for the image'],
];

/** An image that cannot be pulled, with the registry's words. */
export const imagePullFails: DiagnosisRule = {
  code: 'IMAGE_PULL_FAILS',
  title: 'An image cannot be pulled',
  layer: 'own',
  *find(scope) {
    for (const podCase of scope.illPods) {
      for (const container of containerCases(podCase.pod)) {
        const { reason } = container.status.state?.waiting ?? {};
        if (reason && REASONS.has(reason)) yield* causesOf(scope, podCase, container, reason);
      }
    }
  },
};

function* causesOf(
  scope: Scope,
  podCase: PodCase,
  container: ContainerCase,
  reason: string,
): Generator<FoundCause> {
  const { key, namespace, name, pod } = podCase;
  const image = container.spec?.image ?? container.status.image;
  const words = wordsOf(scope, podCase, container, image);
  const meaning = meaningOf(reason, words);
  const evidence = [
    `${key} ${container.path}.state.waiting: ${reason}`,
    ...(words === undefined ? [] : [words]),
  ];
  const isLogin = meaning !== undefined && /login/.test(meaning);
  if (isLogin) yield* missingSecrets(scope, podCase, image);
  const owner = pod.metadata.ownerReferences?.[0];
  yield {
    severity: 'critical',
    confidence: meaning === undefined ? 'likely' : 'certain',
    object: key,
    same: `${image} ${meaning}`,
    message: `The image ${image} cannot be pulled${meaning === undefined ? '' : `: ${meaning}`}.`,
    evidence,
    suggestions: [
      ...(isLogin
        ? [
            {
              command: `kubectl get pod ${name} -n ${namespace} -o jsonpath={.spec.imagePullSecrets}`,
              why: 'see with which login it pulls',
            },
          ]
        : []),
      ...(owner ? [setImage(namespace, owner, container.name)] : []),
      { command: `kubectl describe pod ${name} -n ${namespace}`, why: "see the registry's whole answer" },
    ],
  };
}

/** What the registry said: in the container's state, or in the event of the attempt. */
function wordsOf(
  scope: Scope,
  { key }: PodCase,
  { status }: ContainerCase,
  image: string,
): string | undefined {
  const event = scope
    .events(key, 'Failed', 'InspectFailed', 'ErrImageNeverPull')
    .find(({ message }) => message.includes(image) && !/^Error: \w+$/.test(message));
  const said = status.state?.waiting?.message;
  // "Back-off pulling image" alone says nothing: the attempt before it does.
  return (
    (said && !/^Back-off pulling image "[^"]*"$/.test(said) ? said : undefined) ?? event?.message ?? said
  );
}

function meaningOf(reason: string, words: string | undefined): string | undefined {
  if (reason === 'InvalidImageName') return 'its name is no name of an image';
  if (reason === 'ErrImageNeverPull') return 'the node does not have it, and the pod forbids to pull it';
  return MEANINGS.find(([pattern]) => pattern.test(words ?? ''))?.[1];
}

/** Pull secrets that the pod, or its account, names and that are not there. */
function* missingSecrets(
  scope: Scope,
  { key, namespace, pod }: PodCase,
  image: string,
): Generator<FoundCause> {
  const account = `ServiceAccount/${namespace}/${pod.spec?.serviceAccountName ?? 'default'}`;
  for (const holder of [key, account]) {
    for (const { type, dependency, words } of scope.graph.dependenciesOf(holder)) {
      if (type !== 'reads' || !dependency.startsWith('Secret/') || !/pulls? images/.test(words)) continue;
      if (!scope.isAbsent(dependency, 'whether the pull secret is there')) continue;
      yield {
        severity: 'critical',
        confidence: 'likely',
        layer: 'dependency',
        object: dependency,
        affects: [key],
        explains: ['IMAGE_PULL_FAILS'],
        same: dependency,
        message: `The pull secret ${dependency} that ${holder} names is not there: ${image} is pulled without a login.`,
        evidence: [`${holder} imagePullSecrets`],
        suggestions: [
          {
            command: `kubectl create secret docker-registry ${dependency.split('/').at(-1)} -n ${namespace} --docker-server=… --docker-username=…`,
            why: 'create the pull secret',
          },
        ],
      };
    }
  }
}

/** How another image is set: on what owns the pod's ReplicaSet where that is the owner. */
function setImage(
  namespace: string,
  owner: { readonly kind: string; readonly name: string },
  container: string,
): SuggestedCommand {
  const target =
    owner.kind === 'ReplicaSet'
      ? `deployment/${owner.name.replace(/-[^-]+$/, '')}`
      : `${owner.kind.toLowerCase()}/${owner.name}`;
  return {
    command: `kubectl set image ${target} ${container}=IMAGE:TAG -n ${namespace}`,
    why: 'name an image that there is',
  };
}
