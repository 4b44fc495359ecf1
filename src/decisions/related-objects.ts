import type { ObjectRef, Recording } from '../history/index.ts';
import { type GroupKind, isObject, type KubeObject } from '../kubernetes/index.ts';

const HPA = 'HorizontalPodAutoscaler.autoscaling';
const BUDGET = 'PodDisruptionBudget.policy';
const WORKLOADS: readonly GroupKind[] = [
  'Deployment.apps',
  'StatefulSet.apps',
  'DaemonSet.apps',
  'CronJob.batch',
  'Rollout.argoproj.io',
];
const CONFIGURATION: readonly GroupKind[] = ['ConfigMap', 'Secret'];

/** What every pod's account brings along; nobody decides it. */
const CERTIFICATES = 'kube-root-ca.crt';

/** Objects that decide how a workload runs: what its pods read, what scales it, what guards its pods. */
export function decidingObjects(
  recording: Recording,
  ref: ObjectRef,
  states: readonly KubeObject[],
): ObjectRef[] {
  const { namespace } = ref;
  const read = new Set(states.flatMap((state) => configurationOf(state)));
  const configuration = CONFIGURATION.flatMap((kind) =>
    recording.objects.refs({ kind, namespace }).filter(({ name }) => read.has(`${kind}/${name}`)),
  );
  return [...configuration, ...autoscalersOf(recording, ref), ...budgetsOf(recording, ref, states.at(-1))];
}

/** Workloads whose pods ever read a ConfigMap or Secret. */
export function readersOf(recording: Recording, { kind, namespace, name }: ObjectRef): ObjectRef[] {
  return WORKLOADS.flatMap((workload) => recording.objects.refs({ kind: workload, namespace })).filter(
    (ref) =>
      configurationOf(recording.objects.lastKnown(ref) ?? { metadata: {} }).includes(`${kind}/${name}`),
  );
}

/** Autoscalers that ever set the replicas of an object. */
export function autoscalersOf(recording: Recording, { kind, namespace, name }: ObjectRef): ObjectRef[] {
  const plain = kind.split('.', 1)[0];
  return recording.objects.refs({ kind: HPA, namespace }).filter((hpa) => {
    const target = specOf(recording.objects.lastKnown(hpa)).scaleTargetRef;
    return isObject(target) && target.kind === plain && target.name === name;
  });
}

function budgetsOf(recording: Recording, ref: ObjectRef, state: KubeObject | undefined): ObjectRef[] {
  const labels = labelsOf(templateOf(state));
  if (Object.keys(labels).length === 0) return [];
  return recording.objects.refs({ kind: BUDGET, namespace: ref.namespace }).filter((budget) => {
    const selector = specOf(recording.objects.lastKnown(budget)).selector;
    const wanted = isObject(selector) && isObject(selector.matchLabels) ? selector.matchLabels : undefined;
    return wanted !== undefined && Object.entries(wanted).every(([key, value]) => labels[key] === value);
  });
}

function specOf(object: KubeObject | undefined): Readonly<Record<string, unknown>> {
  return isObject(object?.spec) ? object.spec : {};
}

function templateOf(state: KubeObject | undefined): Readonly<Record<string, unknown>> {
  const { template } = specOf(state);
  return isObject(template) ? template : {};
}

function labelsOf(template: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const metadata = isObject(template.metadata) ? template.metadata : {};
  return isObject(metadata.labels) ? metadata.labels : {};
}

function podSpecOf(state: KubeObject): Readonly<Record<string, unknown>> {
  if (state.kind === 'Pod') return specOf(state);
  const { jobTemplate } = specOf(state);
  const holder: KubeObject = isObject(jobTemplate) ? { metadata: {}, ...jobTemplate } : state;
  return specOf({ metadata: {}, ...templateOf(holder) });
}

/** What pods of a template read, `ConfigMap/api-config`: environment, volumes, projected volumes. */
export function configurationOf(state: KubeObject): string[] {
  const spec = podSpecOf(state);
  const found: string[] = [];
  const add = (kind: string, holder: unknown, key = 'name') => {
    const name = isObject(holder) ? holder[key] : undefined;
    if (typeof name === 'string' && name !== CERTIFICATES) found.push(`${kind}/${name}`);
  };
  for (const container of [...listOf(spec.initContainers), ...listOf(spec.containers)]) {
    for (const from of listOf(container.envFrom)) {
      add('ConfigMap', from.configMapRef);
      add('Secret', from.secretRef);
    }
    for (const variable of listOf(container.env)) {
      const from = isObject(variable.valueFrom) ? variable.valueFrom : {};
      add('ConfigMap', from.configMapKeyRef);
      add('Secret', from.secretKeyRef);
    }
  }
  for (const volume of listOf(spec.volumes)) {
    add('ConfigMap', volume.configMap);
    add('Secret', volume.secret, 'secretName');
    const projected = isObject(volume.projected) ? volume.projected : {};
    for (const source of listOf(projected.sources)) {
      add('ConfigMap', source.configMap);
      add('Secret', source.secret);
    }
  }
  return found;
}

function listOf(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter((item) => isObject(item)) : [];
}
