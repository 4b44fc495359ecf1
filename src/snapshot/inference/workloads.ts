import type { GroupKind, Metadata, PodSpec, PodTemplateSpec } from '../../kubernetes/index.ts';
import { deploymentOf } from './deployment-of-pods.ts';
import type { OwnedPod, OwnedPods } from './owners.ts';
import { commonRevision, revisionOf, storedTemplate } from './pod-revision.ts';
import { sharedLabels } from './shared-labels.ts';

/** Metadata, spec and status of a workload object that has just the pods which were seen. */
interface WorkloadParts {
  readonly metadata?: Metadata;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status: Readonly<Record<string, unknown>>;
}

/** What a claim template asks for when the claims made of it are not in the input. */
const CLAIM_SPEC = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };

function templateOf({ pods }: OwnedPods, spec: PodSpec = pods[0].spec()): PodTemplateSpec {
  return { metadata: { labels: sharedLabels(pods) }, spec };
}

function selectorOf({ pods }: OwnedPods): { readonly matchLabels: Readonly<Record<string, string>> } {
  return { matchLabels: sharedLabels(pods) };
}

function readyCount({ pods }: OwnedPods): number {
  return pods.filter(({ isReady }) => isReady).length;
}

function replicas(owned: OwnedPods): WorkloadParts {
  const replicas = owned.pods.length;
  const ready = readyCount(owned);
  return {
    spec: { replicas, selector: selectorOf(owned), template: templateOf(owned) },
    status: { replicas, readyReplicas: ready, availableReplicas: ready },
  };
}

/** As the Deployment that is known wants it, so that nothing is rolled out which nobody asked for. */
function replicaSet(owned: OwnedPods): WorkloadParts {
  const { spec, status } = replicas(owned);
  const deployment = deploymentOf(owned);
  if (!deployment) return { spec, status };
  const { owner, template = templateOf(owned), revision } = deployment;
  return {
    metadata: {
      labels: sharedLabels(owned.pods),
      ownerReferences: [owner],
      ...(revision === undefined ? {} : { annotations: { 'deployment.kubernetes.io/revision': revision } }),
    },
    spec: { ...spec, template },
    status,
  };
}

/**
 * The template without the tolerations and the affinity by which the controller ties each pod to its node. Pods of
 * several revisions stay as they are: which one is the newer is not known, nor whether a rollout goes on.
 */
function daemonSet(owned: OwnedPods): WorkloadParts {
  const { pods } = owned;
  const revision = commonRevision(pods);
  const stored = storedTemplate(owned, revision);
  const [pod = pods[0]] = pods.filter((each) => revisionOf(each) === revision);
  const isSettled = pods.every((each) => revisionOf(each) === revision);
  const count = pods.length;
  return {
    spec: {
      selector: selectorOf(owned),
      template: stored ?? templateOf(owned, withoutNode(pod.spec())),
      updateStrategy: { type: isSettled ? 'RollingUpdate' : 'OnDelete' },
    },
    status: {
      currentNumberScheduled: count,
      desiredNumberScheduled: count,
      numberMisscheduled: 0,
      numberReady: readyCount(owned),
    },
  };
}

function withoutNode({ affinity, tolerations, ...rest }: PodSpec): PodSpec {
  const { nodeAffinity, ...otherAffinity } = affinity ?? {};
  const terms = nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const kept = terms
    .map(({ matchFields: _matchFields, ...term }) => term)
    .filter((term) => (term.matchExpressions?.length ?? 0) > 0);
  const { requiredDuringSchedulingIgnoredDuringExecution: _required, ...preferred } = nodeAffinity ?? {};
  const keptNodeAffinity = {
    ...preferred,
    ...(kept.length > 0
      ? { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: kept } }
      : {}),
  };
  const keptAffinity = {
    ...otherAffinity,
    ...(Object.keys(keptNodeAffinity).length > 0 ? { nodeAffinity: keptNodeAffinity } : {}),
  };
  return {
    ...rest,
    ...(Object.keys(keptAffinity).length > 0 ? { affinity: keptAffinity } : {}),
    ...(tolerations
      ? { tolerations: tolerations.filter(({ key }) => !key?.startsWith('node.kubernetes.io/')) }
      : {}),
  };
}

/**
 * A rollout begins with the highest ordinal: its pod shows the revision that the set has now. Pods with lower ordinals
 * and another revision stay as they are, as below a partition: whether a rollout goes on is not known.
 */
function statefulSet(owned: OwnedPods): WorkloadParts {
  const pods = [...owned.pods].sort((a, b) => ordinalOf(a) - ordinalOf(b));
  const lowest = pods[0] ?? owned.pods[0];
  const highest = pods.at(-1) ?? lowest;
  const updateRevision = revisionOf(highest);
  const partition = pods.findIndex((pod) => revisionOf(pod) === updateRevision);
  const replicas = Math.max(pods.length, ordinalOf(highest) + 1);
  const { volumes = [], hostname: _hostname, subdomain, ...rest } = highest.spec();
  const claimOf = ({ name, persistentVolumeClaim: claim }: (typeof volumes)[number]) =>
    claim?.claimName === `${name}-${highest.name}` ? claim.claimName : undefined;
  const own = volumes.filter((volume) => claimOf(volume) === undefined);
  const claims = volumes.flatMap((volume) => {
    const claim = claimOf(volume);
    return claim === undefined ? [] : [{ metadata: { name: volume.name }, spec: claimSpec(owned, claim) }];
  });
  return {
    spec: {
      replicas,
      serviceName: subdomain ?? '',
      selector: selectorOf(owned),
      template:
        storedTemplate(owned, updateRevision) ??
        templateOf(owned, { ...rest, ...(own.length > 0 ? { volumes: own } : {}) }),
      ...(partition > 0
        ? {
            updateStrategy: {
              type: 'RollingUpdate',
              rollingUpdate: { partition: ordinalOf(pods[partition] ?? highest) },
            },
          }
        : {}),
      ...(claims.length > 0 ? { volumeClaimTemplates: claims } : {}),
    },
    status: {
      replicas,
      readyReplicas: readyCount(owned),
      ...(updateRevision === undefined ? {} : { updateRevision, currentRevision: revisionOf(lowest) }),
    },
  };
}

/** The number behind the last dash of a pod's name; 0 for a name without one. */
function ordinalOf({ name }: OwnedPod): number {
  const ordinal = Number(name.slice(name.lastIndexOf('-') + 1));
  return Number.isInteger(ordinal) ? ordinal : 0;
}

/** What a claim of the input asked for, without the volume that it got. */
function claimSpec({ claimNamed }: OwnedPods, name: string): unknown {
  const found = claimNamed(name);
  if (!found?.spec) return CLAIM_SPEC;
  const { volumeName: _volumeName, ...spec } = found.spec;
  return spec;
}

function job(owned: OwnedPods): WorkloadParts {
  const count = owned.pods.length;
  return {
    spec: {
      parallelism: count,
      completions: count,
      selector: selectorOf(owned),
      template: templateOf(owned),
    },
    status: { active: count, ready: readyCount(owned) },
  };
}

function replicationController(owned: OwnedPods): WorkloadParts {
  const { spec, status } = replicas(owned);
  return { spec: { ...spec, selector: sharedLabels(owned.pods) }, status };
}

/** How an owner of each kind is made up from its pods. */
export const WORKLOADS: ReadonlyMap<GroupKind, (owned: OwnedPods) => WorkloadParts> = new Map([
  ['ReplicaSet.apps', replicaSet],
  ['StatefulSet.apps', statefulSet],
  ['DaemonSet.apps', daemonSet],
  ['Job.batch', job],
  ['ReplicationController', replicationController],
]);
