import fc from 'fast-check';
import type { LabelSelector } from '../../scheduler-model/kubernetes/meta.ts';
import type { Node } from '../../scheduler-model/kubernetes/node.ts';
import type {
  Pod,
  PodAffinity,
  PodAffinityTerm,
  Toleration,
  TopologySpreadConstraint,
} from '../../scheduler-model/kubernetes/pod.ts';

const ZONE = 'topology.kubernetes.io/zone';
const HOST = 'kubernetes.io/hostname';
const APPS = ['web', 'api', 'db'];

const sometimes = <T>(value: fc.Arbitrary<T>, freq = 3) => fc.option(value, { nil: undefined, freq });
const compact = <T extends object>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;

const selector: fc.Arbitrary<LabelSelector> = fc.oneof(
  fc.constantFrom(...APPS).map((app) => ({ matchLabels: { app } })),
  fc.constantFrom('In', 'NotIn').map((operator) => ({
    matchExpressions: [{ key: 'app', operator, values: ['web', 'db'] }],
  })),
  fc.constant({ matchExpressions: [{ key: 'tier', operator: 'Exists' }] }),
  fc.constant({}),
);

const podTerm: fc.Arbitrary<PodAffinityTerm> = fc
  .record({
    topologyKey: fc.constantFrom(ZONE, HOST, 'disk'),
    labelSelector: sometimes(selector, 8),
    namespaces: sometimes(fc.constantFrom(['default'], ['prod', 'ghost']), 1),
    namespaceSelector: sometimes(
      fc.constantFrom<LabelSelector>(
        {},
        { matchLabels: { env: 'prod' } },
        {
          matchExpressions: [{ key: 'env', operator: 'NotIn', values: ['prod'] }],
        },
      ),
      1,
    ),
  })
  .map((term) => compact(term) as PodAffinityTerm);

const podAffinity: fc.Arbitrary<PodAffinity> = fc
  .record({
    requiredDuringSchedulingIgnoredDuringExecution: sometimes(
      fc.array(podTerm, { minLength: 1, maxLength: 2 }),
      2,
    ),
    preferredDuringSchedulingIgnoredDuringExecution: sometimes(
      fc.array(fc.record({ weight: fc.constantFrom(1, 40, 100), podAffinityTerm: podTerm }), {
        minLength: 1,
        maxLength: 2,
      }),
      2,
    ),
  })
  .map((affinity) => compact(affinity) as PodAffinity);

const spreadConstraint: fc.Arbitrary<TopologySpreadConstraint> = fc
  .record({
    maxSkew: fc.integer({ min: 1, max: 3 }),
    topologyKey: fc.constantFrom(ZONE, HOST, 'disk'),
    whenUnsatisfiable: fc.constantFrom('DoNotSchedule', 'ScheduleAnyway'),
    labelSelector: sometimes(selector, 8),
    minDomains: sometimes(fc.integer({ min: 1, max: 4 }), 1),
    nodeAffinityPolicy: sometimes(fc.constantFrom('Honor', 'Ignore'), 1),
    nodeTaintsPolicy: sometimes(fc.constantFrom('Honor', 'Ignore'), 1),
    matchLabelKeys: sometimes(fc.constant(['tier']), 1),
  })
  .map((constraint) => compact(constraint) as TopologySpreadConstraint);

const toleration: fc.Arbitrary<Toleration> = fc.constantFrom<Toleration>(
  { key: 'dedicated', operator: 'Equal', value: 'db', effect: 'NoSchedule' },
  { key: 'spot', operator: 'Exists' },
  { operator: 'Exists' },
);

const requests = fc
  .record({
    cpu: sometimes(fc.constantFrom('0', '100m', '0.5', '1', '2500m'), 6),
    memory: sometimes(fc.constantFrom('0', '64Mi', '1.5Gi', '3G', '9Ei'), 6),
    'ephemeral-storage': sometimes(fc.constantFrom('1Gi', '9Gi'), 1),
    'example.com/gpu': sometimes(fc.constantFrom('1', '2'), 1),
  })
  .map((list) => compact(list) as Record<string, string>);

/** A pod without a node; its name and uid come from whoever uses it. */
export const podTemplate: fc.Arbitrary<Pod> = fc
  .record({
    namespace: fc.constantFrom('default', 'default', 'prod', 'ghost'),
    app: fc.constantFrom(...APPS),
    tier: sometimes(fc.constantFrom('front', 'back')),
    requests: fc.array(requests, { minLength: 1, maxLength: 2 }),
    priority: fc.constantFrom(0, 0, 0, 100),
    podAffinity: sometimes(podAffinity, 1),
    podAntiAffinity: sometimes(podAffinity, 1),
    spread: sometimes(
      fc.uniqueArray(spreadConstraint, {
        minLength: 1,
        maxLength: 3,
        selector: ({ topologyKey, whenUnsatisfiable }) => topologyKey + whenUnsatisfiable,
      }),
      1,
    ),
    tolerations: sometimes(fc.array(toleration, { maxLength: 2 }), 1),
    disk: sometimes(fc.constantFrom('ssd', 'hdd'), 1),
    preferred: sometimes(fc.constantFrom('ssd', 'hdd'), 1),
    hostPort: sometimes(fc.constantFrom(80, 443), 1),
  })
  .map((pod) => ({
    metadata: {
      namespace: pod.namespace,
      labels: compact({ app: pod.app, tier: pod.tier }) as Record<string, string>,
    },
    spec: compact({
      priority: pod.priority,
      containers: pod.requests.map((list, i) => ({
        name: `c${i}`,
        image: `registry.example/${pod.app}:v1`,
        resources: { requests: list },
        ...(pod.hostPort && i === 0 && { ports: [{ containerPort: 80, hostPort: pod.hostPort }] }),
      })),
      tolerations: pod.tolerations,
      nodeSelector: pod.disk && { disk: pod.disk },
      topologySpreadConstraints: pod.spread,
      affinity: compact({
        podAffinity: pod.podAffinity,
        podAntiAffinity: pod.podAntiAffinity,
        nodeAffinity: pod.preferred && {
          preferredDuringSchedulingIgnoredDuringExecution: [
            {
              weight: 7,
              preference: { matchExpressions: [{ key: 'disk', operator: 'In', values: [pod.preferred] }] },
            },
          ],
        },
      }),
    }),
  })) as fc.Arbitrary<Pod>;

/** A node without a name. */
export const nodeTemplate: fc.Arbitrary<Node> = fc
  .record({
    zone: sometimes(fc.constantFrom('a', 'b', 'c'), 8),
    hasHostName: fc.boolean(),
    disk: sometimes(fc.constantFrom('ssd', 'hdd')),
    host: fc.constantFrom('h1', 'h2', 'h3', 'h4', 'h5'),
    cpu: fc.constantFrom('0', '2', '4', '7900m'),
    memory: fc.constantFrom('4Gi', '8Gi', '1e10', '8Ei'),
    pods: fc.constantFrom('2', '5', '110'),
    gpu: sometimes(fc.constantFrom('1', '4'), 1),
    taint: sometimes(
      fc.constantFrom(
        { key: 'dedicated', value: 'db', effect: 'NoSchedule' },
        { key: 'spot', value: 'true', effect: 'PreferNoSchedule' },
      ),
      1,
    ),
    unschedulable: fc.constantFrom(false, false, false, false, true),
    images: fc.subarray(APPS),
  })
  .map((node) => ({
    metadata: {
      labels: compact({
        [ZONE]: node.zone,
        [HOST]: node.hasHostName ? node.host : undefined,
        disk: node.disk,
      }) as Record<string, string>,
    },
    spec: { unschedulable: node.unschedulable, ...(node.taint && { taints: [node.taint] }) },
    status: {
      allocatable: compact({
        cpu: node.cpu,
        memory: node.memory,
        pods: node.pods,
        'ephemeral-storage': '10Gi',
        'example.com/gpu': node.gpu,
      }) as Record<string, string>,
      images: node.images.map((app) => ({ names: [`registry.example/${app}:v1`], sizeBytes: 4e8 })),
    },
  }));

export function named(node: Node, name: string): Node {
  return { ...node, metadata: { ...node.metadata, name } };
}
