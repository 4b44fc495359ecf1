import { type GroupKind, type KubeObject, objectKey } from '../../kubernetes/index.ts';
import type { LogRecord } from '../../simulation/index.ts';
import type { WorldView } from '../../world/index.ts';

/** One change of an object that is no pod. */
export interface ObjectMoment {
  readonly sequence: number;
  readonly timeMs: number;
  readonly by: LogRecord['by'];
  readonly kind: GroupKind;
  /** `namespace/name`, or `name`. */
  readonly key: string;
  readonly before: KubeObject | undefined;
  /** Undefined: it was deleted. */
  readonly after: KubeObject | undefined;
}

/** Every change of objects in order, and how the objects stand at the end. */
export class ObjectFold {
  readonly moments: readonly ObjectMoment[];
  readonly #world: WorldView;
  readonly #final = new Map<string, KubeObject | undefined>();
  /** Objects that were deleted, as they stood before. */
  readonly #deleted = new Map<string, KubeObject>();

  constructor(world: WorldView, records: readonly LogRecord[]) {
    this.#world = world;
    const moments: ObjectMoment[] = [];
    for (const { sequence, timeMs, by, change } of records) {
      if (change.type !== 'putObject' && change.type !== 'removeObject') continue;
      const { kind } = change;
      const { namespace, name } = namesOf(change);
      const before = this.get(kind, namespace, name);
      const after = change.type === 'putObject' ? change.object : undefined;
      const key = objectKey(namespace, name);
      this.#final.set(`${kind} ${key}`, after);
      if (!after && before) this.#deleted.set(`${kind} ${key}`, before);
      moments.push({ sequence, timeMs, by, kind, key, before, after });
    }
    this.moments = moments;
  }

  /** The object as it stands at the end of the run. */
  get(kind: GroupKind, namespace: string | undefined, name: string): KubeObject | undefined {
    const key = `${kind} ${objectKey(namespace, name)}`;
    if (this.#final.has(key)) return this.#final.get(key);
    return this.#world.get({ kind, ...(namespace === undefined ? {} : { namespace }), name });
  }

  /** The object as it stands at the end, or as it stood before the run deleted it. */
  latest(kind: GroupKind, namespace: string | undefined, name: string): KubeObject | undefined {
    return this.get(kind, namespace, name) ?? this.#deleted.get(`${kind} ${objectKey(namespace, name)}`);
  }
}

function namesOf(
  change: { readonly object: KubeObject } | { readonly namespace?: string; readonly name: string },
): { readonly namespace: string | undefined; readonly name: string } {
  if (!('object' in change)) return { namespace: change.namespace, name: change.name };
  const { namespace, name = '' } = change.object.metadata;
  return { namespace, name };
}
