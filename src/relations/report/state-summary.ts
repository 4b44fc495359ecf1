import { instant } from '../../kubernetes/index.ts';
import type { SnapshotMetadata } from '../../snapshot/index.ts';
import type { StateSummary } from './documents.ts';

/** What a report says of the snapshot that it rests on. */
export function stateSummary({ digest, takenAtMs, kubernetes, cluster }: SnapshotMetadata): StateSummary {
  return {
    digest,
    takenAt: takenAtMs === undefined ? null : instant(takenAtMs),
    kubernetes: kubernetes ?? null,
    ...(cluster === undefined ? {} : { cluster }),
  };
}
