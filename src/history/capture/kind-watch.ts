import { setTimeout as sleep } from 'node:timers/promises';
import { InputError } from '../../errors/index.ts';
import { type GroupKind, groupKindOf, isObject } from '../../kubernetes/index.ts';
import { type ClusterClient, DEFAULT_LIMITS, type Listing, readDocuments } from '../../snapshot/index.ts';
import type { RecordedRedaction } from '../import/redact-recorded.ts';
import type { Staging } from '../import/staging.ts';
import { takeObject } from '../sources/cluster-objects.ts';
import { takeWatchEvent } from '../sources/watch-stream.ts';

const PAGE_SIZE = 500;
/** How long the server keeps one watch open; it may say nothing for as long, and a little longer. */
const WATCH_SECONDS = 300;
const IDLE_MS = (WATCH_SECONDS + 30) * 1000;
/** How long a cluster may be out of reach before the recording ends, and how soon it is asked again. */
const PATIENCE_MS = 30_000;
const RETRY_MS = 1_000;
const GONE = 410;
const FORBIDDEN = 403;

/** Follows all objects of one kind: a list, and then a watch from where the list ended, again and again. */
export class KindWatch {
  readonly #client: ClusterClient;
  readonly #listing: Listing;
  readonly #kind: GroupKind;
  readonly #staging: Staging;
  readonly #redaction: RecordedRedaction;
  /** Where the watch goes on; undefined when the kind cannot be read. */
  #version: string | undefined;

  constructor(
    client: ClusterClient,
    listing: Listing,
    staging: Staging,
    { redaction }: { readonly redaction: RecordedRedaction },
  ) {
    this.#client = client;
    this.#listing = listing;
    this.#kind = groupKindOf(listing.apiVersion, listing.kind);
    this.#staging = staging;
    this.#redaction = redaction;
  }

  /**
   * Takes in every object as it is now.
   *
   * @throws InputError when the server cannot be reached.
   */
  async list(): Promise<void> {
    const staging = this.#staging;
    const timeMs = Date.now();
    let token = '';
    do {
      const query = new URLSearchParams({
        limit: `${PAGE_SIZE}`,
        ...(token === '' ? {} : { continue: token }),
      });
      const { status, body } = await this.#client.get(`${this.#listing.path}?${query}`);
      if (status !== 200) {
        body.resume();
        this.#version = undefined;
        staging.note(
          `${this.#kind}: ${status === FORBIDDEN ? 'this user may not list it' : `the server answered ${status}`}`,
        );
        return;
      }
      token = await this.#page(body);
    } while (token !== '');
    staging.listing(this.#kind, undefined, this.#version, timeMs);
    staging.kind(this.#kind, 'complete', undefined);
  }

  /**
   * Watches until told to stop.
   *
   * @throws InputError when the server stays out of reach, or does not know the user any more.
   */
  async follow(stop: AbortSignal): Promise<void> {
    let lostMs: number | undefined;
    while (this.#version !== undefined && !stop.aborted) {
      try {
        await this.#watch(stop);
        lostMs = undefined;
      } catch (error) {
        if (stop.aborted) return;
        lostMs ??= Date.now();
        if (isFinal(error) || Date.now() - lostMs > PATIENCE_MS) throw error;
        await sleep(RETRY_MS, undefined, { signal: stop }).catch(() => {});
      }
    }
  }

  async #watch(stop: AbortSignal): Promise<void> {
    const query = new URLSearchParams({
      watch: '1',
      allowWatchBookmarks: 'true',
      resourceVersion: this.#version ?? '',
      timeoutSeconds: `${WATCH_SECONDS}`,
    });
    const { status, body } = await this.#client.get(`${this.#listing.path}?${query}`, IDLE_MS);
    if (status === GONE) {
      body.resume();
      await this.#startAnew();
      return;
    }
    if (status !== 200) {
      body.resume();
      throw new InputError(`the API server answered ${status} to the watch of ${this.#kind}`, {
        where: this.#client.server,
      });
    }
    const close = () => body.destroy();
    stop.addEventListener('abort', close, { once: true });
    let isTooOld = false;
    try {
      await readDocuments(
        body,
        {
          streams: () => false,
          element: () => {},
          scalar: () => {},
          document: (event) => {
            isTooOld ||= this.#take(event);
          },
        },
        { name: this.#listing.path, limits: DEFAULT_LIMITS },
      );
    } catch (error) {
      throw error instanceof InputError ? error : lost(this.#client.server, error);
    } finally {
      stop.removeEventListener('abort', close);
    }
    if (isTooOld) await this.#startAnew();
  }

  /** @returns whether the server has forgotten the version that was asked for. */
  #take(event: Record<string, unknown>): boolean {
    const object = isObject(event.object) ? event.object : {};
    if (event.type === 'ERROR') {
      if (object.code === GONE) return true;
      throw new InputError(`the watch of ${this.#kind} failed: ${String(object.message)}`, {
        where: this.#client.server,
      });
    }
    const { apiVersion, kind } = this.#listing;
    const whole = { ...event, time: new Date().toISOString(), object: { apiVersion, kind, ...object } };
    takeWatchEvent(whole, this.#staging, this.#redaction, 0);
    const metadata = isObject(object.metadata) ? object.metadata : {};
    if (typeof metadata.resourceVersion === 'string') this.#version = metadata.resourceVersion;
    return false;
  }

  /** What happened since the last event cannot be asked any more: the present state is, and a gap is said. */
  async #startAnew(): Promise<void> {
    const fromMs = Date.now();
    await this.list();
    this.#staging.gap(
      fromMs,
      Date.now(),
      `${this.#kind}: the server had forgotten where the watch was; changes may be missing`,
    );
  }

  async #page(body: AsyncIterable<Uint8Array>): Promise<string> {
    let token = '';
    const { apiVersion, kind } = this.#listing;
    await readDocuments(
      body,
      {
        streams: (member) => member === 'items',
        element: (value) => {
          takeObject({ apiVersion, kind, ...(value as object) }, this.#staging, this.#redaction, {
            operation: 'SEEN',
            line: 0,
          });
        },
        document: (members) => {
          const metadata = isObject(members.metadata) ? members.metadata : {};
          token = typeof metadata.continue === 'string' ? metadata.continue : '';
          if (typeof metadata.resourceVersion === 'string') this.#version = metadata.resourceVersion;
        },
        scalar: () => {},
      },
      { name: this.#listing.path, limits: DEFAULT_LIMITS },
    ).catch((error: unknown) => {
      throw error instanceof InputError ? error : lost(this.#client.server, error);
    });
    return token;
  }
}

/** Whether it makes no sense to ask again. */
function isFinal(error: unknown): boolean {
  return error instanceof InputError && /credentials/.test(error.message);
}

function lost(server: string, error: unknown): InputError {
  return new InputError(
    `the API server broke the connection: ${error instanceof Error ? error.message : String(error)}`,
    {
      where: server,
      cause: error,
    },
  );
}
