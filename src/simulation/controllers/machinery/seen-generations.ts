import type { KubeObject } from '../../../kubernetes/index.ts';
import { keyOf } from './object-key.ts';

/**
 * Which generation of each object was worked on last: a status that the controller wrote itself is no news. An object
 * that came back under its name is another one.
 */
export class SeenGenerations {
  readonly #seen = new Map<string, string>();

  saw(object: KubeObject): void {
    this.#seen.set(keyOf(object), identityOf(object));
  }

  /** The object's key, if it has to be worked on. */
  news(object: KubeObject): string[] {
    const key = keyOf(object);
    const isSeen = object.metadata.generation !== undefined && this.#seen.get(key) === identityOf(object);
    return isSeen ? [] : [key];
  }
}

function identityOf({ metadata }: KubeObject): string {
  return `${metadata.uid} ${metadata.generation}`;
}
