import type { KubeObject, PersistentVolumeClaim } from '../../kubernetes/index.ts';
import { compareTexts } from '../../kubernetes/index.ts';
import { INFERRED_ANNOTATION } from '../digest.ts';

/** The volumes that bound claims name. Nothing is known of where they can be used, so they are usable on every node. */
export function inferVolumes(claims: readonly KubeObject[]): KubeObject[] {
  return (claims as readonly PersistentVolumeClaim[])
    .flatMap((claim) => volumeOfClaim(claim) ?? [])
    .sort(({ metadata: a }, { metadata: b }) => compareTexts(a.name ?? '', b.name ?? ''));
}

function volumeOfClaim({ metadata, spec, status }: PersistentVolumeClaim): KubeObject | undefined {
  const { volumeName, accessModes, storageClassName, volumeMode } = spec ?? {};
  if (!volumeName || status?.phase !== 'Bound') return undefined;
  const { namespace, name, uid } = metadata;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name: volumeName,
      finalizers: ['kubernetes.io/pv-protection'],
      annotations: { [INFERRED_ANNOTATION]: 'claims' },
    },
    spec: {
      ...(accessModes === undefined ? {} : { accessModes }),
      ...(storageClassName === undefined ? {} : { storageClassName }),
      ...(volumeMode === undefined ? {} : { volumeMode }),
      ...(status.capacity === undefined ? {} : { capacity: status.capacity }),
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        namespace,
        name,
        ...(uid === undefined ? {} : { uid }),
      },
    },
    status: { phase: 'Bound' },
  };
}
