import { uidOf } from '../sample/identity.ts';
import { END, microStamp, moment, START, stamp } from './moments.ts';
import type { Requester } from './people.ts';

/** An object as the stories change it: in place, and then saved. */
export interface Body {
  apiVersion: string;
  kind: string;
  metadata: Meta;
  spec?: object;
  status?: object;
  data?: object;
}

/** A ConfigMap. */
export interface ConfigMapBody extends Body {
  kind: 'ConfigMap';
  data: Record<string, string>;
}

export interface Meta {
  name: string;
  namespace?: string;
  generateName?: string;
  uid?: string;
  resourceVersion?: string;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: object[];
}

/** How a write came about, for the audit log. */
export interface Write {
  /** What was sent; without it the object itself. */
  readonly request?: object;
  readonly verb?: 'create' | 'update' | 'patch' | 'delete';
  readonly subresource?: string;
}

/** The raw sources, one line a record, as the tools of a real cluster write them. */
export interface RawSources {
  readonly initial: Body[];
  readonly audit: string[];
  readonly watch: string[];
  readonly events: string[];
  readonly logs: Map<string, string[]>;
  readonly commits: string[];
  readonly alerts: string[];
}

/** Until this the audit policy kept only what people and pipelines asked; since then the controllers' requests too. */
const FULLER_POLICY = moment('2024-01-15 00:00:00');
/** Until this the exporter of events kept only warnings. */
const ALL_EVENTS = moment('2024-01-15 00:00:00');
const PLURALS: Readonly<Record<string, string>> = {
  Ingress: 'ingresses',
  NetworkPolicy: 'networkpolicies',
};

/** The cluster of the recording: stories run on its clock, and each write leaves its lines in the raw sources. */
export class Cluster {
  readonly raw: RawSources = {
    initial: [],
    audit: [],
    watch: [],
    events: [],
    logs: new Map(),
    commits: [],
    alerts: [],
  };
  readonly #objects = new Map<string, Body>();
  readonly #queue: { readonly at: number; readonly order: number; readonly action: () => void }[] = [];
  #now = START;
  #version = 48_210_000;
  #order = 0;
  #isRunning = false;

  get now(): number {
    return this.#now;
  }

  /** Does something at a time; what is due at the same time is done in the order in which it was asked for. */
  at(ms: number, action: () => void): void {
    if (ms < this.#now) throw new Error(`${stamp(ms)} is past`);
    this.#queue.push({ at: ms, order: this.#order++, action });
    let child = this.#queue.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.#isBefore(child, parent)) break;
      this.#swap(child, parent);
      child = parent;
    }
  }

  after(ms: number, action: () => void): void {
    this.at(this.#now + ms, action);
  }

  /** Lets the clock run to the end of the recording. */
  run(): void {
    this.raw.initial.push(...[...this.#objects.values()].map((each) => structuredClone(each)));
    this.#isRunning = true;
    for (let next = this.#queue[0]; next && next.at <= END; next = this.#queue[0]) {
      this.#takeFirst();
      this.#now = next.at;
      next.action();
    }
  }

  /** The objects of a kind that are there now, in the order in which they came. */
  all<Kind extends Body>(kind: Kind['kind']): Kind[] {
    return [...this.#objects.values()].filter((each): each is Kind => each.kind === kind);
  }

  find<Kind extends Body>(kind: Kind['kind'], namespace: string, name: string): Kind {
    const found = this.all<Kind>(kind).find(
      ({ metadata }) => (metadata.namespace ?? '') === namespace && metadata.name === name,
    );
    if (!found) throw new Error(`no ${kind} ${namespace}/${name} at ${stamp(this.#now)}`);
    return found;
  }

  create(who: Requester, object: Body, write: Write = {}): void {
    const { kind, metadata } = object;
    metadata.uid ??= uidOf(kind, metadata.namespace ?? '', metadata.name, this.#version);
    metadata.creationTimestamp ??= stamp(this.#now);
    metadata.resourceVersion = this.#nextVersion();
    this.#objects.set(metadata.uid, object);
    this.#wrote('ADDED', who, object, { verb: 'create', ...write });
  }

  /** Takes over an object that was changed in place. */
  save(who: Requester, object: Body, write: Write = {}): void {
    object.metadata.resourceVersion = this.#nextVersion();
    this.#wrote('MODIFIED', who, object, { verb: 'update', ...write });
  }

  remove(who: Requester, object: Body, write: Write = {}): void {
    this.#objects.delete(object.metadata.uid!);
    object.metadata.resourceVersion = this.#nextVersion();
    this.#wrote('DELETED', who, object, { verb: 'delete', ...write });
  }

  /** A request that writes nothing of its own object, such as an eviction, or one that is refused. */
  ask(who: Requester, object: Body, write: Write, code = 201, message?: string): void {
    this.#audit(who, object, write, code, message);
  }

  /** An event about an object, `count` times since `sinceMs`. */
  event(
    component: string,
    object: Body,
    reason: string,
    message: string,
    {
      isWarning = true,
      count = 1,
      sinceMs = this.#now,
    }: { isWarning?: boolean; count?: number; sinceMs?: number } = {},
  ): void {
    if (!isWarning && this.#now < ALL_EVENTS) return;
    const { apiVersion, kind, metadata } = object;
    const namespace = metadata.namespace ?? 'default';
    const serial = (Math.round(sinceMs) * 1_000_003 + reason.length).toString(16);
    const body = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {
        name: `${metadata.name}.${serial}`,
        namespace,
        uid: uidOf('Event', metadata.uid ?? '', reason, sinceMs),
        resourceVersion: this.#nextVersion(),
        creationTimestamp: stamp(sinceMs),
      },
      involvedObject: {
        apiVersion,
        kind,
        ...(metadata.namespace ? { namespace } : {}),
        name: metadata.name,
        uid: metadata.uid,
      },
      reason,
      message,
      source: { component },
      firstTimestamp: stamp(sinceMs),
      lastTimestamp: stamp(this.#now),
      count,
      type: isWarning ? 'Warning' : 'Normal',
      reportingComponent: component,
      reportingInstance: '',
    };
    this.raw.events.push(JSON.stringify({ type: count === 1 ? 'ADDED' : 'MODIFIED', object: body }));
  }

  /** A line that a container writes. */
  log(pod: Body, container: string, text: string): void {
    const key = `${pod.metadata.namespace}/${pod.metadata.name}/${container}`;
    const lines = this.raw.logs.get(key) ?? [];
    this.raw.logs.set(key, lines);
    lines.push(`${microStamp(this.#now)} ${text}`);
  }

  /** A commit of the repository from which the pipeline deploys. */
  commit(author: string, message: string, object: string): void {
    const hash = uidOf('commit', this.#now, message).replaceAll('-', '') + uidOf(message).slice(0, 8);
    this.raw.commits.push(JSON.stringify({ commit: hash, author, date: stamp(this.#now), message, object }));
  }

  /** An alert that fires now, as Alertmanager keeps it. */
  alert(alertname: string, labels: Record<string, string>, summary: string): void {
    this.raw.alerts.push(
      JSON.stringify({
        labels: { alertname, severity: 'critical', ...labels },
        annotations: { summary },
        startsAt: stamp(this.#now),
      }),
    );
  }

  #wrote(type: string, who: Requester, object: Body, write: Write): void {
    if (!this.#isRunning) return;
    this.raw.watch.push(JSON.stringify({ type, time: microStamp(this.#now), object }));
    this.#audit(who, object, write, type === 'ADDED' ? 201 : 200);
  }

  #audit(
    who: Requester,
    object: Body,
    { request, verb = 'update', subresource }: Write,
    code: number,
    message?: string,
  ): void {
    const isPolicyFor =
      !who.user.startsWith('system:') || (this.#now >= FULLER_POLICY && !who.user.startsWith('system:node:'));
    if (!isPolicyFor) return;
    const { apiVersion, kind, metadata } = object;
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
    const resource = PLURALS[kind] ?? `${kind.toLowerCase()}s`;
    const isCreate = verb === 'create' && subresource === undefined;
    const path = [
      group === '' ? '/api/v1' : `/apis/${apiVersion}`,
      ...(metadata.namespace ? [`namespaces/${metadata.namespace}`] : []),
      resource,
      ...(isCreate ? [] : [metadata.name]),
      ...(subresource ? [subresource] : []),
    ].join('/');
    const isRefused = code >= 400;
    const status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: isRefused ? 'Failure' : 'Success',
      message,
      code,
    };
    const response =
      isRefused || subresource === 'eviction' || subresource === 'binding'
        ? status
        : subresource === 'scale'
          ? undefined
          : object;
    this.raw.audit.push(
      JSON.stringify({
        kind: 'Event',
        apiVersion: 'audit.k8s.io/v1',
        level: response === undefined ? 'Request' : 'RequestResponse',
        auditID: uidOf('audit', this.#version, this.raw.audit.length),
        stage: 'ResponseComplete',
        requestURI: `${path}?fieldManager=${who.manager}`,
        verb,
        user: { username: who.user, groups: who.groups },
        sourceIPs: [who.address],
        userAgent: who.agent,
        objectRef: {
          resource,
          ...(metadata.namespace ? { namespace: metadata.namespace } : {}),
          name: metadata.name,
          ...(group === '' ? {} : { apiGroup: group }),
          apiVersion: version,
          ...(subresource ? { subresource } : {}),
        },
        responseStatus: isRefused ? status : { metadata: {}, code },
        ...(verb === 'delete' ? {} : { requestObject: request ?? object }),
        ...(response === undefined ? {} : { responseObject: response }),
        requestReceivedTimestamp: microStamp(this.#now),
        stageTimestamp: microStamp(this.#now),
        annotations: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': '' },
      }),
    );
  }

  #nextVersion(): string {
    this.#version += 1;
    return String(this.#version);
  }

  #takeFirst(): void {
    const last = this.#queue.pop()!;
    if (this.#queue.length === 0) return;
    this.#queue[0] = last;
    for (let parent = 0; ; ) {
      const left = 2 * parent + 1;
      if (left >= this.#queue.length) return;
      const child = left + 1 < this.#queue.length && this.#isBefore(left + 1, left) ? left + 1 : left;
      if (!this.#isBefore(child, parent)) return;
      this.#swap(child, parent);
      parent = child;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [one, other] = [this.#queue[a]!, this.#queue[b]!];
    return one.at < other.at || (one.at === other.at && one.order < other.order);
  }

  #swap(a: number, b: number): void {
    [this.#queue[a], this.#queue[b]] = [this.#queue[b]!, this.#queue[a]!];
  }
}
