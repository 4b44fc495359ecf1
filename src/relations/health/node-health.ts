import type { KubeObject, Node } from '../../kubernetes/index.ts';
import { degraded, failing, type Health, ok, unknown } from './health-rule.ts';

const PRESSURES = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'];

/** A node by its conditions and whether it takes pods. */
export function nodeHealth(object: KubeObject): Health {
  const { spec, status } = object as Node;
  const conditions = status?.conditions ?? [];
  const ready = conditions.find(({ type }) => type === 'Ready');
  if (!ready) return unknown('it never said that it is ready');
  const cordoned = spec?.unschedulable ? ['cordoned'] : [];
  if (ready.status !== 'True') {
    const why =
      ready.status === 'Unknown'
        ? 'NotReady: it stopped reporting'
        : `NotReady: ${ready.reason ?? 'not said why'}`;
    return failing([why, ...cordoned].join(', '));
  }
  const pressures = PRESSURES.filter((name) =>
    conditions.some(({ type, status: is }) => type === name && is === 'True'),
  );
  const troubles = [...pressures, ...cordoned];
  return troubles.length > 0 ? degraded(`Ready, ${troubles.join(', ')}`) : ok('Ready');
}
