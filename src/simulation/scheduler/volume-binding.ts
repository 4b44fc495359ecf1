import type { VolumeDecision } from '../../../scheduler-model/index.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../kubernetes/index.ts';
import type { ObjectChange } from '../../world/index.ts';
import type { Actor } from '../api-server/api.ts';
import type { Environment } from '../component.ts';
import type { SimEvent } from '../kernel/index.ts';
import type { QueuedPod } from './queued-pod.ts';

/** @source pkg/scheduler/apis/config/v1/defaults.go → SetDefaults_VolumeBindingArgs (v1.36.3) */
const BIND_TIMEOUT_MS = 600_000;
/** @source pkg/scheduler/framework/plugins/volumebinding/binder.go → BindPodVolumes (v1.36.3) */
const POLL_MS = 1000;
const CLAIM = 'PersistentVolumeClaim';

/** A pod whose node is chosen and whose claims are not bound yet. */
interface Waiting {
  /** `namespace/name` of the claims that are still unbound. */
  readonly claims: Set<string>;
  readonly done: () => void;
  readonly sinceMs: number;
  readonly timeout: SimEvent;
}

/**
 * Binds volumes before the pod: claims are told their node or their volume, and the pod waits until the volume
 * controller has bound them all. Meanwhile its room on the node is kept by its nomination.
 *
 * @source pkg/scheduler/framework/plugins/volumebinding/binder.go → BindPodVolumes (v1.36.3)
 * @deviation room of a pod that waits for volumes is kept against pods of at most its priority, not against all
 */
export class VolumeBinding {
  readonly #environment: Environment;
  readonly #actor: Actor;
  readonly #waiting = new Map<number, Waiting>();
  /** Rows that wait for a claim. */
  readonly #byClaim = new Map<string, Set<number>>();

  constructor(environment: Environment, actor: Actor) {
    this.#environment = environment;
    this.#actor = actor;
  }

  /** Asks for the volumes; `done` is called when all are bound, `failed` when they take too long. */
  begin(
    { row }: QueuedPod,
    nodeRow: number,
    { bindings, provisions }: VolumeDecision,
    done: () => void,
    failed: (message: string) => void,
  ): void {
    const { api, kernel } = this.#environment;
    api.nominate(row, nodeRow, this.#actor);
    const claims = [...bindings.map(({ claim }) => claim), ...provisions] as PersistentVolumeClaim[];
    const keys = new Set(claims.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`));
    const timeout = kernel.after(BIND_TIMEOUT_MS, () => {
      this.forget(row);
      failed('running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded');
    });
    this.#waiting.set(row, { claims: keys, done, sinceMs: kernel.nowMs, timeout });
    for (const key of keys) this.#byClaim.set(key, (this.#byClaim.get(key) ?? new Set()).add(row));
    for (const { claim, volume } of bindings)
      this.#reserve(volume as PersistentVolume, claim as PersistentVolumeClaim);
    for (const claim of provisions) this.#select(claim as PersistentVolumeClaim, nodeRow);
  }

  /** A claim may have been bound. */
  objectChanged(change: ObjectChange): void {
    if (change.type !== 'putObject' || change.kind !== CLAIM || this.#waiting.size === 0) return;
    const { metadata, spec } = change.object as unknown as PersistentVolumeClaim;
    const isBound =
      spec?.volumeName && metadata.annotations?.['pv.kubernetes.io/bind-completed'] !== undefined;
    if (!isBound) return;
    const key = `${metadata.namespace}/${metadata.name}`;
    for (const row of this.#byClaim.get(key) ?? []) {
      const waiting = this.#waiting.get(row);
      waiting?.claims.delete(key);
      if (!waiting || waiting.claims.size > 0) continue;
      this.forget(row);
      // The scheduler looks once a second.
      const { kernel } = this.#environment;
      const polls = Math.ceil((kernel.nowMs - waiting.sinceMs) / POLL_MS);
      kernel.post(waiting.sinceMs + Math.max(1, polls) * POLL_MS, waiting.done);
    }
    this.#byClaim.delete(key);
  }

  /** The pod waits no longer. */
  forget(row: number): void {
    const waiting = this.#waiting.get(row);
    if (!waiting) return;
    this.#waiting.delete(row);
    this.#environment.kernel.cancel(waiting.timeout);
  }

  /** The volume is promised to the claim; the volume controller does the rest. */
  #reserve(volume: PersistentVolume, { metadata }: PersistentVolumeClaim): void {
    const { namespace, name, uid } = metadata;
    const claimRef = { apiVersion: 'v1', kind: CLAIM, namespace, name, uid };
    const annotations = { ...volume.metadata.annotations, 'pv.kubernetes.io/bound-by-controller': 'yes' };
    const reserved = {
      ...volume,
      metadata: { ...volume.metadata, annotations },
      spec: { ...volume.spec, claimRef },
    };
    this.#environment.api.update(reserved as never, this.#actor);
  }

  /** The claim is told where its volume is needed; its provisioner does the rest. */
  #select(claim: PersistentVolumeClaim, nodeRow: number): void {
    const { api, world } = this.#environment;
    const node = world.nodes.name(nodeRow);
    const annotations = { ...claim.metadata.annotations, 'volume.kubernetes.io/selected-node': node };
    api.update({ ...claim, metadata: { ...claim.metadata, annotations } } as never, this.#actor);
  }
}
