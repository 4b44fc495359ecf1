import type { FieldChange } from '../../history/index.ts';
import { Amount, type GroupKind } from '../../kubernetes/index.ts';
import type { ChangeOperation } from './decided-change.ts';

/** Which side of an object a change touches, as far as it matters for what can fail after it. */
export type Aspect =
  | 'image'
  | 'command'
  | 'environment'
  | 'references'
  | 'memoryLowered'
  | 'cpuLowered'
  | 'requestsRaised'
  | 'resources'
  | 'probe'
  | 'security'
  | 'placement'
  | 'priority'
  | 'ports'
  | 'replicasLowered'
  | 'replicasRaised'
  | 'restart'
  | 'templateLabels'
  | 'selector'
  | 'data'
  | 'policy'
  | 'loosened'
  | 'tightened'
  | 'boundsLowered'
  | 'boundsRaised'
  | 'cordon'
  | 'uncordon'
  | 'taint'
  | 'labels'
  | 'strategy'
  | 'rights'
  | 'created'
  | 'deleted'
  | 'evicted'
  | 'unknown'
  | 'other';

/** The aspects of a change. Annotations of the object itself are none: nothing that runs reads them. */
export function aspectsOf(
  kind: GroupKind,
  operation: ChangeOperation,
  fields: readonly FieldChange[],
): ReadonlySet<Aspect> {
  const aspects = new Set<Aspect>();
  if (operation === 'created') aspects.add('created');
  if (operation === 'deleted') aspects.add('deleted');
  if (operation === 'evicted') aspects.add('evicted');
  if (operation === 'touched') aspects.add('unknown');
  for (const field of fields) {
    const aspect = (BY_KIND[kind] ?? workloadAspect)(field);
    if (aspect !== undefined) aspects.add(aspect);
  }
  return aspects;
}

type Reader = (field: FieldChange) => Aspect | undefined;

const inMetadata: Reader = ({ path }) => (path.startsWith('metadata.labels') ? 'labels' : undefined);

const configuration: Reader = (field) =>
  /^(data|binaryData|stringData)(\.|$)/.test(field.path) ? 'data' : inMetadata(field);

const service: Reader = (field) => {
  if (/^spec\.selector/.test(field.path)) return 'selector';
  if (/^spec\.(ports|type|clusterIP|externalTrafficPolicy|internalTrafficPolicy|publish)/.test(field.path))
    return 'ports';
  return inMetadata(field) === undefined ? undefined : 'labels';
};

const node: Reader = (field) => {
  if (/^spec\.unschedulable/.test(field.path)) return field.after === true ? 'cordon' : 'uncordon';
  if (/^spec\.taints/.test(field.path)) return taintAspect(field);
  return inMetadata(field);
};

const budget: Reader = (field) => {
  if (/minAvailable/.test(field.path)) return direction(field) > 0 ? 'tightened' : 'loosened';
  if (/maxUnavailable/.test(field.path)) return direction(field) > 0 ? 'loosened' : 'tightened';
  if (/^spec\./.test(field.path)) return 'policy';
  return inMetadata(field);
};

const limits: Reader = (field) => {
  if (!/^spec(\.|$)/.test(field.path)) return inMetadata(field);
  if (field.after === undefined) return 'boundsRaised';
  if (field.before === undefined) return 'boundsLowered';
  return direction(field) > 0 ? 'boundsRaised' : 'boundsLowered';
};

const autoscaler: Reader = (field) => {
  if (/(max|min)Replicas/.test(field.path)) return direction(field) > 0 ? 'boundsRaised' : 'boundsLowered';
  return /^spec\./.test(field.path) ? 'policy' : inMetadata(field);
};

const rules: Reader = ({ path }) => (/^(spec|webhooks)/.test(path) ? 'policy' : undefined);
const rights: Reader = ({ path }) =>
  /^(rules|subjects|roleRef|imagePullSecrets|secrets)/.test(path) ? 'rights' : undefined;

const BY_KIND: Readonly<Record<GroupKind, Reader>> = {
  ConfigMap: configuration,
  Secret: configuration,
  Service: service,
  Node: node,
  Namespace: inMetadata,
  'PodDisruptionBudget.policy': budget,
  ResourceQuota: limits,
  LimitRange: limits,
  'HorizontalPodAutoscaler.autoscaling': autoscaler,
  'NetworkPolicy.networking.k8s.io': rules,
  'Ingress.networking.k8s.io': rules,
  'ValidatingWebhookConfiguration.admissionregistration.k8s.io': rules,
  'MutatingWebhookConfiguration.admissionregistration.k8s.io': rules,
  'ValidatingAdmissionPolicy.admissionregistration.k8s.io': rules,
  'ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io': rules,
  'Role.rbac.authorization.k8s.io': rights,
  'ClusterRole.rbac.authorization.k8s.io': rights,
  'RoleBinding.rbac.authorization.k8s.io': rights,
  'ClusterRoleBinding.rbac.authorization.k8s.io': rights,
  ServiceAccount: rights,
  'PriorityClass.scheduling.k8s.io': ({ path }) =>
    /^(value|globalDefault|preemptionPolicy)/.test(path) ? 'priority' : undefined,
};

/** Where in a pod's spec a field stands; the first that fits counts. */
const IN_TEMPLATE: readonly (readonly [RegExp, Aspect])[] = [
  [/restartedAt$/, 'restart'],
  [/\.image$/, 'image'],
  [/\.(command|args|workingDir)(\.|\[|$)/, 'command'],
  [/\.(envFrom|valueFrom)(\.|\[|$)/, 'references'],
  [/\.env(\.|\[|$)/, 'environment'],
  [
    /(livenessProbe|readinessProbe|startupProbe|lifecycle|terminationGracePeriodSeconds|minReadySeconds)/,
    'probe',
  ],
  [/securityContext/, 'security'],
  [
    /(volumes|volumeMounts|volumeDevices|serviceAccount|imagePullSecrets|resourceClaims|runtimeClassName)/,
    'references',
  ],
  [
    /(nodeSelector|nodeName|affinity|tolerations|topologySpreadConstraints|schedulerName|hostNetwork|hostPort)/,
    'placement',
  ],
  [/priority/i, 'priority'],
  [/\.ports(\.|\[|$)/, 'ports'],
  [/containers/i, 'image'],
];

/** Workloads of every kind, custom ones too: what stands in a template, and how many. */
function workloadAspect(field: FieldChange): Aspect | undefined {
  const { path } = field;
  if (/resources\.(limits|requests)/.test(path) || /\.resources$/.test(path)) return resourceAspect(field);
  if (/^spec\.(replicas|parallelism)$/.test(path))
    return direction(field) < 0 ? 'replicasLowered' : 'replicasRaised';
  if (/^spec\.(suspend|paused)$/.test(path))
    return field.after === true ? 'replicasLowered' : 'replicasRaised';
  if (/^spec\.selector/.test(path)) return 'selector';
  if (/^spec\.(strategy|updateStrategy|progressDeadline|minReadySeconds)/.test(path)) return 'strategy';
  if (/template/i.test(path)) return templateAspect(field);
  if (path.startsWith('metadata.')) return inMetadata(field);
  return path.startsWith('spec.') ? 'other' : undefined;
}

function templateAspect({ path, before, after }: FieldChange): Aspect | undefined {
  if (/metadata\.labels/.test(path)) return 'templateLabels';
  if (/metadata\.annotations/.test(path)) {
    const keys = [before, after].flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.keys(value) : [],
    );
    const isRestart = /restartedAt$/.test(path) || keys.some((key) => key.endsWith('restartedAt'));
    return isRestart || keys.length > 0 || /annotations[.[]/.test(path) ? 'restart' : undefined;
  }
  return IN_TEMPLATE.find(([pattern]) => pattern.test(path))?.[1] ?? 'other';
}

/** A limit that falls, a request that rises; a limit that is taken away lets grow. */
function resourceAspect(field: FieldChange): Aspect {
  const isLimit = /limits/.test(field.path);
  const isMemory = /memory/.test(field.path);
  const way = direction(field);
  if (!isLimit && way > 0) return 'requestsRaised';
  if (way < 0 && isMemory && isLimit) return 'memoryLowered';
  if (way < 0 && /cpu/.test(field.path)) return 'cpuLowered';
  return 'resources';
}

function taintAspect({ before, after }: FieldChange): Aspect {
  const isAdded = JSON.stringify(after ?? []).length > JSON.stringify(before ?? []).length;
  return isAdded ? 'taint' : 'uncordon';
}

/** Whether a value rose (1), fell (-1) or cannot be compared (0). */
export function direction({ before, after }: FieldChange): -1 | 0 | 1 {
  const from = amountOf(before);
  const to = amountOf(after);
  if (from === undefined && to !== undefined) return 1;
  if (from === undefined || to === undefined) return 0;
  return Math.sign(to.compare(from)) as -1 | 0 | 1;
}

function amountOf(value: unknown): Amount | undefined {
  if (typeof value === 'number') return Amount.parse(value);
  return typeof value === 'string' ? Amount.parse(value.replace(/%$/, '')) : undefined;
}
