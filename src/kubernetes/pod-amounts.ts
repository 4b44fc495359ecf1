import { type Amount, addAmounts, amountsIn, raiseAmounts } from './amount.ts';
import type { Container, PodSpec } from './types.ts';

/**
 * What a pod requests, or is limited to, in all: containers and sidecars together, or the largest init container if
 * that is more; the pod's own amounts where it has them.
 *
 * @param withOverhead quota counts the overhead, limit ranges do not.
 * @source k8s.io/component-helpers/resource/helpers.go → PodRequests, PodLimits (v0.36.3)
 */
export function podAmounts(
  spec: PodSpec,
  which: 'requests' | 'limits',
  withOverhead: boolean,
): Map<string, Amount> {
  const of = (container: Container) => amountsIn(container.resources?.[which]);
  const total = new Map<string, Amount>();
  for (const container of spec.containers) addAmounts(total, of(container));
  const sidecars = new Map<string, Amount>();
  const largest = new Map<string, Amount>();
  for (const container of spec.initContainers ?? []) {
    const own = of(container);
    if (container.restartPolicy === 'Always') {
      addAmounts(total, own);
      addAmounts(sidecars, own);
      raiseAmounts(largest, sidecars);
    } else {
      addAmounts(own, sidecars);
      raiseAmounts(largest, own);
    }
  }
  raiseAmounts(total, largest);
  for (const [name, amount] of amountsIn(spec.resources?.[which])) total.set(name, amount);
  if (withOverhead && total.size > 0) addAmounts(total, amountsIn(spec.overhead));
  return total;
}
