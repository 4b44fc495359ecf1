import { InputError } from '../../errors/index.ts';
import { type GroupKind, groupKindOf, isObject } from '../../kubernetes/index.ts';
import { DEFAULT_LIMITS } from '../archive/limits.ts';
import { type ImportOptions, importWith } from '../import-snapshot.ts';
import { decodeObject } from '../intake/decode-object.ts';
import { type BuilderOptions, type BuiltSnapshot, SnapshotBuilder } from '../intake/snapshot-builder.ts';
import { redactObject } from '../redaction/redact-object.ts';
import type { Snapshot } from '../snapshot.ts';
import { readDocuments } from '../text/read-documents.ts';
import {
  type Answer,
  type ClusterClient,
  type ClusterOptions,
  connect,
  unreachable,
} from './cluster-client.ts';
import { Discovery, type Listing, textOf } from './discovery.ts';

/** How far a capture is. */
export interface CaptureProgress {
  readonly kind: GroupKind;
  readonly objectCount: number;
  /** Kinds that are done, of all. */
  readonly kindsDone: number;
  readonly kindCount: number;
}

/** How a live cluster is read. */
export interface CaptureOptions extends ClusterOptions {
  /** Only this namespace, and what has none; all of them by default. */
  readonly namespace?: string;
  /** Objects in one answer (`--chunk-size`). */
  readonly chunkSize?: number;
  readonly onProgress?: (progress: CaptureProgress) => void;
}

const CHUNK_SIZE = 500;
const GONE = 410;

/**
 * Reads the live cluster, asking only for lists.
 *
 * @throws InputError when the cluster cannot be reached or does not know the user. A kind that the user may not list is
 *   unknown in the ledger.
 */
export async function readCluster(options: CaptureOptions): Promise<Snapshot> {
  return (await capture(options, {})).snapshot;
}

/** Writes the live cluster as a portable file; see readCluster. */
export function captureSnapshot(
  path: string,
  options: CaptureOptions & Pick<ImportOptions, 'redaction' | 'compression' | 'audience'>,
): Promise<Snapshot> {
  const isRedacted = options.redaction !== 'none';
  return importWith((builder) => capture(options, builder), path, options, {
    ...(isRedacted ? { transform: redactObject } : {}),
    finish: (snapshot) => ({
      ...snapshot,
      metadata: { ...snapshot.metadata, redaction: isRedacted ? 'default' : 'none' },
    }),
  });
}

async function capture(options: CaptureOptions, builderOptions: BuilderOptions): Promise<BuiltSnapshot> {
  const client = await connect(options);
  const builder = new SnapshotBuilder(builderOptions);
  builder.beginSource(client.server);
  builder.format('live cluster');
  builder.facts.cluster(client.cluster);
  const run = new Capture(client, builder, options);
  await run.version();
  await run.lists();
  builder.ledger.sayOtherwise('never asked: a capture leaves it alone');
  return builder.build();
}

class Capture {
  readonly #client: ClusterClient;
  readonly #builder: SnapshotBuilder;
  readonly #options: CaptureOptions;
  readonly #discovery: Discovery;

  constructor(client: ClusterClient, builder: SnapshotBuilder, options: CaptureOptions) {
    this.#client = client;
    this.#builder = builder;
    this.#options = options;
    this.#discovery = new Discovery(client, options.namespace);
  }

  async version(): Promise<void> {
    const { gitVersion, timeMs } = await this.#discovery.version();
    if (gitVersion !== undefined) this.#builder.facts.serverVersion(gitVersion);
    if (!Number.isNaN(timeMs)) this.#builder.facts.takenAt(timeMs);
  }

  async lists(): Promise<void> {
    const { listings, notServed } = await this.#discovery.listings();
    for (const kind of notServed) this.#builder.ledger.asked(kind);
    let kindsDone = 0;
    for (const listing of listings) {
      await this.#list(listing, kindsDone, listings.length);
      kindsDone++;
    }
  }

  /** Takes in all objects of one resource, page by page. */
  async #list(listing: Listing, kindsDone: number, kindCount: number): Promise<void> {
    const { ledger } = this.#builder;
    const kind = groupKindOf(listing.apiVersion, listing.kind);
    let token = '';
    for (let limit = this.#options.chunkSize ?? CHUNK_SIZE; ; ) {
      const query = new URLSearchParams();
      if (limit > 0) query.set('limit', String(limit));
      if (token !== '') query.set('continue', token);
      const answer = await this.#client.get(`${listing.path}?${query}`);
      if (answer.status === GONE && token !== '') {
        // The list grew too old while it was read: once more from the start, in one answer.
        answer.body.resume();
        token = '';
        limit = 0;
        continue;
      }
      if (answer.status !== 200) {
        ledger.refused(kind, await this.#refusal(answer));
        return;
      }
      token = await this.#page(listing, answer);
      this.#options.onProgress?.({ kind, objectCount: this.#builder.objectCount, kindsDone, kindCount });
      if (token === '') break;
    }
    const { namespace } = this.#options;
    if (namespace !== undefined && listing.path.includes('/namespaces/')) {
      ledger.partly(kind, `captured only for ${namespace}`);
    } else ledger.asked(kind);
  }

  /** Takes in one answer; returns where the next one goes on, empty at the end. */
  async #page(listing: Listing, { body }: Answer): Promise<string> {
    const file = this.#client.server + listing.path;
    let token = '';
    const sink = {
      streams: (member: string) => member === 'items',
      element: (value: unknown, _member: string, index: number) => {
        this.#builder.add(decodeObject(value, listing, { file, text: 0, index }));
      },
      document: (members: Record<string, unknown>) => {
        const next = isObject(members.metadata) ? members.metadata.continue : undefined;
        token = typeof next === 'string' ? next : '';
      },
      scalar: () => {},
    };
    try {
      await readDocuments(body, sink, { name: file, limits: DEFAULT_LIMITS });
    } catch (error) {
      throw error instanceof InputError ? error : unreachable(this.#client.server, error);
    }
    return token;
  }

  async #refusal({ status, body }: Answer): Promise<string> {
    const text = await textOf(body);
    if (status === 403) return 'forbidden: this user may not list it';
    return `the API server answered ${status}: ${text.slice(0, 100)}`;
  }
}
