import type { KubeObject } from '../../../src/kubernetes/index.ts';
import { ApiServer } from '../../../src/simulation/api-server/api-server.ts';
import { RandomStream } from '../../../src/simulation/kernel/index.ts';
import { apply, type Change, World } from '../../../src/world/index.ts';
import { snapshotOf } from '../../support/snapshot.ts';

export const ME = { name: 'test' };

/** An API server on a world of its own, and everything it wrote. */
export function apiOn(items: readonly KubeObject[], options: { readonly kubernetes?: string } = {}) {
  const world = new World(snapshotOf(items), options);
  const changes: Change[] = [];
  const clock = { nowMs: 0 };
  const streams = new Map<string, RandomStream>();
  const api = new ApiServer({
    world,
    write: (_by, change) => {
      apply(world, change);
      changes.push(change);
    },
    nowMs: () => clock.nowMs,
    random: (purpose, object) => {
      const key = `${purpose} ${object}`;
      const stream = streams.get(key) ?? new RandomStream(1, key);
      streams.set(key, stream);
      return stream.next();
    },
  });
  return { api, world, changes, clock };
}

/** A budget as its controller left it. */
export function budget(
  name: string,
  status: Record<string, unknown>,
  spec: Record<string, unknown> = {},
): KubeObject {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace: 'default', uid: `uid-${name}`, generation: 1 },
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } }, ...spec },
    status: { observedGeneration: 1, expectedPods: 2, ...status },
  };
}
