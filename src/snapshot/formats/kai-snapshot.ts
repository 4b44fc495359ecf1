import { isObject } from '../../kubernetes/index.ts';
import type { Chunks } from '../archive/archive.ts';

import type { Intake } from '../intake/intake.ts';
import type { ArchiveFormat, TextFormat } from './format.ts';
import { type NamedKinds, namedKinds, readNamedLists } from './named-lists.ts';

const KINDS: NamedKinds = {
  ...namedKinds({
    pods: 'Pod',
    nodes: 'Node',
    priorityClasses: 'PriorityClass.scheduling.k8s.io',
    configMaps: 'ConfigMap',
    persistentVolumeClaims: 'PersistentVolumeClaim',
    csiStorageCapacities: 'CSIStorageCapacity.storage.k8s.io',
    storageClasses: 'StorageClass.storage.k8s.io',
    csiDrivers: 'CSIDriver.storage.k8s.io',
    resourceClaims: 'ResourceClaim.resource.k8s.io',
    resourceSlices: 'ResourceSlice.resource.k8s.io',
    deviceClasses: 'DeviceClass.resource.k8s.io',
  }),
  queues: { apiVersion: 'scheduling.run.ai/v2', kind: 'Queue' },
  podGroups: { apiVersion: 'scheduling.run.ai/v2alpha2', kind: 'PodGroup' },
  bindRequests: { apiVersion: 'scheduling.run.ai/v1alpha2', kind: 'BindRequest' },
  topologies: { apiVersion: 'kai.scheduler/v1alpha1', kind: 'Topology' },
};
const BEGINNING = /^\s*\{\s*"(config|schedulerParams|rawObjects|discovery)"\s*:/;
const NAME = 'KAI snapshot';

async function read(chunks: Chunks, intake: Intake, file: string): Promise<void> {
  const { discovery } = await readNamedLists(chunks, intake, { file, kinds: KINDS, within: 'rawObjects' });
  const version =
    isObject(discovery) && isObject(discovery.serverVersion) ? discovery.serverVersion.gitVersion : undefined;
  if (typeof version === 'string') intake.builder.facts.serverVersion(version);
  intake.builder.ledger.sayOtherwise('never asked: KAI saves only what its scheduler reads');
}

/**
 * What KAI-Scheduler's snapshot plugin serves: a zip with one JSON in it.
 *
 * @source kai-scheduler/KAI-Scheduler pkg/scheduler/plugins/snapshot/snapshot.go → Snapshot
 */
export const kaiSnapshot: ArchiveFormat = {
  name: NAME,
  recognise: (paths) =>
    paths.length === 1 && paths[0]!.endsWith('snapshot.json')
      ? { readerOf: () => (entry, intake, file) => read(entry.chunks, intake, file) }
      : undefined,
};

/** The JSON of a KAI snapshot without its zip. */
export const kaiSnapshotText: TextFormat = {
  name: NAME,
  recognises: (head) => BEGINNING.test(new TextDecoder().decode(head)),
  async read(text, intake) {
    await read(text.open(), intake, text.name);
    return undefined;
  },
};
