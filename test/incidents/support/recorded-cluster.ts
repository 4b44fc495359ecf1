import { Readable } from 'node:stream';
import { openRecording, type Recording } from '../../../src/history/index.ts';
import { type JsonObject, mergePatch, pluralOf } from '../../../src/kubernetes/index.ts';

type Json = Readonly<Record<string, unknown>>;

/** An object as tests write it. */
export interface TestObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Json;
    readonly [key: string]: unknown;
  };
  readonly [field: string]: unknown;
}

const KCM = {
  user: 'system:kube-controller-manager',
  agent: 'kube-controller-manager/v1.36.3 (linux/amd64)',
};
const START_MS = Date.parse('2026-03-04T12:00:00Z');

/** One container of a workload, and what it takes to run it. */
export interface WorkloadShape {
  readonly namespace?: string;
  readonly replicas?: number;
  readonly nodes?: readonly string[];
  /** Merged into the template's pod spec. */
  readonly spec?: Json;
  readonly env?: readonly Json[];
  readonly envFrom?: readonly Json[];
  readonly image?: string;
  readonly service?: boolean;
  readonly kind?: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  readonly strategy?: Json;
}

/**
 * Writes the audit log of a small cluster, second by second, as a real one would: workloads with their pods, Services
 * with their endpoints. Tests say what people do and how pods fare; the rest follows.
 */
export class RecordedCluster {
  #nowMs = START_MS;
  #version = 100;
  #count = 0;
  readonly #lines: string[] = [];
  readonly #objects = new Map<string, TestObject>();

  /** The clock, in seconds from the start. */
  at(seconds: number): this {
    this.#nowMs = START_MS + Math.round(seconds * 1000);
    return this;
  }

  static timeMs(seconds: number): number {
    return START_MS + seconds * 1000;
  }

  get(kind: string, name: string, namespace = 'default'): TestObject {
    const object = this.#objects.get(`${kind}/${namespace}/${name}`) ?? this.#objects.get(`${kind}//${name}`);
    if (!object) throw new Error(`the test has no ${kind} ${namespace}/${name}`);
    return object;
  }

  has(kind: string, name: string, namespace = 'default'): boolean {
    return this.#objects.has(`${kind}/${namespace}/${name}`);
  }

  all(kind: string): TestObject[] {
    return [...this.#objects.values()].filter((object) => object.kind === kind);
  }

  create(object: TestObject, by = 'admin@example.com'): this {
    return this.#write('create', object, by);
  }

  /** Merges a patch into an object. */
  patch(kind: string, name: string, patch: Json, by = 'admin@example.com', namespace = 'default'): this {
    const before = this.get(kind, name, namespace);
    const after = mergePatch(before as unknown as JsonObject, patch as JsonObject) as unknown as TestObject;
    return this.#write('patch', after, by, patch);
  }

  delete(kind: string, name: string, by = 'admin@example.com', namespace = 'default'): this {
    const object = this.get(kind, name, namespace);
    this.#objects.delete(keyOf(object));
    this.#request('delete', object, by, 200, { kind: 'Status', apiVersion: 'v1', status: 'Success' });
    return this.#follow(object);
  }

  /** A request that is refused. */
  refused(
    verb: string,
    object: TestObject,
    by: string,
    code: number,
    message: string,
    subresource = '',
  ): this {
    this.#request(verb, object, by, code, undefined, undefined, subresource, message);
    return this;
  }

  node(name: string, labels: Json = {}): this {
    return this.create({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
      spec: {},
      status: {
        conditions: [{ type: 'Ready', status: 'True' }],
        allocatable: { cpu: '4', memory: '8Gi', pods: '110' },
      },
    });
  }

  nodeReady(name: string, status: 'True' | 'False' | 'Unknown', message = ''): this {
    const conditions = [
      { type: 'Ready', status, reason: status === 'True' ? 'KubeletReady' : 'NodeStatusUnknown', message },
    ];
    this.patch('Node', name, { status: { conditions } }, KCM.user);
    if (status === 'True') return this;
    for (const pod of this.all('Pod').filter(({ spec }) => (spec as Json).nodeName === name)) {
      this.podReady(pod.metadata.name, false, pod.metadata.namespace);
    }
    return this;
  }

  /** A workload with its pods, ready from the start, and a Service of its name. */
  workload(name: string, shape: WorkloadShape = {}, by = 'admin@example.com'): this {
    const { namespace = 'default', replicas = 2, kind = 'Deployment', service = true } = shape;
    const container = {
      name: 'main',
      image: shape.image ?? `registry.example/${name}:v1`,
      ...(shape.env ? { env: shape.env } : {}),
      ...(shape.envFrom ? { envFrom: shape.envFrom } : {}),
    };
    this.create(
      {
        apiVersion: 'apps/v1',
        kind,
        metadata: { name, namespace },
        spec: {
          ...(kind === 'DaemonSet' ? {} : { replicas }),
          selector: { matchLabels: { app: name } },
          ...(shape.strategy ? { strategy: shape.strategy } : {}),
          template: { metadata: { labels: { app: name } }, spec: { containers: [container], ...shape.spec } },
        },
      },
      by,
    );
    if (service) {
      this.create(
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name, namespace },
          spec: { selector: { app: name }, ports: [{ port: 80 }] },
        },
        by,
      );
    }
    this.pods(name, replicas, { ready: true, ...(shape.nodes ? { nodes: shape.nodes } : {}), namespace });
    return this;
  }

  /** New pods of a workload, from its template as it is; returns nothing, `podsOf` tells their names. */
  pods(
    workload: string,
    count: number,
    how: {
      readonly ready?: boolean;
      readonly nodes?: readonly string[];
      readonly namespace?: string;
      readonly kind?: string;
    } = {},
  ): string[] {
    const { namespace = 'default', kind = this.#kindOf(workload, how.namespace ?? 'default') } = how;
    const owner = this.get(kind, workload, namespace);
    const template = (owner.spec as { template: { metadata: { labels: Json }; spec: Json } }).template;
    const set = kind === 'Deployment' ? this.#replicaSet(owner, template) : owner;
    return Array.from({ length: count }, (_, index) => {
      const name = `${set.metadata.name}-${(++this.#count).toString(36).padStart(3, 'p')}`;
      const nodes = how.nodes ?? ['n1'];
      this.create(
        {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name, namespace, labels: template.metadata.labels, ownerReferences: [ownerOf(set)] },
          spec: { ...template.spec, nodeName: nodes[index % nodes.length] },
          status: { phase: 'Pending', conditions: [] },
        },
        KCM.user,
      );
      if (how.ready === true) this.podReady(name, true, namespace);
      return name;
    });
  }

  /** The names of a workload's pods. */
  podsOf(workload: string, namespace = 'default'): string[] {
    return this.all('Pod')
      .filter(({ metadata }) => metadata.namespace === namespace && metadata.labels?.app === workload)
      .map(({ metadata }) => metadata.name);
  }

  podReady(name: string, ready: boolean, namespace = 'default'): this {
    return this.podStatus(
      name,
      {
        phase: 'Running',
        conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
        ...(ready
          ? { containerStatuses: [{ name: 'main', ready: true, restartCount: 0, state: { running: {} } }] }
          : {}),
      },
      namespace,
    );
  }

  podStatus(name: string, status: Json, namespace = 'default'): this {
    const node = ((this.get('Pod', name, namespace).spec as Json).nodeName as string | undefined) ?? 'n1';
    return this.patch('Pod', name, { status }, `system:node:${node}`, namespace);
  }

  /** The container was killed for its memory and waits for its next start. */
  oom(name: string, namespace = 'default'): this {
    return this.#ended(name, { reason: 'OOMKilled', exitCode: 137 }, namespace).event(
      'Pod',
      name,
      'Warning',
      'OOMKilling',
      'Memory cgroup out of memory: Killed process 1 (main)',
      namespace,
    );
  }

  crash(name: string, message = '', namespace = 'default'): this {
    return this.#ended(name, { reason: 'Error', exitCode: 1, message }, namespace);
  }

  /** The container ended and waits for its next start. */
  #ended(name: string, terminated: Json, namespace: string): this {
    return this.podStatus(
      name,
      {
        conditions: [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady' }],
        containerStatuses: [
          {
            name: 'main',
            ready: false,
            restartCount: 1,
            state: { waiting: { reason: 'CrashLoopBackOff' } },
            lastState: { terminated },
          },
        ],
      },
      namespace,
    );
  }

  waiting(name: string, reason: string, message: string, namespace = 'default'): this {
    return this.podStatus(
      name,
      {
        phase: 'Pending',
        conditions: [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady' }],
        containerStatuses: [
          { name: 'main', ready: false, restartCount: 0, state: { waiting: { reason, message } } },
        ],
      },
      namespace,
    );
  }

  unschedulable(name: string, message: string, namespace = 'default'): this {
    return this.podStatus(
      name,
      {
        phase: 'Pending',
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }],
      },
      namespace,
    );
  }

  probeFails(name: string, message: string, namespace = 'default'): this {
    return this.podReady(name, false, namespace).event(
      'Pod',
      name,
      'Warning',
      'Unhealthy',
      message,
      namespace,
    );
  }

  /** A pod goes, asked for by whoever `by` is. */
  removePod(
    name: string,
    by: string,
    how: 'delete' | 'evict' = 'delete',
    namespace = 'default',
    reason?: string,
  ): this {
    const pod = this.get('Pod', name, namespace);
    const response = { kind: 'Status', apiVersion: 'v1', status: 'Success' };
    const conditions =
      how === 'evict' || reason !== undefined
        ? {
            status: {
              conditions: [
                { type: 'DisruptionTarget', status: 'True', reason: reason ?? 'EvictionByEvictionAPI' },
              ],
            },
          }
        : {};
    const going = mergePatch(
      pod as unknown as JsonObject,
      {
        metadata: { deletionTimestamp: this.#time() },
        ...conditions,
      } as unknown as JsonObject,
    ) as unknown as TestObject;
    if (how === 'evict') {
      this.#request(
        'create',
        pod,
        by,
        201,
        response,
        { kind: 'Eviction', apiVersion: 'policy/v1' },
        'eviction',
      );
      this.#write('patch', going, KCM.user, {});
    } else {
      this.#write('delete', going, by);
    }
    this.#objects.delete(keyOf(pod));
    this.#request('delete', pod, `system:node:n1`, 200, response);
    return this.#follow(pod);
  }

  /** All pods of a workload go, as a rollout or a scale-down takes them. */
  replaceAll(workload: string, by = KCM.user, namespace = 'default'): this {
    for (const name of this.podsOf(workload, namespace)) this.removePod(name, by, 'delete', namespace);
    return this;
  }

  event(
    kind: string,
    name: string,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    namespace = 'default',
  ): this {
    const time = this.#time();
    const object: TestObject = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${name}.${++this.#count}`, namespace },
      involvedObject: { kind, name, namespace, apiVersion: kind === 'ReplicaSet' ? 'apps/v1' : 'v1' },
      type,
      reason,
      message,
      count: 1,
      firstTimestamp: time,
      lastTimestamp: time,
      source: { component: 'test' },
    };
    this.#request('create', object, KCM.user, 201, object, object);
    return this;
  }

  /** The ReplicaSet that the Deployment's template makes now. */
  replicaSetOf(deployment: string, namespace = 'default'): string {
    const owner = this.get('Deployment', deployment, namespace);
    return this.#replicaSet(
      owner,
      (owner.spec as { template: { metadata: { labels: Json }; spec: Json } }).template,
    ).metadata.name;
  }

  /** The log as one recording. */
  async recording(): Promise<Recording> {
    return RecordedCluster.recordingOf(this.#lines);
  }

  /** Lines of audit logs and watches as one recording. */
  static async recordingOf(lines: readonly string[]): Promise<Recording> {
    return openRecording(['-'], { stdin: Readable.from([Buffer.from(`${lines.join('\n')}\n`)]) });
  }

  /** The lines of the audit log. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  #kindOf(workload: string, namespace: string): string {
    return (
      ['Deployment', 'StatefulSet', 'DaemonSet'].find((kind) => this.has(kind, workload, namespace)) ??
      'Deployment'
    );
  }

  #replicaSet(
    owner: TestObject,
    template: { readonly metadata: { readonly labels: Json }; readonly spec: Json },
  ): TestObject {
    const text = JSON.stringify(template);
    let hash = 7;
    for (const letter of text) hash = (hash * 31 + letter.charCodeAt(0)) % 0xfffff;
    const name = `${owner.metadata.name}-${hash.toString(36)}`;
    const namespace = owner.metadata.namespace ?? 'default';
    if (!this.has('ReplicaSet', name, namespace)) {
      this.create(
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          metadata: { name, namespace, labels: template.metadata.labels, ownerReferences: [ownerOf(owner)] },
          spec: { replicas: 1, selector: { matchLabels: template.metadata.labels }, template },
        },
        KCM.user,
      );
    }
    return this.get('ReplicaSet', name, namespace);
  }

  #write(verb: string, object: TestObject, by: string, request: unknown = object): this {
    const key = keyOf(object);
    const before = this.#objects.get(key);
    const whole = {
      ...object,
      metadata: {
        creationTimestamp: before?.metadata.creationTimestamp ?? this.#time().replace(/\.\d+/, ''),
        uid: before?.metadata.uid ?? `uid-${++this.#count}`,
        ...object.metadata,
        resourceVersion: String(++this.#version),
      },
    };
    this.#objects.set(key, whole);
    this.#request(verb, whole, by, verb === 'create' ? 201 : 200, whole, request);
    return this.#follow(whole);
  }

  /** Services follow their pods. */
  #follow(changed: TestObject): this {
    if (changed.kind !== 'Pod' && changed.kind !== 'Service') return this;
    for (const service of this.all('Service')) this.#endpoints(service);
    if (changed.kind === 'Service' && !this.#objects.has(keyOf(changed))) this.#dropSlice(changed);
    return this;
  }

  #endpoints(service: TestObject): void {
    const { name, namespace } = service.metadata;
    const selector = Object.entries((service.spec as { selector: Json }).selector);
    const endpoints = this.all('Pod')
      .filter(({ metadata }) => metadata.namespace === namespace)
      .filter(({ metadata }) => selector.every(([key, value]) => metadata.labels?.[key] === value))
      .map((pod) => ({
        addresses: ['10.0.0.1'],
        conditions: { ready: isReady(pod) },
        targetRef: { kind: 'Pod', namespace, name: pod.metadata.name },
      }));
    const slice: TestObject = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: `${name}-x`,
        namespace: namespace ?? 'default',
        labels: { 'kubernetes.io/service-name': name },
      },
      addressType: 'IPv4',
      endpoints,
    };
    const known = this.#objects.get(keyOf(slice));
    if (known && JSON.stringify(known.endpoints) === JSON.stringify(endpoints)) return;
    this.#write(known ? 'update' : 'create', slice, KCM.user);
  }

  #dropSlice({ metadata }: TestObject): void {
    const slice = this.#objects.get(`EndpointSlice/${metadata.namespace}/${metadata.name}-x`);
    if (slice) this.delete('EndpointSlice', slice.metadata.name, KCM.user, slice.metadata.namespace);
  }

  #request(
    verb: string,
    object: TestObject,
    by: string,
    code: number,
    response?: unknown,
    request?: unknown,
    subresource = '',
    message = '',
  ): void {
    const { kind, apiVersion, metadata } = object;
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
    const groupKind = group === '' ? kind : `${kind}.${group}`;
    this.#lines.push(
      JSON.stringify({
        kind: 'Event',
        apiVersion: 'audit.k8s.io/v1',
        level: 'RequestResponse',
        auditID: `a${this.#lines.length}`,
        stage: 'ResponseComplete',
        requestURI: `/${kind}`,
        verb,
        user: { username: by, groups: [] },
        userAgent: agentOf(by),
        objectRef: {
          resource: pluralOf(groupKind),
          namespace: metadata.namespace,
          name: metadata.name,
          apiGroup: group,
          apiVersion: version,
          ...(subresource === '' ? {} : { subresource }),
        },
        responseStatus: { code, ...(message === '' ? {} : { message, status: 'Failure' }) },
        ...(request === undefined ? {} : { requestObject: request }),
        ...(response === undefined ? {} : { responseObject: response }),
        requestReceivedTimestamp: this.#time(),
        stageTimestamp: this.#time(),
      }),
    );
    this.#nowMs += 5;
  }

  #time(): string {
    return new Date(this.#nowMs).toISOString();
  }
}

function agentOf(user: string): string {
  if (user === KCM.user) return KCM.agent;
  if (user.startsWith('system:node:')) return 'kubelet/v1.36.3 (linux/amd64)';
  if (user === 'system:kube-scheduler') return 'kube-scheduler/v1.36.3 (linux/amd64)';
  return 'kubectl/v1.36.3 (linux/amd64)';
}

function ownerOf({ apiVersion, kind, metadata }: TestObject): Json {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true };
}

function keyOf({ kind, metadata }: TestObject): string {
  return `${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
}

function isReady({ status, metadata }: TestObject): boolean {
  const conditions =
    (status as { conditions?: readonly { type: string; status: string }[] } | undefined)?.conditions ?? [];
  return (
    metadata.deletionTimestamp === undefined &&
    conditions.some((each) => each.type === 'Ready' && each.status === 'True')
  );
}
