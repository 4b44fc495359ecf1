import type { GroupKind, KubeObject, Pod } from '../../kubernetes/index.ts';
import type { Change, ObjectReference, PodCondition, WorldView } from '../../world/index.ts';
import { validate } from './admission/admit.ts';
import { terminatingRefusal } from './admission/namespace-lifecycle.ts';
import { AdmittedMakes } from './admitted-makes.ts';
import type {
  Actor,
  Answer,
  Api,
  DeleteOptions,
  PatchOptions,
  PatchType,
  PhaseDetails,
  UpdateOptions,
} from './api.ts';
import { spendBudget } from './eviction.ts';
import { deleteObject } from './object-deletion.ts';
import { createObject, updateObject, updateObjectStatus } from './object-requests.ts';
import { patchedObject } from './patch-request.ts';
import { deletePod } from './pod-deletion.ts';
import { PodDeletion } from './pod-deletion-request.ts';
import { bindPod, createPod, podStopped, setFinalizers, updatePod } from './pod-requests.ts';
import { release, releasedBy } from './quota/recount.ts';
import { refusals, refuse } from './refusals.ts';
import { epochMs, isNamespaced, kindOf, resourceOf, type Storage } from './storage.ts';
import { type Reliance, UnknownKinds } from './unknown-kinds.ts';

/** What the API server is given: everything of its Storage that it does not make itself. */
export type ApiServerParts = Omit<Storage, 'unknowns' | 'makes'>;

/** Answers requests from the world and turns what it admits into changes. See `Api` for what each request does. */
export class ApiServer implements Api {
  readonly #storage: Storage;

  constructor(parts: ApiServerParts) {
    const unknowns = new UnknownKinds(parts.world);
    this.#storage = {
      ...parts,
      write: (by, change) => {
        const released = releasedBy(this.#storage, change);
        parts.write(by, change);
        if (released) release(this.#storage, change.type === 'removeObject' ? change.kind : 'Pod', released);
      },
      unknowns,
      makes: new AdmittedMakes(parts.world, unknowns),
    };
  }

  /** The answers that rest on kinds of which the snapshot says nothing. */
  get reliances(): Reliance[] {
    return this.#storage.unknowns.reliances;
  }

  create(object: KubeObject, by: Actor, options: { readonly dryRun?: boolean } = {}): Answer {
    const { dryRun = false } = options;
    const kind = kindOf(object);
    if (kind === 'Pod') return createPod(this.#storage, object as Pod, by, dryRun);
    const { namespace = 'default' } = object.metadata;
    const placed = isNamespaced(this.#storage, kind, object)
      ? { ...object, metadata: { ...object.metadata, namespace } }
      : object;
    return createObject(this.#storage, kind, placed, by, dryRun);
  }

  update(object: KubeObject, by: Actor, options: UpdateOptions = {}): Answer {
    const kind = kindOf(object);
    if (kind !== 'Pod') return updateObject(this.#storage, kind, object, by, options);
    const row = this.#podRow(object.metadata.namespace, object.metadata.name);
    if (row < 0) return refuse(refusals.notFound('pods', object.metadata.name ?? ''));
    return updatePod(this.#storage, row, object as Pod, by, options.dryRun ?? false);
  }

  updateStatus(object: KubeObject, by: Actor): Answer {
    return updateObjectStatus(this.#storage, kindOf(object), object, by);
  }

  patch(
    target: ObjectReference,
    type: PatchType,
    patch: unknown,
    by: Actor,
    options: PatchOptions = {},
  ): Answer {
    const current = this.#world.get(target);
    if (!current) {
      if (type === 'apply') return this.create(patch as KubeObject, by, options);
      return refuse(refusals.notFound(resourceOf(target.kind), target.name));
    }
    const patched = patchedObject(target, current, type, patch);
    if (!patched.ok) return patched;
    const answer = this.update(patched.value, by, options);
    return answer.ok ? { ...answer, warnings: [...patched.warnings, ...answer.warnings] } : answer;
  }

  delete(target: ObjectReference, by: Actor, options: DeleteOptions = {}): Answer {
    if (target.kind !== 'Pod') return deleteObject(this.#storage, target, by, options);
    const row = this.#podRow(target.namespace, target.name);
    if (row < 0) return refuse(refusals.notFound('pods', target.name));
    const object = this.#world.podObject(row);
    const refusal = this.#validateDeletion(row, undefined, options.dryRun ?? false, by);
    if (refusal) return refuse(refusal);
    const answer = deletePod(this.#storage, row, by, options);
    if (!answer.ok) return answer;
    const value = this.#world.pods.exists(row) ? this.#world.podObject(row) : object;
    return { ok: true, value, warnings: [] };
  }

  evict(
    namespace: string,
    name: string,
    by: Actor,
    options: { readonly gracePeriodSeconds?: number; readonly dryRun?: boolean } = {},
  ): Answer<undefined> {
    // Admission has its word before anybody looks for the pod.
    const closed = terminatingRefusal(this.#world, namespace, 'pods', name);
    if (closed) return refuse(closed);
    const row = this.#podRow(namespace, name);
    if (row < 0) return refuse(refusals.notFound('pods', name));
    const { dryRun = false } = options;
    const refusal = this.#validateDeletion(row, 'eviction', dryRun, by);
    if (refusal) return refuse(refusal);
    const allowed = spendBudget(this.#storage, row, by, dryRun);
    if (!allowed.ok) return allowed;
    if (!dryRun) this.setPodCondition(row, DISRUPTION_TARGET, by);
    return deletePod(this.#storage, row, by, options);
  }

  bind(podRow: number, nodeRow: number, by: Actor): Answer<undefined> {
    return bindPod(this.#storage, podRow, nodeRow, by);
  }

  nominate(podRow: number, nodeRow: number, by: Actor): void {
    if (this.#world.pods.nominatedNodeRow(podRow) === nodeRow) return;
    this.#write(by, { type: 'nominatePod', row: podRow, nodeRow });
  }

  setPodCondition(podRow: number, condition: PodCondition, by: Actor): void {
    const current = this.#world.pods.condition(podRow, condition.type);
    if (current && isSameCondition(current, condition)) return;
    this.#write(by, { type: 'setPodCondition', row: podRow, condition });
  }

  setPodReady(podRow: number, ready: boolean, by: Actor): void {
    if (this.#world.pods.isReady(podRow) === ready) return;
    this.#write(by, { type: 'setPodReady', row: podRow, ready, atMs: epochMs(this.#storage) });
  }

  setPodPhase(
    podRow: number,
    phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed',
    by: Actor,
    details: PhaseDetails = {},
  ): void {
    const { started, exitCode, ...words } = details;
    const nowMs = epochMs(this.#storage);
    this.#write(by, {
      ...words,
      type: 'setPodPhase',
      row: podRow,
      phase,
      ...(started ? { startedMs: nowMs } : undefined),
      ...(exitCode === undefined ? undefined : { exit: { code: exitCode, atMs: nowMs } }),
    });
  }

  restartPod(podRow: number, by: Actor, reason?: string): void {
    const restartCount = this.#world.pods.restartCount(podRow) + 1;
    this.#write(by, { type: 'restartPod', row: podRow, restartCount, ...(reason ? { reason } : {}) });
  }

  removePodFinalizers(podRow: number, by: Actor): void {
    if (this.#world.pods.hasFinalizers(podRow)) setFinalizers(this.#storage, podRow, false, by);
  }

  podStopped(podRow: number, by: Actor): void {
    podStopped(this.#storage, podRow, by);
  }

  presume(kind: GroupKind, assumed: string, example: () => string): boolean {
    return this.#storage.unknowns.relyOn(kind, assumed, example);
  }

  recordEvent(
    object: ObjectReference,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    by: Actor,
  ): void {
    this.#write(by, { type: 'recordEvent', object, eventType: type, reason, message });
  }

  get #world(): WorldView {
    return this.#storage.world;
  }

  #write(by: Actor, change: Change): void {
    this.#storage.write(by, change);
  }

  #podRow(namespace: string | undefined, name: string | undefined): number {
    return this.#world.pods.find(namespace ?? 'default', name ?? '');
  }

  #validateDeletion(row: number, subresource: 'eviction' | undefined, dryRun: boolean, by: Actor) {
    const request = new PodDeletion(this.#world, row, subresource, dryRun, by);
    return validate(request, { storage: this.#storage, warn: () => {} });
  }
}

const DISRUPTION_TARGET: PodCondition = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'EvictionByEvictionAPI',
  message: 'Eviction API: evicting',
};

function isSameCondition(a: PodCondition, b: PodCondition): boolean {
  return a.status === b.status && a.reason === b.reason && a.message === b.message;
}
