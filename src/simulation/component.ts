import type { Change, Replaced, WorldView } from '../world/index.ts';
import type { Api } from './api-server/api.ts';
import type { Kernel } from './kernel/index.ts';
import type { Timings } from './timings.ts';

/** What every running part of the cluster has. */
export interface Environment {
  readonly world: WorldView;
  readonly api: Api;
  readonly kernel: Kernel;
  readonly timings: Timings;
  /** A number in [0, 1), from a stream keyed by seed, purpose and object. */
  readonly random: (purpose: string, object: string) => number;
}

export type { Replaced } from '../world/index.ts';

/** A running part of the cluster: the controllers, the scheduler, the kubelets. */
export interface Component {
  /** Called once, before the first command. */
  start(): void;
  /** Called after every applied change. It posts events; it makes no request at once. */
  changed(change: Change, replaced: Replaced): void;
}
