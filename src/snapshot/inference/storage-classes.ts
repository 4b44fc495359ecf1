import type {
  GroupKind,
  KubeObject,
  PersistentVolume,
  PersistentVolumeClaim,
  StatefulSet,
} from '../../kubernetes/index.ts';
import { compareTexts } from '../../kubernetes/index.ts';
import { INFERRED_ANNOTATION } from '../digest.ts';

const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
const PROVISIONER = [
  'volume.kubernetes.io/storage-provisioner',
  'volume.beta.kubernetes.io/storage-provisioner',
];
const NO_PROVISIONER = 'kubernetes.io/no-provisioner';
/** Of a class of which nothing but the name is known: it may make volumes. */
const UNKNOWN_PROVISIONER = 'kubectl-smart/unknown-provisioner';
const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';
/** Stands for the default class where no claim tells which one that is. */
const NAMELESS_DEFAULT = 'unknown-default-class';

/**
 * The storage classes that claims and claim templates name, and the default one where templates name none. Which
 * provisioner they have is read from claims and volumes; that a volume is made where the pod is to run is assumed.
 */
export function inferStorageClasses(objects: ReadonlyMap<GroupKind, readonly KubeObject[]>): KubeObject[] {
  const claims = (objects.get('PersistentVolumeClaim') ?? []) as readonly PersistentVolumeClaim[];
  const volumes = (objects.get('PersistentVolume') ?? []) as readonly PersistentVolume[];
  const sets = (objects.get('StatefulSet.apps') ?? []) as readonly StatefulSet[];
  const templates = sets.flatMap(({ spec }) => spec?.volumeClaimTemplates ?? []);
  const names = new Set<string>();
  for (const { spec } of [...claims, ...templates])
    if (spec?.storageClassName) names.add(spec.storageClassName);
  const usesDefault = templates.some(({ spec }) => spec?.storageClassName === undefined);
  const provisioners = provisionersOf(claims, volumes);
  const classes = [...names].map((name) =>
    makeClass(name, provisioners.get(name) ?? UNKNOWN_PROVISIONER, false),
  );
  if (usesDefault) classes.push(makeClass(NAMELESS_DEFAULT, UNKNOWN_PROVISIONER, true));
  return classes.sort(({ metadata: a }, { metadata: b }) => compareTexts(a.name ?? '', b.name ?? ''));
}

/** By class. A class of which volumes are there that nobody provisioned makes none. */
function provisionersOf(
  claims: readonly PersistentVolumeClaim[],
  volumes: readonly PersistentVolume[],
): Map<string, string> {
  const provisioners = new Map<string, string>();
  for (const { spec } of volumes) {
    if (spec?.storageClassName && spec.local) provisioners.set(spec.storageClassName, NO_PROVISIONER);
  }
  for (const { metadata, spec } of volumes) {
    const provisioner = metadata.annotations?.[PROVISIONED_BY] ?? spec?.csi?.driver;
    if (spec?.storageClassName && provisioner) provisioners.set(spec.storageClassName, provisioner);
  }
  for (const { metadata, spec } of claims) {
    const provisioner = PROVISIONER.map((key) => metadata.annotations?.[key]).find(Boolean);
    if (spec?.storageClassName && provisioner) provisioners.set(spec.storageClassName, provisioner);
  }
  return provisioners;
}

function makeClass(name: string, provisioner: string, isDefault: boolean): KubeObject {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {
      name,
      annotations: { [INFERRED_ANNOTATION]: 'claims', ...(isDefault ? { [DEFAULT_CLASS]: 'true' } : {}) },
    },
    provisioner,
    volumeBindingMode: 'WaitForFirstConsumer',
  };
}
