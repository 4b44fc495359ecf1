import type { Node } from '../../../kubernetes/index.ts';
import type { AdmissionPlugin } from './admission.ts';

const NOT_READY = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };

/**
 * A new node takes no pods until it has reported ready.
 *
 * @source plugin/pkg/admission/nodetaint/admission.go → Plugin.Admit (v1.36.3)
 */
export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  handles: ({ operation, kind }) => operation === 'CREATE' && kind === 'Node',
  mutate: ({ object }) => {
    const { spec } = object as Node;
    const taints = spec?.taints ?? [];
    if (taints.some(({ key, effect }) => key === NOT_READY.key && effect === NOT_READY.effect)) return object;
    return { ...object, spec: { ...spec, taints: [...taints, NOT_READY] } };
  },
};
