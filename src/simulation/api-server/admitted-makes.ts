import { type GroupKind, isEqual, type Pod, type PodSpec } from '../../kubernetes/index.ts';
import type { PodMake, WorldView } from '../../world/index.ts';
import type { Note, UnknownKinds } from './unknown-kinds.ts';

/** Kinds whose objects decide what admission makes of a pod. */
const DECIDING: ReadonlySet<GroupKind> = new Set([
  'Namespace',
  'LimitRange',
  'ServiceAccount',
  'PriorityClass.scheduling.k8s.io',
  'RuntimeClass.node.k8s.io',
  'MutatingWebhookConfiguration.admissionregistration.k8s.io',
]);

interface Admitted extends AdmittedPod {
  readonly version: number;
  readonly metadata: Pod['metadata'];
  /** What admission took for granted: a run that uses the answer notes it as one that makes it does. */
  readonly notes: readonly Note[];
}

/** What defaulting, mutation and validation made of a pod. */
export interface AdmittedPod {
  readonly pod: Pod;
  readonly make: PodMake;
}

/** The answers of all runs of a world, by the spec that was asked for. */
const REMEMBERED = new WeakMap<WorldView, WeakMap<PodSpec, Admitted>>();

/**
 * Remembers what became of a template's last pod, so that the next pods of the same template cost next to nothing, in
 * later runs of the world too. It holds while nothing changes that admission reads; a cluster with mutating webhooks
 * has every pod looked at.
 */
export class AdmittedMakes {
  readonly #world: WorldView;
  readonly #unknowns: UnknownKinds;
  readonly #bySpec: WeakMap<PodSpec, Admitted>;
  /** The answers that this run has used. */
  readonly #used = new WeakSet<Admitted>();

  constructor(world: WorldView, unknowns: UnknownKinds) {
    this.#world = world;
    this.#unknowns = unknowns;
    this.#bySpec = REMEMBERED.get(world) ?? new WeakMap();
    REMEMBERED.set(world, this.#bySpec);
  }

  find({ metadata, spec }: Pod): AdmittedPod | undefined {
    const known = spec && this.#bySpec.get(spec);
    if (!known || known.version !== this.#version) return undefined;
    if (known.metadata !== metadata && !isSameKind(known.metadata, metadata)) return undefined;
    if (!this.#used.has(known)) for (const note of known.notes) this.#unknowns.note(...note);
    this.#used.add(known);
    return known;
  }

  remember({ metadata, spec }: Pod, admitted: AdmittedPod, notes: readonly Note[]): void {
    if (!spec || this.#world.objects.count('MutatingWebhookConfiguration.admissionregistration.k8s.io') > 0)
      return;
    const entry = { version: this.#version, metadata, notes, ...admitted };
    this.#used.add(entry);
    this.#bySpec.set(spec, entry);
  }

  /** Changes with every object that admission may read. */
  get #version(): number {
    let version = 0;
    for (const kind of DECIDING) version += this.#world.objects.version(kind);
    return version;
  }
}

function isSameKind(a: Pod['metadata'], b: Pod['metadata']): boolean {
  return (
    a.namespace === b.namespace &&
    a.finalizers?.length === b.finalizers?.length &&
    isEqual(a.labels, b.labels) &&
    isEqual(a.annotations, b.annotations) &&
    isEqual(a.ownerReferences, b.ownerReferences) &&
    isEqual(a.finalizers, b.finalizers)
  );
}
