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

/** An object that the run touched, as it stands at the end, and as it stood before the run deleted it. */
interface Touched {
  after: KubeObject | undefined;
  deleted: KubeObject | undefined;
}

/** Every change of objects in order, and how the objects stand at the end. */
export class ObjectFold {
  readonly moments: readonly ObjectMoment[];
  readonly #world: WorldView;
  /** By kind, then by key. */
  readonly #touched = new Map<GroupKind, Map<string, Touched>>();

  constructor(world: WorldView, records: readonly LogRecord[]) {
    this.#world = world;
    const moments: ObjectMoment[] = [];
    for (const { sequence, timeMs, by, change } of records) {
      if (change.type !== 'putObject' && change.type !== 'removeObject') continue;
      const { kind } = change;
      const { namespace, name } = namesOf(change);
      const key = objectKey(namespace, name);
      const touched = this.#touch(kind, key, namespace, name);
      const before = touched.after;
      const after = change.type === 'putObject' ? change.object : undefined;
      touched.after = after;
      if (!after && before) touched.deleted = before;
      moments.push({ sequence, timeMs, by, kind, key, before, after });
    }
    this.moments = moments;
  }

  /** The object as it stands at the end of the run. */
  get(kind: GroupKind, namespace: string | undefined, name: string): KubeObject | undefined {
    const touched = this.#touched.get(kind)?.get(objectKey(namespace, name));
    return touched ? touched.after : this.#inWorld(kind, namespace, name);
  }

  /** The object as it stands at the end, or as it stood before the run deleted it. */
  latest(kind: GroupKind, namespace: string | undefined, name: string): KubeObject | undefined {
    return (
      this.get(kind, namespace, name) ?? this.#touched.get(kind)?.get(objectKey(namespace, name))?.deleted
    );
  }

  #touch(kind: GroupKind, key: string, namespace: string | undefined, name: string): Touched {
    let ofKind = this.#touched.get(kind);
    if (!ofKind) {
      ofKind = new Map();
      this.#touched.set(kind, ofKind);
    }
    let touched = ofKind.get(key);
    if (!touched) {
      touched = { after: this.#inWorld(kind, namespace, name), deleted: undefined };
      ofKind.set(key, touched);
    }
    return touched;
  }

  #inWorld(kind: GroupKind, namespace: string | undefined, name: string): KubeObject | undefined {
    return this.#world.get({ kind, ...(namespace === undefined ? {} : { namespace }), name });
  }
}

function namesOf(
  change: { readonly object: KubeObject } | { readonly namespace?: string; readonly name: string },
): { readonly namespace: string | undefined; readonly name: string } {
  if (!('object' in change)) return { namespace: change.namespace, name: change.name };
  const { namespace, name = '' } = change.object.metadata;
  return { namespace, name };
}
