import type { Pod } from '../../kubernetes/index.ts';
import type { WorldView } from '../../world/index.ts';
import type { AdmissionRequest } from './admission/admission.ts';
import type { Actor } from './api.ts';

/** The request to delete or to evict a pod as admission sees it: the pod itself is made when a plugin reads it. */
export class PodDeletion implements AdmissionRequest {
  readonly operation: 'CREATE' | 'DELETE';
  readonly kind = 'Pod';
  readonly resource = 'pods';
  readonly subresource?: string;
  readonly namespace: string;
  readonly name: string;
  readonly object = undefined;
  readonly dryRun: boolean;
  readonly by: Actor;
  readonly #world: WorldView;
  readonly #row: number;

  /** An eviction is the creation of a subresource. */
  constructor(
    world: WorldView,
    row: number,
    subresource: 'eviction' | undefined,
    dryRun: boolean,
    by: Actor,
  ) {
    this.operation = subresource ? 'CREATE' : 'DELETE';
    if (subresource) this.subresource = subresource;
    this.namespace = world.pods.namespace(row);
    this.name = world.pods.name(row);
    this.dryRun = dryRun;
    this.by = by;
    this.#world = world;
    this.#row = row;
  }

  get oldObject(): Pod {
    return this.#world.podObject(this.#row);
  }
}
