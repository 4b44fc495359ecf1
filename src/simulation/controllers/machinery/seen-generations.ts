import type { KubeObject } from '../../../kubernetes/index.ts';
import { NO_KEYS } from '../controller.ts';
import { keyOf } from './object-key.ts';

interface Identity {
  readonly uid: string | undefined;
  readonly generation: number | undefined;
}

/**
 * Which generation of each object was worked on last: a status that the controller wrote itself is no news. An object
 * that came back under its name is another one.
 */
export class SeenGenerations {
  readonly #seen = new Map<string, Identity>();

  saw(object: KubeObject): void {
    const { uid, generation } = object.metadata;
    this.#seen.set(keyOf(object), { uid, generation });
  }

  /** The object's key, if it has to be worked on. */
  news(object: KubeObject): readonly string[] {
    const key = keyOf(object);
    const { uid, generation } = object.metadata;
    const seen = this.#seen.get(key);
    const isSeen = generation !== undefined && seen?.generation === generation && seen.uid === uid;
    return isSeen ? NO_KEYS : [key];
  }
}
