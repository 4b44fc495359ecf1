import { InputError } from '../../errors/index.ts';
import { type GroupKind, isObject } from '../../kubernetes/index.ts';
import type { AssumedKind } from '../intake/decode-object.ts';
import { CAPTURED, CUSTOM_GROUPS } from './captured-kinds.ts';
import type { Answer, ClusterClient } from './cluster-client.ts';

/** One resource to list. */
export interface Listing extends AssumedKind {
  readonly path: string;
}

/** Finds out what a live cluster serves. */
export class Discovery {
  readonly #client: ClusterClient;
  readonly #namespace: string | undefined;

  /** @param namespace only this one, and what has none. */
  constructor(client: ClusterClient, namespace: string | undefined) {
    this.#client = client;
    this.#namespace = namespace;
  }

  /** The server's version and clock; undefined and NaN where it does not tell. */
  async version(): Promise<{ readonly gitVersion: string | undefined; readonly timeMs: number }> {
    const { value, answer } = await this.#json('/version');
    return {
      gitVersion: typeof value.gitVersion === 'string' ? value.gitVersion : undefined,
      timeMs: answer.timeMs,
    };
  }

  /** What can be listed, and Kubernetes' own kinds that this server does not serve: of those there are none. */
  async listings(): Promise<{
    readonly listings: readonly Listing[];
    readonly notServed: readonly GroupKind[];
  }> {
    const own = await this.#ownListings();
    return { ...own, listings: [...own.listings, ...(await this.#customListings())] };
  }

  /** Kubernetes' kinds that this server serves, and those that it does not. */
  async #ownListings() {
    const notServed: GroupKind[] = [];
    const served = new Map<string, ReadonlySet<string>>();
    const listings: Listing[] = [];
    for (const [kind, { group, version, kind: name, plural, isNamespaced }] of CAPTURED) {
      const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
      if (!served.has(root))
        served.set(root, new Set((await this.#resources(root)).map((each) => each.name)));
      if (served.get(root)!.has(plural)) {
        const path = this.#path(root, plural, isNamespaced);
        listings.push({ path, apiVersion: group === '' ? version : `${group}/${version}`, kind: name });
      } else notServed.push(kind);
    }
    return { listings, notServed };
  }

  /** Whatever can be listed of the groups that decide about pods or nodes, where they are installed. */
  async #customListings(): Promise<Listing[]> {
    const { value } = await this.#json('/apis');
    const groups: unknown[] = Array.isArray(value.groups) ? value.groups : [];
    const listings: Listing[] = [];
    for (const group of groups) {
      if (
        !isObject(group) ||
        !CUSTOM_GROUPS.includes(String(group.name)) ||
        !isObject(group.preferredVersion)
      )
        continue;
      const apiVersion = String(group.preferredVersion.groupVersion);
      for (const { name, kind, namespaced } of await this.#resources(`/apis/${apiVersion}`)) {
        listings.push({ path: this.#path(`/apis/${apiVersion}`, name, namespaced), apiVersion, kind });
      }
    }
    return listings;
  }

  #path(root: string, plural: string, isNamespaced: boolean): string {
    const namespace = this.#namespace;
    return namespace !== undefined && isNamespaced
      ? `${root}/namespaces/${encodeURIComponent(namespace)}/${plural}`
      : `${root}/${plural}`;
  }

  /** The resources of a group and version that can be listed; none when it is not served. */
  async #resources(root: string): Promise<{ name: string; kind: string; namespaced: boolean }[]> {
    const { value, answer } = await this.#json(root);
    if (answer.status !== 200 || !Array.isArray(value.resources)) return [];
    return value.resources.flatMap((each: unknown) => {
      if (!isObject(each) || typeof each.name !== 'string' || typeof each.kind !== 'string') return [];
      const canList = Array.isArray(each.verbs) && each.verbs.includes('list') && !each.name.includes('/');
      return canList ? [{ name: each.name, kind: each.kind, namespaced: each.namespaced === true }] : [];
    });
  }

  async #json(path: string): Promise<{ value: Record<string, unknown>; answer: Answer }> {
    const answer = await this.#client.get(path);
    const text = await textOf(answer.body);
    try {
      const value: unknown = JSON.parse(text);
      return { value: isObject(value) ? value : {}, answer };
    } catch {
      if (answer.status >= 400) return { value: {}, answer };
      throw new InputError('what answers there is no API server of Kubernetes', {
        where: this.#client.server + path,
      });
    }
  }
}

/** The whole of an answer that is known to be small. */
export async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}
