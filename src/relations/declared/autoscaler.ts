import { groupKindOf, type HorizontalPodAutoscaler } from '../../kubernetes/index.ts';
import { keyFor } from '../object-key.ts';
import type { DeclaringKind } from './declaring-kind.ts';
import { ReferenceList } from './references.ts';

/** An autoscaler sets the replicas of its target. */
export const autoscaler: DeclaringKind = {
  groupKind: 'HorizontalPodAutoscaler.autoscaling',
  targets: undefined,
  references: (object, namespace) => {
    const { spec } = object as HorizontalPodAutoscaler;
    const target = spec?.scaleTargetRef;
    const list = new ReferenceList();
    if (target?.name) {
      const key = keyFor(groupKindOf(target.apiVersion ?? 'apps/v1', target.kind), namespace, target.name);
      const way = `keeps it between ${spec?.minReplicas ?? 1} and ${spec?.maxReplicas} replicas`;
      list.add('scales', key, way, 'spec.scaleTargetRef');
    }
    return list.references();
  },
};
