import type { FieldChange } from '../../history/index.ts';
import type { GroupKind } from '../../kubernetes/index.ts';
import type { Aspect } from '../changes/aspects.ts';
import type { DecidedChange } from '../changes/decided-change.ts';
import type { SignalClass } from '../signals/signal.ts';

type Weights = Partial<Readonly<Record<Aspect, number>>>;

/**
 * How well a change of a workload itself explains what its pods suffered, from 0 to 1; what is not listed does not
 * explain it. The tables are documented in docs/incident-classes.md.
 */
const OWN: Readonly<Record<SignalClass, Weights>> = {
  oom: {
    memoryLowered: 1,
    environment: 0.85,
    image: 0.75,
    command: 0.75,
    references: 0.6,
    resources: 0.4,
    replicasLowered: 0.55,
    cpuLowered: 0.1,
    created: 0.15,
    restart: 0.12,
    unknown: 0.4,
    other: 0.2,
  },
  crash: {
    image: 1,
    command: 1,
    environment: 0.9,
    references: 0.9,
    security: 0.8,
    probe: 0.85,
    memoryLowered: 0.6,
    ports: 0.5,
    cpuLowered: 0.5,
    replicasLowered: 0.35,
    placement: 0.1,
    created: 0.2,
    restart: 0.12,
    unknown: 0.5,
    other: 0.3,
  },
  config: { references: 1, environment: 1, image: 0.15, created: 0.5, unknown: 0.5, other: 0.2 },
  imagePull: { image: 1, references: 0.6, created: 0.6, placement: 0.15, restart: 0.12, unknown: 0.5 },
  start: {
    image: 0.9,
    command: 1,
    security: 0.9,
    references: 0.8,
    memoryLowered: 0.5,
    resources: 0.3,
    created: 0.4,
    unknown: 0.5,
    other: 0.3,
  },
  mount: { references: 1, placement: 0.3, created: 0.4, unknown: 0.5, other: 0.2 },
  refused: {
    security: 0.9,
    requestsRaised: 0.7,
    resources: 0.7,
    memoryLowered: 0.5,
    cpuLowered: 0.5,
    priority: 0.6,
    references: 0.5,
    image: 0.4,
    templateLabels: 0.4,
    replicasRaised: 0.35,
    created: 0.4,
    restart: 0.05,
    unknown: 0.4,
    other: 0.3,
  },
  preempted: { priority: 0.8, requestsRaised: 0.3, created: 0.05 },
  nodePressure: {
    resources: 0.5,
    environment: 0.4,
    image: 0.4,
    command: 0.4,
    placement: 0.4,
    replicasRaised: 0.2,
    created: 0.2,
    unknown: 0.2,
  },
  nodeLost: { placement: 0.25 },
  tainted: { placement: 0.6 },
  evicted: { replicasLowered: 0.15, placement: 0.15 },
  deleted: { deleted: 0.3, replicasLowered: 0.1 },
  pending: {
    requestsRaised: 1,
    placement: 1,
    references: 0.5,
    resources: 0.6,
    priority: 0.3,
    replicasRaised: 0.4,
    ports: 0.3,
    created: 0.4,
    restart: 0.1,
    unknown: 0.4,
    other: 0.2,
  },
  probe: {
    probe: 1,
    image: 0.9,
    ports: 0.9,
    command: 0.8,
    environment: 0.8,
    references: 0.8,
    cpuLowered: 0.8,
    replicasLowered: 0.55,
    memoryLowered: 0.4,
    security: 0.4,
    resources: 0.3,
    placement: 0.1,
    created: 0.2,
    restart: 0.12,
    unknown: 0.5,
    other: 0.3,
  },
  removed: {
    replicasLowered: 1,
    deleted: 1,
    selector: 0.9,
    templateLabels: 0.8,
    image: 0.6,
    command: 0.6,
    environment: 0.6,
    references: 0.6,
    probe: 0.6,
    security: 0.6,
    restart: 0.5,
    strategy: 0.3,
    unknown: 0.5,
    other: 0.5,
    resources: 0.5,
    requestsRaised: 0.5,
    memoryLowered: 0.5,
    cpuLowered: 0.5,
    placement: 0.5,
  },
  unready: {
    probe: 1,
    image: 0.9,
    ports: 0.8,
    command: 0.8,
    environment: 0.8,
    references: 0.8,
    cpuLowered: 0.7,
    replicasLowered: 0.5,
    memoryLowered: 0.4,
    security: 0.4,
    resources: 0.3,
    placement: 0.1,
    created: 0.2,
    restart: 0.12,
    unknown: 0.5,
    other: 0.3,
  },
};

type ByClass = Partial<Readonly<Record<SignalClass, Weights>>>;

const CONFIGURATION: ByClass = {
  oom: { data: 0.9, deleted: 0.1, unknown: 0.6, created: 0.03 },
  crash: { data: 0.9, deleted: 0.7, unknown: 0.6, created: 0.03 },
  config: { deleted: 1, data: 0.9, unknown: 0.7, created: 0.03 },
  imagePull: { data: 0.6, deleted: 0.8, unknown: 0.5 },
  start: { data: 0.5, deleted: 0.5, unknown: 0.4 },
  mount: { deleted: 1, data: 0.8, unknown: 0.6 },
  probe: { data: 0.85, deleted: 0.6, unknown: 0.55, created: 0.03 },
  unready: { data: 0.8, deleted: 0.6, unknown: 0.55, created: 0.03 },
};

const CLAIM: ByClass = {
  mount: { deleted: 1, unknown: 0.6, other: 0.5, created: 0.1 },
  pending: { deleted: 1, unknown: 0.5, other: 0.5, created: 0.1 },
  start: { deleted: 0.5 },
};

const AUTOSCALER: ByClass = Object.fromEntries(
  (['oom', 'crash', 'probe', 'unready', 'removed'] as const).map((name) => [
    name,
    { boundsLowered: name === 'removed' ? 1 : 0.6, policy: 0.3, created: 0.4, deleted: 0.25, unknown: 0.4 },
  ]),
);

const POLICY: ByClass = {
  probe: { policy: 0.85, created: 0.85, deleted: 0.7, unknown: 0.6 },
  unready: { policy: 0.8, created: 0.8, deleted: 0.65, unknown: 0.6 },
  crash: { policy: 0.65, created: 0.65, deleted: 0.55, unknown: 0.5 },
};

const RIGHTS: ByClass = {
  crash: { rights: 0.6, deleted: 0.7, unknown: 0.4 },
  probe: { rights: 0.5, deleted: 0.6, unknown: 0.4 },
  unready: { rights: 0.5, deleted: 0.6, unknown: 0.4 },
  imagePull: { rights: 0.8, deleted: 0.6 },
  refused: { deleted: 1 },
};

const BY_KIND: Readonly<Record<GroupKind, ByClass>> = {
  ConfigMap: CONFIGURATION,
  Secret: CONFIGURATION,
  PersistentVolumeClaim: CLAIM,
  PersistentVolume: CLAIM,
  'HorizontalPodAutoscaler.autoscaling': AUTOSCALER,
  'NetworkPolicy.networking.k8s.io': POLICY,
  ServiceAccount: RIGHTS,
  'Role.rbac.authorization.k8s.io': RIGHTS,
  'RoleBinding.rbac.authorization.k8s.io': RIGHTS,
  'ClusterRoleBinding.rbac.authorization.k8s.io': RIGHTS,
  ResourceQuota: { refused: { boundsLowered: 1, created: 1, unknown: 0.6 } },
  LimitRange: {
    refused: { boundsLowered: 1, boundsRaised: 0.8, created: 1, unknown: 0.6 },
    oom: { boundsLowered: 0.6, created: 0.6 },
    pending: { boundsRaised: 0.5, created: 0.4 },
  },
  Namespace: { refused: { labels: 0.9 }, removed: { deleted: 1 }, deleted: { deleted: 1 } },
  'PriorityClass.scheduling.k8s.io': {
    preempted: { priority: 0.9, created: 0.8 },
    refused: { deleted: 1 },
    pending: { priority: 0.3 },
  },
  Service: {
    probe: { ports: 0.85, selector: 0.9, deleted: 0.9, unknown: 0.4 },
    unready: { ports: 0.8, selector: 0.9, deleted: 0.9, unknown: 0.4 },
    crash: { ports: 0.7, selector: 0.8, deleted: 0.8, unknown: 0.4 },
  },
  Node: {
    evicted: { cordon: 1, evicted: 1 },
    tainted: { taint: 1 },
    pending: { cordon: 0.8, taint: 0.9, labels: 0.7, deleted: 0.9 },
    nodeLost: { deleted: 1 },
    removed: { cordon: 0.4, deleted: 0.9 },
  },
};

const ADMISSION: ByClass = { refused: { policy: 1, created: 1, unknown: 0.6 } };

/** How well a change explains what pods suffered, by the kind of both: 0 when it does not. */
export function affinity(name: SignalClass, change: DecidedChange, isOwn: boolean): number {
  const kind = change.ref.kind;
  const weights = isOwn
    ? OWN[name]
    : (BY_KIND[kind] ?? (kind.endsWith('.admissionregistration.k8s.io') ? ADMISSION : {}))[name];
  let best = 0;
  for (const aspect of change.aspects) best = Math.max(best, weights?.[aspect] ?? 0);
  return best * valueFactor(name, change.fields);
}

const HARMLESS =
  /(^|[._\-[])(log|logging|debug|verbos|colou?r|banner|title|greeting|motd|theme|description|comment|owner|team|contact|message|label|version_label)/i;
const MEMORY = /(size|mem|cache|heap|pool|buffer|batch|worker|thread|concurren|limit|max|queue|retention)/i;
const UNBOUNDED = /^(unlimited|infinite|inf|none|max|-1|0|)$/i;

/** What the values of a configuration say: a size without a bound explains memory, a greeting explains nothing. */
function valueFactor(name: SignalClass, fields: readonly FieldChange[]): number {
  const values = fields.filter(({ path }) => /^(data|stringData|binaryData)\.|\.env\[/.test(path));
  if (values.length === 0 || values.length < fields.length) return 1;
  return Math.max(
    ...values.map(({ path, after }) => {
      if (HARMLESS.test(path.replace(/^.*\.(data|stringData)\.|^data\./, ''))) return 0.1;
      if (name !== 'oom') return 1;
      if (!MEMORY.test(path)) return 0.75;
      return typeof after === 'string' && UNBOUNDED.test(after) ? 1.1 : 1;
    }),
  );
}
