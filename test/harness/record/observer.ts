import { setTimeout as sleep } from 'node:timers/promises';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import { type Observation, watchResource } from '../control-plane/watch-stream.ts';

const PATHS = [
  '/api/v1/pods',
  '/api/v1/nodes',
  '/apis/events.k8s.io/v1/events',
  '/apis/apps/v1/deployments',
  '/apis/apps/v1/replicasets',
  '/apis/apps/v1/statefulsets',
  '/apis/apps/v1/daemonsets',
  '/apis/batch/v1/jobs',
  '/apis/discovery.k8s.io/v1/endpointslices',
  '/apis/policy/v1/poddisruptionbudgets',
  '/api/v1/persistentvolumeclaims',
  '/api/v1/configmaps',
  '/api/v1/services',
];
const WORKLOADS = new Set(['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job']);

/** Watches a control plane and keeps all it sees. */
export class Observer {
  readonly observations: Observation[] = [];
  readonly #stops: (() => void)[];
  #lastChange = Date.now();

  /** Begins to watch. */
  constructor(plane: ControlPlane) {
    this.#stops = PATHS.map((path) =>
      watchResource(plane, path, (observation) => {
        this.observations.push(observation);
        if (WORKLOADS.has(observation.object.kind)) this.#lastChange = observation.at;
      }),
    );
  }

  /** Waits until no workload has changed for a while, at most `limitSeconds`. */
  async quiet(seconds: number, limitSeconds: number): Promise<void> {
    const start = Date.now();
    while (
      Date.now() - Math.max(this.#lastChange, start) < seconds * 1000 &&
      Date.now() - start < limitSeconds * 1000
    )
      await sleep(100);
  }

  /** Waits until something holds for what was seen so far; throws after `limitSeconds`. */
  async until(
    what: string,
    holds: (observations: readonly Observation[]) => boolean,
    limitSeconds: number,
  ): Promise<void> {
    for (const end = Date.now() + limitSeconds * 1000; !holds(this.observations); await sleep(100)) {
      if (Date.now() > end) throw new Error(`Waited ${limitSeconds} s until ${what}, in vain.`);
    }
  }

  /** Ends the watches. */
  stop(): void {
    for (const stop of this.#stops) stop();
  }
}
