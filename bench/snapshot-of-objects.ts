import { type GroupKind, groupKindOf, type KubeObject, type Pod } from '../src/kubernetes/index.ts';
import { PodColumns, type Snapshot } from '../src/snapshot/index.ts';

/** A snapshot of objects that are in memory already, everything known. */
export function snapshotOfObjects(source: Iterable<KubeObject>): Snapshot {
  const pods = new PodColumns();
  const objects = new Map<GroupKind, KubeObject[]>();
  for (const object of source) {
    const kind = groupKindOf(object.apiVersion ?? 'v1', object.kind ?? '');
    if (kind === 'Pod') pods.push(object as Pod);
    else {
      const known = objects.get(kind);
      if (known) known.push(object);
      else objects.set(kind, [object]);
    }
  }
  return {
    metadata: {
      formats: ['bench'],
      sources: ['bench'],
      kubernetes: 'v1.36',
      takenAtMs: Date.UTC(2026, 0, 2),
      digest: 'sha256:bench',
      redaction: 'none',
    },
    completeness: [],
    notes: [],
    pods,
    objects,
    events: [],
  };
}
