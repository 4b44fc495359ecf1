import type { GroupKind, PodSpec, PodTemplateSpec } from '../../kubernetes/index.ts';
import type { OwnedPods } from './owners.ts';

/** Spec and status of a workload object that has just the pods which were seen. */
interface WorkloadParts {
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status: Readonly<Record<string, unknown>>;
}

/** Labels that controllers put on a pod beside those of its template. */
const ADDED_LABELS = new Set([
  'controller-revision-hash',
  'pod-template-generation',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
]);

/** Fields of a pod's spec that admission and the scheduler fill in. */
function templateOf({ make }: OwnedPods, spec: PodSpec = make.spec): PodTemplateSpec {
  const labels = Object.fromEntries(Object.entries(make.labels).filter(([key]) => !ADDED_LABELS.has(key)));
  return { metadata: { labels }, spec };
}

function selectorOf(template: PodTemplateSpec): { readonly matchLabels: Readonly<Record<string, string>> } {
  return { matchLabels: template.metadata?.labels ?? {} };
}

function replicas(owned: OwnedPods): WorkloadParts {
  const template = templateOf(owned);
  const replicas = owned.names.length;
  return {
    spec: { replicas, selector: selectorOf(template), template },
    status: { replicas, readyReplicas: owned.readyCount, availableReplicas: owned.readyCount },
  };
}

/** The template without the tolerations and the affinity by which the controller ties each pod to its node. */
function daemonSet(owned: OwnedPods): WorkloadParts {
  const { affinity, tolerations, ...rest } = owned.make.spec;
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
  const template = templateOf(owned, {
    ...rest,
    ...(Object.keys(keptAffinity).length > 0 ? { affinity: keptAffinity } : {}),
    ...(tolerations
      ? { tolerations: tolerations.filter(({ key }) => !key?.startsWith('node.kubernetes.io/')) }
      : {}),
  });
  const count = owned.names.length;
  return {
    spec: { selector: selectorOf(template), template, updateStrategy: { type: 'RollingUpdate' } },
    status: {
      currentNumberScheduled: count,
      desiredNumberScheduled: count,
      numberMisscheduled: 0,
      numberReady: owned.readyCount,
    },
  };
}

/** Claims of a StatefulSet's pod are named `<template>-<pod>`: these volumes come from its claim templates. */
function statefulSet(owned: OwnedPods): WorkloadParts {
  const { volumes, hostname: _hostname, subdomain, ...rest } = owned.make.spec;
  const name = owned.reference.name;
  const ofTemplate = (claim: string | undefined, volume: string) =>
    claim !== undefined &&
    new RegExp(`-${escapeRegExp(name)}-[0-9]+$`).test(claim) &&
    claim.startsWith(`${volume}-`);
  const own = (volumes ?? []).filter(
    (volume) => !ofTemplate(volume.persistentVolumeClaim?.claimName, volume.name),
  );
  const claims = (volumes ?? []).filter((volume) =>
    ofTemplate(volume.persistentVolumeClaim?.claimName, volume.name),
  );
  const template = templateOf(owned, { ...rest, ...(own.length > 0 ? { volumes: own } : {}) });
  const ordinals = owned.names
    .map((pod) => Number(pod.slice(pod.lastIndexOf('-') + 1)))
    .filter(Number.isInteger);
  const replicas = ordinals.reduce((most, ordinal) => Math.max(most, ordinal + 1), owned.names.length);
  return {
    spec: {
      replicas,
      serviceName: subdomain ?? '',
      selector: selectorOf(template),
      template,
      ...(claims.length > 0
        ? { volumeClaimTemplates: claims.map((volume) => ({ metadata: { name: volume.name }, spec: {} })) }
        : {}),
    },
    status: { replicas, readyReplicas: owned.readyCount },
  };
}

function job(owned: OwnedPods): WorkloadParts {
  const template = templateOf(owned);
  const count = owned.names.length;
  return {
    spec: { parallelism: count, completions: count, selector: selectorOf(template), template },
    status: { active: count, ready: owned.readyCount },
  };
}

function replicationController(owned: OwnedPods): WorkloadParts {
  const { spec, status } = replicas(owned);
  return { spec: { ...spec, selector: templateOf(owned).metadata?.labels ?? {} }, status };
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** How an owner of each kind is made up from its pods. */
export const WORKLOADS: ReadonlyMap<GroupKind, (owned: OwnedPods) => WorkloadParts> = new Map([
  ['ReplicaSet.apps', replicas],
  ['StatefulSet.apps', statefulSet],
  ['DaemonSet.apps', daemonSet],
  ['Job.batch', job],
  ['ReplicationController', replicationController],
]);
