import type { KubeObject, PersistentVolumeClaim, StorageClass } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import type { AdmissionPlugin } from './admission.ts';

const STORAGE_CLASS = 'StorageClass.storage.k8s.io';
const DEFAULT_CLASS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];
const PROTECTION: Readonly<Record<string, string>> = {
  PersistentVolumeClaim: 'kubernetes.io/pvc-protection',
  PersistentVolume: 'kubernetes.io/pv-protection',
};

/**
 * A claim that names no class gets the default one.
 *
 * @source plugin/pkg/admission/storage/storageclass/setdefault/admission.go → claimDefaulterPlugin.Admit (v1.36.3)
 */
export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  handles: ({ operation, kind }) => operation === 'CREATE' && kind === 'PersistentVolumeClaim',
  mutate: ({ object, name }, { storage }) => {
    const { spec, metadata } = object as PersistentVolumeClaim;
    const isNamed =
      spec?.storageClassName !== undefined ||
      metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] !== undefined;
    if (isNamed) return object;
    const chosen = defaultClassOf(storage.world);
    if (!chosen) {
      storage.unknowns.relyOn(STORAGE_CLASS, 'no storage class is the default', () => name);
      return object;
    }
    return { ...object, spec: { ...spec, storageClassName: chosen.metadata.name } } as unknown as KubeObject;
  },
};

/** The newest of the default classes, then the first by name. */
function defaultClassOf({ objects }: WorldView): StorageClass | undefined {
  const defaults = ([...objects.all(STORAGE_CLASS)] as unknown as StorageClass[]).filter(({ metadata }) =>
    DEFAULT_CLASS.some((key) => metadata.annotations?.[key] === 'true'),
  );
  const age = ({ metadata }: StorageClass) => String(metadata.creationTimestamp ?? '');
  const name = ({ metadata }: StorageClass) => metadata.name ?? '';
  return defaults.sort((a, b) =>
    age(a) !== age(b) ? (age(a) > age(b) ? -1 : 1) : name(a) < name(b) ? -1 : 1,
  )[0];
}

/**
 * Claims and volumes are kept while they are in use.
 *
 * @source plugin/pkg/admission/storage/storageobjectinuseprotection/admission.go → Plugin.Admit (v1.36.3)
 */
export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  handles: ({ operation, kind }) => operation === 'CREATE' && kind in PROTECTION,
  mutate: ({ object, kind }) => {
    const finalizer = PROTECTION[kind]!;
    const { finalizers = [] } = object.metadata;
    if (finalizers.includes(finalizer)) return object;
    return { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } };
  },
};
