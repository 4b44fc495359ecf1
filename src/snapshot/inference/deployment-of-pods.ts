import type { Container, Deployment, OwnerReference, PodTemplateSpec } from '../../kubernetes/index.ts';
import { compileSelector, selects } from '../../kubernetes/index.ts';
import type { OwnedPods } from './owners.ts';
import { sharedLabels } from './shared-labels.ts';

const HASH_LABEL = 'pod-template-hash';
const REVISION = 'deployment.kubernetes.io/revision';

/** What the Deployment of the input says about one of its ReplicaSets that is known only by its pods. */
export interface KnownDeployment {
  readonly owner: OwnerReference;
  /** The Deployment's template, for the ReplicaSet that it has now; undefined for one that it has left behind. */
  readonly template: PodTemplateSpec | undefined;
  /** The Deployment's revision, for the ReplicaSet that it has now. */
  readonly revision: string | undefined;
}

/**
 * The Deployment that made the ReplicaSet of these pods, by name, hash and selector; undefined where the input holds
 * none, and the ReplicaSet stands alone.
 */
export function deploymentOf(owned: OwnedPods): KnownDeployment | undefined {
  const deployments = (owned.sourced.get('Deployment.apps') ?? []) as readonly Deployment[];
  if (deployments.length === 0) return undefined;
  const { namespace, reference } = owned;
  const labels = sharedLabels(owned.pods);
  const hash = labels[HASH_LABEL];
  if (hash === undefined || !reference.name.endsWith(`-${hash}`)) return undefined;
  const name = reference.name.slice(0, -hash.length - 1);
  const found = deployments.find(
    ({ metadata }) => metadata.name === name && metadata.namespace === namespace,
  );
  const uid = found?.metadata.uid;
  const selector = compileSelector(found?.spec?.selector);
  if (!found || uid === undefined || !selector || !selects(selector, labels)) return undefined;
  const isPresent = isPresentTemplate(found, owned);
  return {
    owner: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name,
      uid,
      controller: true,
      blockOwnerDeletion: true,
    },
    template: isPresent ? withHash(found.spec?.template, hash) : undefined,
    revision: isPresent ? found.metadata.annotations?.[REVISION] : undefined,
  };
}

/**
 * Whether the pods were made of the template that the Deployment has now: by its own count of such pods where that
 * leaves no doubt, since admission may have changed images and added containers; in the middle of a rollout by the
 * images, and of several ReplicaSets with the same ones by how many pods each has.
 */
function isPresentTemplate({ metadata, spec, status }: Deployment, { pods }: OwnedPods): boolean {
  const isSeen =
    status?.observedGeneration !== undefined && status.observedGeneration === metadata.generation;
  const { updatedReplicas = 0, replicas = 0 } = status ?? {};
  if (isSeen && replicas > 0 && updatedReplicas === replicas) return true;
  if (isSeen && replicas > 0 && updatedReplicas === 0) return false;
  const images = new Map(pods[0].spec().containers.map(({ name, image }) => [name, image]));
  const wanted: readonly Container[] = spec?.template.spec?.containers ?? [];
  if (!wanted.every(({ name, image }) => images.get(name) === image)) return false;
  return !isSeen || pods.length === updatedReplicas || pods.length !== replicas - updatedReplicas;
}

function withHash(template: PodTemplateSpec | undefined, hash: string): PodTemplateSpec {
  const labels = { ...template?.metadata?.labels, [HASH_LABEL]: hash };
  return { ...template, metadata: { ...template?.metadata, labels } };
}
