import type { AdmissionPlugin } from './admission.ts';
import { specOf, withSpec } from './pod-request.ts';

const SECONDS = 300;
const KEYS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

/**
 * A pod that says nothing else tolerates a node that is not ready or unreachable for five minutes.
 *
 * @source plugin/pkg/admission/defaulttolerationseconds/admission.go → Plugin.Admit (v1.36.3)
 */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  // What an update takes away comes back.
  handles: ({ kind, subresource }) => kind === 'Pod' && subresource === undefined,
  mutate: ({ object }) => {
    const { tolerations = [] } = specOf(object);
    const missing = KEYS.filter(
      (wanted) =>
        !tolerations.some(
          ({ key, effect }) => (!key || key === wanted) && (!effect || effect === 'NoExecute'),
        ),
    );
    if (missing.length === 0) return object;
    const added = missing.map((key) => ({
      key,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: SECONDS,
    }));
    return withSpec(object, { tolerations: [...tolerations, ...added] });
  },
};
