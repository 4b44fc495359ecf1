import { createHash } from 'node:crypto';
import type { GroupKind, KubeObject } from '../kubernetes/index.ts';
import { canonicalJson } from './canonical-json.ts';
import { numberMakes } from './canonical-makes.ts';
import type { PodColumns } from './pod-columns.ts';

/** The annotation that marks objects which no source held: they are worked out of others. */
export const INFERRED_ANNOTATION = 'kubectl-smart/inferred';

export function isInferred(object: KubeObject): boolean {
  return object.metadata.annotations?.[INFERRED_ANNOTATION] !== undefined;
}

/**
 * SHA-256 over what a snapshot says of the cluster: pods in their order, other objects by kind in theirs. Spacing,
 * order of keys, the file's format and what was inferred do not matter.
 */
export function contentDigest(
  pods: PodColumns,
  objects: ReadonlyMap<GroupKind, readonly KubeObject[]>,
  events: readonly KubeObject[],
): string {
  const hash = createHash('sha256');
  hashPods(pods, (part) => hash.update(part));
  const kinds = [...objects.keys()].sort();
  const update = (object: KubeObject) => hash.update(`${canonicalJson(object)}\n`);
  for (const kind of kinds) {
    objects.get(kind)!.forEach((object) => {
      if (!isInferred(object)) update(object);
    });
  }
  events.forEach(update);
  return `sha256:${hash.digest('hex')}`;
}

function hashPods(pods: PodColumns, update: (part: string | Uint8Array) => void): void {
  // Numbers in dictionaries depend on the spelling of their texts: they are counted anew, by value, as rows use them.
  const makes = numberMakes(pods);
  const names = new CanonicalIds((id) => pods.nodeNames.get(id), update);
  const namespaces = new CanonicalIds((id) => pods.namespaces.get(id), update);
  const ids = new Int32Array(pods.count * 4);
  for (let row = 0; row < pods.count; row++) {
    ids[row * 4] = namespaces.of(pods.namespaceId.get(row));
    ids[row * 4 + 1] = makes.ids[row]!;
    ids[row * 4 + 2] = names.of(pods.nodeNameId.get(row));
    ids[row * 4 + 3] = names.of(pods.nominatedNodeNameId.get(row));
  }
  update(new Uint8Array(ids.buffer));
  for (const column of [makes.spines, makes.ends, pods.statuses.parts().rows]) update(bytesOf(column.view()));
  for (const strings of [pods.name, pods.uid, makes.pieces, makes.fields]) {
    const { bytes, ends } = strings.parts();
    update(bytes);
    update(bytesOf(ends));
  }
  const { texts: statuses } = pods.statuses.parts();
  for (const chunk of statuses.chunks()) update(chunk);
  update(bytesOf(statuses.ends));
  for (const column of [
    pods.phase,
    pods.flags,
    pods.restartCount,
    pods.createdMs,
    pods.startedMs,
    pods.readyChangedMs,
    pods.deletionMs,
    pods.deletionGraceSeconds,
  ]) {
    update(bytesOf(column.view()));
  }
}

function bytesOf(values: Int32Array | Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Numbers values in the order in which they are first used; equal values get one number. */
class CanonicalIds {
  readonly #text: (id: number) => string;
  readonly #update: (part: string) => void;
  readonly #byId = new Map<number, number>();
  readonly #byText = new Map<string, number>();

  constructor(text: (id: number) => string, update: (part: string) => void) {
    this.#text = text;
    this.#update = update;
  }

  of(id: number): number {
    if (id < 0) return id;
    const known = this.#byId.get(id);
    if (known !== undefined) return known;
    const text = this.#text(id);
    let number = this.#byText.get(text);
    if (number === undefined) {
      number = this.#byText.size;
      this.#byText.set(text, number);
      this.#update(`${text}\n`);
    }
    this.#byId.set(id, number);
    return number;
  }
}
