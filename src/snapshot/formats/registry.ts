import { clusterInfoDump } from './cluster-info-dump.ts';
import { crustGather } from './crust-gather.ts';
import type { ArchiveFormat, TextFormat } from './format.ts';
import { insightsArchive } from './insights-archive.ts';
import { kaiSnapshot, kaiSnapshotText } from './kai-snapshot.ts';
import { kubectlList } from './kubectl-list.ts';
import { manifestFolder } from './manifest-folder.ts';
import { mustGather } from './must-gather.ts';
import { schedulerSimulatorExport, schedulerSimulatorRecord } from './scheduler-simulator.ts';
import { simkubeTrace } from './simkube-trace.ts';
import { supportBundle } from './support-bundle.ts';
import { veleroBackup } from './velero-backup.ts';

/** Formats of many files; the first that recognises the paths reads them, so the general ones come last. */
export const ARCHIVE_FORMATS: readonly ArchiveFormat[] = [
  supportBundle,
  veleroBackup,
  crustGather,
  insightsArchive,
  mustGather,
  clusterInfoDump,
  kaiSnapshot,
  manifestFolder,
];

/** Formats of one text; the last takes whatever no other one does. */
export const TEXT_FORMATS: readonly TextFormat[] = [
  simkubeTrace,
  schedulerSimulatorExport,
  schedulerSimulatorRecord,
  kaiSnapshotText,
  kubectlList,
];
