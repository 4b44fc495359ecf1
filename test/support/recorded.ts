import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openRecording, type Recording } from '../../src/history/index.ts';
import { groupKindOf, type KubeObject, mergePatch, pluralOf, RESOURCES } from '../../src/kubernetes/index.ts';

const START_MS = Date.parse('2026-03-02T10:00:00Z');

/** A moment of the story, seconds after 10:00:00. */
export const at = (seconds: number) => new Date(START_MS + seconds * 1000).toISOString();
export const atMs = (seconds: number) => START_MS + seconds * 1000;

type Fields = Readonly<Record<string, unknown>>;

/** How a request is told of. */
export interface Asked {
  readonly user?: string;
  readonly agent?: string;
  readonly subresource?: string;
  /** What was sent, where it is not the merge patch itself. */
  readonly request?: unknown;
  /** The level of the audit policy. */
  readonly level?: 'Metadata' | 'RequestResponse';
}

/** Writes the sources of a recording, line by line, as a cluster's own tools would have. */
export class Story {
  readonly #audit: unknown[] = [];
  readonly #watch: unknown[] = [];
  readonly #notes: unknown[] = [];
  readonly #logs = new Map<string, string[]>();
  readonly #states = new Map<string, KubeObject>();
  #version = 100;

  /** An object is made; the watch shows it as well. */
  create(seconds: number, object: KubeObject, asked: Asked = {}): this {
    const made: KubeObject = {
      ...object,
      metadata: {
        namespace: isNamespaced(object) ? 'default' : undefined,
        uid: `${object.kind}-${object.metadata.name}`,
        creationTimestamp: at(seconds).replace('.000Z', 'Z'),
        generation: 1,
        ...object.metadata,
      },
    } as KubeObject;
    return this.#write(seconds, 'create', 'ADDED', made, made, asked);
  }

  /** A merge patch; what controllers do not ask for is told by the watch alone, with `asked` null. */
  patch(seconds: number, key: string, patch: Fields, asked: Asked | null = {}): this {
    const before = this.#states.get(key)!;
    const after = mergePatch(before, patch) as KubeObject;
    const request = asked?.request ?? (asked?.subresource === 'scale' ? { spec: patch.spec } : patch);
    return this.#write(seconds, 'patch', 'MODIFIED', after, request, asked);
  }

  delete(seconds: number, key: string, asked: Asked | null = {}): this {
    return this.#write(seconds, 'delete', 'DELETED', this.#states.get(key)!, undefined, asked);
  }

  note(seconds: number, fields: Fields): this {
    this.#notes.push({
      ...fields,
      ...(fields.kind === 'Note' ? { time: at(seconds) } : { date: at(seconds) }),
    });
    return this;
  }

  event(seconds: number, fields: Fields & { readonly about: string; readonly reason: string }): this {
    const { about, reason, note = '', type = 'Warning', count = 1 } = fields;
    const [kind, name] = about.split('/');
    this.#watch.push({
      time: at(seconds),
      type: 'ADDED',
      object: {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: {
          name: `${name}.${this.#version++}`,
          namespace: 'default',
          creationTimestamp: at(seconds),
        },
        involvedObject: { kind, namespace: kind === 'Node' ? '' : 'default', name },
        reason,
        message: note,
        type,
        count,
        firstTimestamp: at(seconds),
        lastTimestamp: at(seconds),
        source: { component: 'kubelet' },
      },
    });
    return this;
  }

  log(seconds: number, pod: string, text: string): this {
    const path = `logs/default/${pod}/main.log`;
    this.#logs.set(path, [...(this.#logs.get(path) ?? []), `${at(seconds)} ${text}`]);
    return this;
  }

  /** The sources as files of a folder. */
  write(folder = mkdtempSync(join(tmpdir(), 'kubectl-smart-story-'))): string {
    const lines = (values: readonly unknown[]) =>
      values.map((value) => `${JSON.stringify(value)}\n`).join('');
    writeFileSync(join(folder, 'audit.log'), lines(this.#audit));
    writeFileSync(join(folder, 'watch.ndjson'), lines(this.#watch));
    if (this.#notes.length > 0) writeFileSync(join(folder, 'notes.ndjson'), lines(this.#notes));
    for (const [path, texts] of this.#logs) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), `${texts.join('\n')}\n`);
    }
    return folder;
  }

  async open(): Promise<Recording> {
    return openRecording([this.write()]);
  }

  #write(
    seconds: number,
    verb: string,
    type: string,
    state: KubeObject,
    request: unknown,
    asked: Asked | null,
  ): this {
    const generation = Number(state.metadata.generation) + (verb === 'patch' && asked !== null ? 1 : 0);
    const object: KubeObject = {
      ...state,
      metadata: { ...state.metadata, generation, resourceVersion: String(++this.#version) },
    };
    this.#states.set(`${object.kind}/${object.metadata.name}`, object);
    this.#watch.push({ time: at(seconds), type, object });
    if (asked !== null) this.#audit.push(auditLine(seconds, verb, object, request, asked, this.#version));
    return this;
  }
}

function auditLine(
  seconds: number,
  verb: string,
  object: KubeObject,
  request: unknown,
  asked: Asked,
  id: number,
): unknown {
  const { user = 'sarah@example.com', agent = 'kubectl/v1.36.3 (linux/amd64)', subresource, level } = asked;
  const [group, version] = object.apiVersion!.includes('/') ? object.apiVersion!.split('/') : ['', 'v1'];
  const isWhole = level !== 'Metadata' && subresource !== 'scale';
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: level ?? 'RequestResponse',
    auditID: `request-${id}`,
    stage: 'ResponseComplete',
    requestURI: '/',
    verb,
    user: { username: user },
    userAgent: agent,
    objectRef: {
      resource: pluralOf(groupKindOf(object.apiVersion!, object.kind!)),
      namespace: object.metadata.namespace,
      name: object.metadata.name,
      apiGroup: group,
      apiVersion: version,
      ...(subresource === undefined ? {} : { subresource }),
    },
    responseStatus: { code: verb === 'create' ? 201 : 200 },
    ...(level === 'Metadata' ? {} : { requestObject: request }),
    ...(isWhole && verb !== 'delete' ? { responseObject: object } : {}),
    requestReceivedTimestamp: at(seconds),
    stageTimestamp: at(seconds),
  };
}

function isNamespaced({ apiVersion = 'v1', kind = '' }: KubeObject): boolean {
  return RESOURCES.get(groupKindOf(apiVersion, kind))?.isNamespaced === true;
}
