import { type GroupKind, isObject, type KubeObject } from '../kubernetes/index.ts';

type Words = (object: KubeObject) => string | undefined;

const number = (value: unknown) => (typeof value === 'number' ? value : 0);
const statusOf = ({ status }: KubeObject) => (isObject(status) ? status : {});
const specOf = ({ spec }: KubeObject) => (isObject(spec) ? spec : {});

function readyOf(object: KubeObject): string {
  return `ready ${number(statusOf(object).readyReplicas)} of ${String(specOf(object).replicas ?? 1)}`;
}

function conditionOf(object: KubeObject, type: string): string | undefined {
  const { conditions } = statusOf(object);
  const found: unknown = Array.isArray(conditions)
    ? conditions.find((each: unknown) => isObject(each) && each.type === type)
    : undefined;
  return isObject(found) && typeof found.status === 'string' ? found.status : undefined;
}

function nodeState(node: KubeObject): string | undefined {
  const ready = conditionOf(node, 'Ready');
  if (ready === undefined) return undefined;
  const pressures = ['MemoryPressure', 'DiskPressure', 'PIDPressure'].filter(
    (type) => conditionOf(node, type) === 'True',
  );
  return [ready === 'True' ? 'Ready' : ready === 'False' ? 'NotReady' : 'Ready unknown', ...pressures].join(
    ', ',
  );
}

function readyEndpoints({ endpoints }: KubeObject): string {
  const list = Array.isArray(endpoints) ? endpoints : [];
  const ready = list.filter(
    (each: unknown) => !isObject(each) || !isObject(each.conditions) || each.conditions.ready !== false,
  );
  return `${ready.length} ready endpoints`;
}

/** What of a kind's status a reader wants to hear of, in words. */
const STATES: Readonly<Record<GroupKind, Words>> = {
  Node: nodeState,
  'Deployment.apps': readyOf,
  'StatefulSet.apps': readyOf,
  'ReplicaSet.apps': readyOf,
  'DaemonSet.apps': (object) =>
    `ready ${number(statusOf(object).numberReady)} of ${number(statusOf(object).desiredNumberScheduled)}`,
  'Job.batch': (object) =>
    `${number(statusOf(object).succeeded)} succeeded, ${number(statusOf(object).failed)} failed`,
  'PodDisruptionBudget.policy': (object) =>
    `${number(statusOf(object).disruptionsAllowed)} disruptions allowed, ${number(statusOf(object).currentHealthy)} of ${number(statusOf(object).desiredHealthy)} healthy`,
  'HorizontalPodAutoscaler.autoscaling': (object) =>
    `wants ${String(statusOf(object).desiredReplicas ?? '?')} replicas`,
  PersistentVolumeClaim: (object) => `${String(statusOf(object).phase ?? 'phase unknown')}`,
  PersistentVolume: (object) => `${String(statusOf(object).phase ?? 'phase unknown')}`,
  Namespace: (object) => `${String(statusOf(object).phase ?? 'phase unknown')}`,
  'EndpointSlice.discovery.k8s.io': readyEndpoints,
};

/** `ready 3 of 3 → ready 1 of 3`; undefined where it is as before or of no interest. */
export function stateChange(
  kind: GroupKind,
  before: KubeObject,
  after: KubeObject,
): { readonly before: string; readonly after: string } | undefined {
  const words = STATES[kind];
  const [was, is] = [words?.(before), words?.(after)];
  return was === undefined || is === undefined || was === is ? undefined : { before: was, after: is };
}
