import { type GroupKind, groupKindOf, isObject, type KubeObject } from '../../kubernetes/index.ts';

import type { Staging } from '../import/staging.ts';
import { newestTimeIn } from './cluster-objects.ts';

/** What a list of objects says by the objects that are not in it. */
export class Listing {
  readonly #scopes = new Map<string, { readonly kind: GroupKind; readonly namespace: string }>();
  readonly #waiting: { readonly value: Record<string, unknown>; readonly line: number }[] = [];
  #newestVersion = 0;
  #newestMs = Number.NaN;

  /** Keeps an object that does not say its kind until the list has. */
  wait(value: Record<string, unknown>, line: number): void {
    this.#waiting.push({ value, line });
  }

  waiting(): readonly { readonly value: Record<string, unknown>; readonly line: number }[] {
    return this.#waiting;
  }

  saw(object: KubeObject, kind: GroupKind): void {
    const namespace = object.metadata.namespace ?? '';
    this.#scopes.set(`${kind} ${namespace}`, { kind, namespace });
    const version = Number(object.metadata.resourceVersion ?? 0);
    if (version > this.#newestVersion) this.#newestVersion = version;
    const timeMs = newestTimeIn(object);
    if (Number.isNaN(this.#newestMs) || timeMs > this.#newestMs) this.#newestMs = timeMs;
  }

  /**
   * The list is at its end. Where it held objects of a kind in a namespace, it held all of that kind there; a list of
   * one kind that was not cut held all there are.
   */
  end(list: Readonly<Record<string, unknown>>, staging: Staging): void {
    const metadata = isObject(list.metadata) ? list.metadata : {};
    if (typeof metadata.continue === 'string' && metadata.continue !== '') {
      staging.note('a list was cut: more objects existed');
      return;
    }
    const said = typeof metadata.resourceVersion === 'string' ? metadata.resourceVersion : '';
    const version = said === '' ? `${this.#newestVersion}` : said;
    const timeMs = Number.isNaN(this.#newestMs) ? undefined : this.#newestMs;
    for (const { kind, namespace } of this.#scopes.values()) {
      staging.listing(kind, namespace, version, timeMs);
      staging.kind(kind, 'complete', undefined);
    }
    const { apiVersion, kind } = list;
    if (typeof apiVersion !== 'string' || typeof kind !== 'string' || kind === 'List') return;
    staging.kind(groupKindOf(apiVersion, kind.replace(/List$/, '')), 'complete', undefined);
  }
}
