import type { GroupKind, KubeObject } from '../../../kubernetes/index.ts';
import type { Actor, Status } from '../api.ts';
import type { Storage } from '../storage.ts';

/** A request as admission sees it: decoded, defaulted, not yet stored. */
export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly kind: GroupKind;
  /** `pods`, `deployments.apps`. */
  readonly resource: string;
  /** `eviction`, `binding`; absent for the object itself. */
  readonly subresource?: string;
  readonly namespace: string | undefined;
  /** Empty while a name is still to be generated. */
  readonly name: string;
  /** What is to be stored; absent for a deletion. */
  readonly object: KubeObject | undefined;
  /** What is stored now; absent for a creation. */
  readonly oldObject: KubeObject | undefined;
  readonly dryRun: boolean;
  readonly by: Actor;
}

/** A request that a plugin turns down. */
export class Refusal {
  readonly status: Status;

  constructor(status: Status) {
    this.status = status;
  }
}

/** What plugins have besides the request. */
export interface AdmissionContext {
  readonly storage: Storage;
  /** Adds a warning to the answer. */
  readonly warn: (text: string) => void;
}

/** An admission plugin, named as the API server names it. Objects are never changed but replaced. */
export interface AdmissionPlugin {
  readonly name: string;
  readonly handles: (request: AdmissionRequest) => boolean;
  /** The object as it goes on. Called only for requests with an object. */
  readonly mutate?: (
    request: AdmissionRequest & { readonly object: KubeObject },
    context: AdmissionContext,
  ) => KubeObject | Refusal;
  readonly validate?: (request: AdmissionRequest, context: AdmissionContext) => Status | undefined;
}
