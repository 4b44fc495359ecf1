import { type GroupKind, groupKindOf, type KubeObject } from '../kubernetes/index.ts';
import type { PlacedSpec } from './declared/calls.ts';
import { podTemplateOf, TEMPLATE_KINDS } from './declared/template-kinds.ts';
import type { ObjectIndex } from './object-index.ts';
import { type ObjectKey, parseKey } from './object-key.ts';
import { type Owners, ownerReferences } from './owners.ts';
import { pushTo } from './pod-table.ts';

/** A workload that no other one controls, with its pod template. */
export interface Workload extends PlacedSpec {
  readonly key: ObjectKey;
}

/** The workloads that stand at the top: a ReplicaSet of a Deployment, a Job of a CronJob are not among them. */
export class WorkloadTable {
  readonly #objects: ObjectIndex;
  readonly #owners: Owners;
  #byNamespace: ReadonlyMap<string, readonly Workload[]> | undefined;

  constructor(objects: ObjectIndex, owners: Owners) {
    this.#objects = objects;
    this.#owners = owners;
  }

  /** The workload of a key; undefined for what is none, or is controlled by another one. */
  get(key: ObjectKey): Workload | undefined {
    const groupKind = parseKey(key)?.groupKind ?? '';
    if (!TEMPLATE_KINDS.includes(groupKind)) return undefined;
    const object = this.#objects.get(key);
    return object && this.#workload(key, groupKind, object);
  }

  inNamespace(namespace: string): readonly Workload[] {
    return this.#all().get(namespace) ?? [];
  }

  *all(): Generator<Workload> {
    for (const workloads of this.#all().values()) yield* workloads;
  }

  #all(): ReadonlyMap<string, readonly Workload[]> {
    if (!this.#byNamespace) {
      const byNamespace = new Map<string, Workload[]>();
      for (const groupKind of TEMPLATE_KINDS) {
        for (const [key, object] of this.#objects.of(groupKind)) {
          const workload = this.#workload(key, groupKind, object);
          if (workload) pushTo(byNamespace, workload.namespace, workload);
        }
      }
      this.#byNamespace = byNamespace;
    }
    return this.#byNamespace;
  }

  #workload(key: ObjectKey, groupKind: GroupKind, object: KubeObject): Workload | undefined {
    const template = podTemplateOf(groupKind, object);
    if (!template || this.#isControlled(object)) return undefined;
    return { ...template, key, namespace: object.metadata.namespace ?? 'default' };
  }

  #isControlled(object: KubeObject): boolean {
    const controller = ownerReferences(object).find((owner) => owner.controller === true);
    if (!controller || !TEMPLATE_KINDS.includes(groupKindOf(controller.apiVersion, controller.kind)))
      return false;
    return this.#objects.has(this.#owners.keyOfOwner(controller, object.metadata.namespace));
  }
}
