import type { KubeObject, Pod } from '../kubernetes/index.ts';
import { decodeObject } from './intake/decode-object.ts';
import { SnapshotBuilder } from './intake/snapshot-builder.ts';
import type { Snapshot } from './snapshot.ts';

/** What is said of a cluster beside its objects. */
export interface ClusterDescription {
  readonly cluster?: string;
  /** The API server's version, such as `v1.36.3`. */
  readonly kubernetes?: string;
  readonly takenAtMs?: number;
  /** Kinds that the objects are all of, whether there are any or not. */
  readonly complete?: readonly string[];
}

/** The snapshot of a cluster that consists of these objects, and its pods whole, in the order of the rows. */
export function snapshotOf(
  objects: Iterable<KubeObject>,
  description: ClusterDescription = {},
): { readonly snapshot: Snapshot; readonly pods: readonly Pod[] } {
  const read: Pod[] = [];
  const builder = new SnapshotBuilder({ podSink: (pod) => read.push(pod) });
  builder.beginSource('objects');
  builder.format('objects');
  builder.ledger.sayOtherwise('not among the objects');
  if (description.cluster !== undefined) builder.facts.cluster(description.cluster);
  if (description.kubernetes !== undefined) builder.facts.serverVersion(description.kubernetes);
  if (description.takenAtMs !== undefined) builder.facts.takenAt(description.takenAtMs);
  for (const kind of description.complete ?? []) builder.ledger.asked(kind);
  let index = 0;
  for (const object of objects) {
    builder.add(
      decodeObject(structuredClone(object), undefined, { file: 'objects', text: 0, index: index++ }),
    );
  }
  const { snapshot, podOrdinals } = builder.build();
  return { snapshot, pods: podOrdinals ? Array.from(podOrdinals, (ordinal) => read[ordinal]!) : read };
}
