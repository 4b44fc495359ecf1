import type { GroupKind } from '../group-kind.ts';
import { isObject, type JsonObject } from '../patch/json-value.ts';
import type { KubeObject, PodSpec } from '../types.ts';
import { defaultPodSpec } from './pod-spec.ts';

type Defaulting = (spec: JsonObject, object: KubeObject) => JsonObject;

/** What the API server fills into the specs of workloads, by kind. */
export const WORKLOAD_DEFAULTS: Readonly<Record<GroupKind, Defaulting>> = {
  'Deployment.apps': deployment,
  'ReplicaSet.apps': (spec) => ({ ...withTemplate(spec), replicas: spec.replicas ?? 1 }),
  ReplicationController: (spec) => ({ ...withTemplate(spec), replicas: spec.replicas ?? 1 }),
  'StatefulSet.apps': statefulSet,
  'DaemonSet.apps': daemonSet,
  'Job.batch': job,
  'CronJob.batch': cronJob,
};

function withTemplate(spec: JsonObject): JsonObject {
  const { template } = spec;
  if (!isObject(template)) return spec;
  const podSpec = isObject(template.spec) ? template.spec : { containers: [] };
  return { ...spec, template: { ...template, spec: defaultPodSpec(podSpec as unknown as PodSpec) } };
}

/** @source pkg/apis/apps/v1/defaults.go → SetDefaults_Deployment (v1.36.3) */
function deployment(spec: JsonObject): JsonObject {
  const given = isObject(spec.strategy) ? spec.strategy : {};
  const type = given.type ?? 'RollingUpdate';
  const rolling = isObject(given.rollingUpdate) ? given.rollingUpdate : {};
  const rollingUpdate = { maxSurge: '25%', maxUnavailable: '25%', ...rolling };
  return {
    ...withTemplate(spec),
    replicas: spec.replicas ?? 1,
    strategy: { ...given, type, ...(type === 'RollingUpdate' ? { rollingUpdate } : {}) },
    revisionHistoryLimit: spec.revisionHistoryLimit ?? 10,
    progressDeadlineSeconds: spec.progressDeadlineSeconds ?? 600,
  };
}

/** @source pkg/apis/apps/v1/defaults.go → SetDefaults_StatefulSet (v1.36.3) */
function statefulSet(spec: JsonObject): JsonObject {
  const given = isObject(spec.updateStrategy) ? spec.updateStrategy : {};
  const type = given.type ?? 'RollingUpdate';
  const rolling = isObject(given.rollingUpdate) ? given.rollingUpdate : {};
  const retention = isObject(spec.persistentVolumeClaimRetentionPolicy)
    ? spec.persistentVolumeClaimRetentionPolicy
    : {};
  const claims = spec.volumeClaimTemplates;
  return {
    ...withTemplate(spec),
    podManagementPolicy: spec.podManagementPolicy ?? 'OrderedReady',
    updateStrategy: {
      ...given,
      type,
      ...(type === 'RollingUpdate' ? { rollingUpdate: { partition: 0, ...rolling } } : {}),
    },
    replicas: spec.replicas ?? 1,
    revisionHistoryLimit: spec.revisionHistoryLimit ?? 10,
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain', ...retention },
    ...(Array.isArray(claims) ? { volumeClaimTemplates: claims.map(claimTemplate) } : {}),
  };
}

function claimTemplate(claim: unknown): unknown {
  if (!isObject(claim)) return claim;
  const spec = isObject(claim.spec) ? claim.spec : {};
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    ...claim,
    spec: { volumeMode: 'Filesystem', ...spec },
    status: claim.status ?? { phase: 'Pending' },
  };
}

/** @source pkg/apis/apps/v1/defaults.go → SetDefaults_DaemonSet (v1.36.3) */
function daemonSet(spec: JsonObject): JsonObject {
  const given = isObject(spec.updateStrategy) ? spec.updateStrategy : {};
  const type = given.type ?? 'RollingUpdate';
  const rolling = isObject(given.rollingUpdate) ? given.rollingUpdate : {};
  const rollingUpdate = { maxSurge: 0, maxUnavailable: 1, ...rolling };
  return {
    ...withTemplate(spec),
    updateStrategy: { ...given, type, ...(type === 'RollingUpdate' ? { rollingUpdate } : {}) },
    revisionHistoryLimit: spec.revisionHistoryLimit ?? 10,
  };
}

/** @source pkg/apis/batch/v1/defaults.go → SetDefaults_Job (v1.36.3) */
function job(spec: JsonObject): JsonObject {
  const isEmpty = spec.completions === undefined && spec.parallelism === undefined;
  const hasIndexLimit = spec.backoffLimitPerIndex !== undefined;
  return {
    ...withTemplate(spec),
    ...(isEmpty ? { completions: 1 } : {}),
    parallelism: spec.parallelism ?? 1,
    backoffLimit: spec.backoffLimit ?? (hasIndexLimit ? 2 ** 31 - 1 : 6),
    completionMode: spec.completionMode ?? 'NonIndexed',
    suspend: spec.suspend ?? false,
    podReplacementPolicy:
      spec.podReplacementPolicy ?? (spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed'),
    manualSelector: spec.manualSelector ?? false,
  };
}

/** @source pkg/apis/batch/v1/defaults.go → SetDefaults_CronJob (v1.36.3) */
function cronJob(spec: JsonObject): JsonObject {
  const template = isObject(spec.jobTemplate) ? spec.jobTemplate : {};
  const jobSpec = isObject(template.spec) ? withTemplate(template.spec) : {};
  return {
    ...spec,
    jobTemplate: { ...template, spec: jobSpec },
    concurrencyPolicy: spec.concurrencyPolicy ?? 'Allow',
    suspend: spec.suspend ?? false,
    successfulJobsHistoryLimit: spec.successfulJobsHistoryLimit ?? 3,
    failedJobsHistoryLimit: spec.failedJobsHistoryLimit ?? 1,
  };
}
