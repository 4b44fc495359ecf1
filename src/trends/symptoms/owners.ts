import { type ObjectRef, type Recording, refId } from '../../history/index.ts';
import { groupKindOf, type KubeObject } from '../../kubernetes/index.ts';

/** Which controllers own which: from what a controller made up to what a person made. */
export class Owners {
  readonly #owners = new Map<string, ObjectRef>();

  /** Reads who owns the ReplicaSets and Jobs of a recording; pods are added as they are seen. */
  static of(recording: Recording): Owners {
    const owners = new Owners();
    for (const kind of ['ReplicaSet.apps', 'Job.batch']) {
      for (const { change, state } of recording.objects.states({ kind }))
        if (state) owners.add(change.ref, state);
    }
    return owners;
  }

  add(ref: ObjectRef, { metadata }: KubeObject): void {
    const owner =
      metadata.ownerReferences?.find(({ controller }) => controller) ?? metadata.ownerReferences?.[0];
    if (!owner) return;
    const kind = groupKindOf(owner.apiVersion, owner.kind);
    // Nodes own their mirror pods: the pod itself is what people know.
    if (kind === 'Node') return;
    this.#owners.set(refId(ref), { kind, namespace: ref.namespace, name: owner.name });
  }

  /** What stands at the top: the Deployment of a pod, the CronJob of a Job, or the object itself. */
  topOf(ref: ObjectRef): ObjectRef {
    let top = ref;
    for (let steps = 0; steps < 8; steps++) {
      const owner = this.#owners.get(refId(top));
      if (!owner) return top;
      top = owner;
    }
    return top;
  }
}
