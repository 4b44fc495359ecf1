import { instant } from '../kubernetes/index.ts';
import type { WorldView } from '../world/index.ts';
import type { SnapshotSummary } from './documents.ts';

/** What a report says about the snapshot that it rests on. */
export function summarizeSnapshot({ snapshot, version }: WorldView): SnapshotSummary {
  const { metadata, completeness, notes, objects, pods } = snapshot;
  const { takenAtMs, cluster } = metadata;
  return {
    digest: metadata.digest,
    takenAt: takenAtMs === undefined ? null : instant(takenAtMs),
    kubernetes: version.text,
    kubernetesAssumed: version.assumed,
    ...(cluster === undefined ? {} : { cluster }),
    sources: metadata.sources,
    formats: metadata.formats,
    nodeCount: objects.get('Node')?.length ?? 0,
    podCount: pods.count,
    completeness: completeness.map(({ kind, state, count, detail, effect }) => ({
      kind,
      state,
      count,
      ...(detail === undefined ? {} : { detail }),
      ...(effect === undefined ? {} : { effect }),
    })),
    notes: notes.map(({ code, message }) => ({ code, message })),
  };
}
