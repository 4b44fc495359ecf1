import type { Node } from '../../../kubernetes/index.ts';

/** @source pkg/controller/nodelifecycle/config/v1alpha1/defaults.go (v1.36.3) */
const NORMAL_RATE = 0.1;
const SECONDARY_RATE = 0.01;
const LARGE_ZONE = 50;
const UNHEALTHY_SHARE = 0.55;

export type ZoneState = 'normal' | 'partial' | 'full';

/** How many nodes of a zone count, and how many of them are not Ready. */
export interface ZoneHealth {
  ready: number;
  notReady: number;
}

/** @source pkg/controller/nodelifecycle/node_lifecycle_controller.go → ComputeZoneState (v1.36.3) */
export function zoneState({ ready, notReady }: ZoneHealth): ZoneState {
  if (ready === 0 && notReady > 0) return 'full';
  return notReady > 2 && notReady / (notReady + ready) >= UNHEALTHY_SHARE ? 'partial' : 'normal';
}

/**
 * Nodes tainted in a second; in a small zone that is mostly unhealthy none at all.
 *
 * @source pkg/controller/nodelifecycle/node_lifecycle_controller.go → setLimiterInZone, ReducedQPSFunc (v1.36.3)
 */
export function taintsPerSecond(state: ZoneState, { ready, notReady }: ZoneHealth): number {
  if (state !== 'partial') return NORMAL_RATE;
  return ready + notReady > LARGE_ZONE ? SECONDARY_RATE : 0;
}

/** Region and zone of a node; nodes without labels form one zone. @source component-helpers/node/topology → GetZoneKey */
export function zoneOf({ metadata: { labels = {} } }: Node): string {
  const region =
    labels['topology.kubernetes.io/region'] ?? labels['failure-domain.beta.kubernetes.io/region'] ?? '';
  const zone =
    labels['topology.kubernetes.io/zone'] ?? labels['failure-domain.beta.kubernetes.io/zone'] ?? '';
  return `${region} ${zone}`;
}

/** Whether the node counts when zones are judged. */
export function counts({ metadata }: Node): boolean {
  return metadata.labels?.['node.kubernetes.io/exclude-disruption'] === undefined;
}
