import type { PersistentVolume, PersistentVolumeClaim, StatefulSet } from '../../kubernetes/index.ts';
import type { DeclaringKind } from './declaring-kind.ts';
import { ReferenceList } from './references.ts';

const STORAGE_CLASS = 'StorageClass.storage.k8s.io';

/** A claim is bound to its volume and provisioned by its class. */
export const claim: DeclaringKind = {
  groupKind: 'PersistentVolumeClaim',
  targets: ['PersistentVolume', STORAGE_CLASS],
  references: (object) => {
    const { spec } = object as PersistentVolumeClaim;
    const list = new ReferenceList();
    if (spec?.volumeName)
      list.add('binds', `PersistentVolume/${spec.volumeName}`, 'is bound to it', 'spec.volumeName');
    if (spec?.storageClassName)
      list.add(
        'uses',
        `StorageClass/${spec.storageClassName}`,
        'is provisioned by it',
        'spec.storageClassName',
      );
    return list.references();
  },
};

/** A volume is of a class; a local one can be reached from its nodes only. */
export const volume: DeclaringKind = {
  groupKind: 'PersistentVolume',
  targets: [STORAGE_CLASS, 'Node'],
  references: (object) => {
    const { spec } = object as PersistentVolume;
    const list = new ReferenceList();
    if (spec?.storageClassName)
      list.add('uses', `StorageClass/${spec.storageClassName}`, 'is of this class', 'spec.storageClassName');
    (spec?.nodeAffinity?.required?.nodeSelectorTerms ?? []).forEach((term, index) => {
      (term.matchExpressions ?? []).forEach(({ key, operator, values = [] }, at) => {
        if (key !== 'kubernetes.io/hostname' || operator !== 'In') return;
        const path = `spec.nodeAffinity.required.nodeSelectorTerms[${index}].matchExpressions[${at}]`;
        for (const node of values) list.add('runsOn', `Node/${node}`, 'can be reached only from it', path);
      });
    });
    return list.references();
  },
};

/** What a StatefulSet names beside its pod template: the Service that names its pods and the classes of its claims. */
export function statefulSetReferences(object: StatefulSet, namespace: string) {
  const list = new ReferenceList();
  const { serviceName, volumeClaimTemplates = [] } = object.spec ?? {};
  if (serviceName)
    list.add(
      'uses',
      `Service/${namespace}/${serviceName}`,
      'has the names of its pods from it',
      'spec.serviceName',
    );
  volumeClaimTemplates.forEach(({ metadata, spec }, index) => {
    if (!spec?.storageClassName) return;
    const way = `has its ${metadata?.name ?? ''} claims provisioned by it`;
    list.add(
      'uses',
      `StorageClass/${spec.storageClassName}`,
      way,
      `spec.volumeClaimTemplates[${index}].spec`,
    );
  });
  return list.references();
}
