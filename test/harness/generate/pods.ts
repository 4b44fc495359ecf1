import { APPS, type Loose, type LooseObject } from './draft.ts';
import type { Random } from './random.ts';

const SMALL_CPU = ['50m', '100m', '250m', '500m', '1', '0.3', '1500m', '0', '1e-1', '100500u'];
const LARGE_CPU = ['100m', '250m', '500m', '1', '2', '3', '7', '2.5', '15000m'];
const SMALL_MEMORY = ['64Mi', '128M', '256Mi', '512Mi', '1Gi', '0.25Gi', '100e6', '131072Ki', '134217729'];
const LARGE_MEMORY = ['128Mi', '512Mi', '1Gi', '2Gi', '6Gi', '1500M', '3e9', '20Gi'];

/** Random requests; `small` ones fit nearly everywhere. */
export function makeRequests(random: Random, small: boolean): Record<string, string> {
  const requests: Record<string, string> = {};
  if (random.chance(0.85)) requests.cpu = random.pick(small ? SMALL_CPU : LARGE_CPU);
  if (random.chance(0.85)) requests.memory = random.pick(small ? SMALL_MEMORY : LARGE_MEMORY);
  if (random.chance(0.1)) requests['ephemeral-storage'] = random.pick(['1Gi', '10Gi', '30Gi', '0']);
  return requests;
}

/** A random pod with one container or two. */
export function makePod(random: Random, name: string, namespace: string, small: boolean): LooseObject {
  const app = random.pick(APPS);
  const image = random.pick([
    `registry.example/${app}:v1`,
    `registry.example/${app}:v1`,
    `registry.example/${app}`,
    `registry.example/${app}:v2`,
  ]);
  const containers: Loose[] = [{ name: 'main', image, resources: { requests: makeRequests(random, small) } }];
  if (random.chance(0.2))
    containers.push({
      name: 'side',
      image: 'registry.example/cache:v1',
      resources: { requests: makeRequests(random, true) },
    });
  if (random.chance(0.05)) containers[0].resources = {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid: `pod-${namespace}-${name}`,
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: { app, tier: random.pick(['front', 'back']), 'pod-template-hash': random.pick(['aaa', 'bbb']) },
      annotations: {},
    },
    spec: { containers, schedulerName: 'default-scheduler', priority: 0 },
    status: { phase: 'Pending' },
  };
}

/** Puts a pod on a node, running since a time that no other pod shares. */
export function startOn(pod: LooseObject, node: LooseObject, order: number): void {
  const minute = String(Math.floor(order / 60) % 60).padStart(2, '0');
  const second = String(order % 60).padStart(2, '0');
  pod.spec.nodeName = node.metadata.name;
  pod.status = {
    phase: 'Running',
    startTime: `2026-01-01T01:${minute}:${second}Z`,
    conditions: [
      { type: 'PodScheduled', status: 'True' },
      { type: 'Ready', status: 'True' },
    ],
  };
}

/** Time at which the pending pod of that order was created. */
export function pendingSince(order: number): string {
  return `2026-01-02T00:${String(Math.floor(order / 60)).padStart(2, '0')}:${String(order % 60).padStart(2, '0')}Z`;
}
