import { type ObjectRef, type Recording, refKey, refOf } from '../../history/index.ts';
import {
  compileSelector,
  type GroupKind,
  groupKindOf,
  type KubeObject,
  type LabelSelector,
  type Selector,
  selects,
} from '../../kubernetes/index.ts';
import type { HealingPolicy, ResourceFilter } from './healing-policy.ts';

const PROTECTED_ANNOTATIONS = ['kubeskippy.io/protected', 'kubeskippy.io/healing-disabled'];

/** The objects that a policy is about. */
export class PolicyTargets {
  readonly policy: HealingPolicy;
  readonly kinds: readonly GroupKind[];
  readonly #recording: Recording;
  readonly #labels: Selector | undefined;

  constructor(policy: HealingPolicy, recording: Recording) {
    this.policy = policy;
    this.#recording = recording;
    const { labelSelector, resources } = policy.selector;
    this.kinds = [...new Set(resources.map(kindOf))];
    this.#labels = compileSelector((labelSelector ?? {}) as LabelSelector);
  }

  /** The selected objects as they are at a time, in the order of the policy's resources, then by name. */
  at(timeMs: number): KubeObject[] {
    const found: KubeObject[] = [];
    for (const kind of this.kinds) {
      for (const ref of this.#recording.objects.refs({ kind })) {
        const object = this.#recording.objects.objectAt(ref, timeMs);
        if (object && this.isSelected(object)) found.push(object);
      }
    }
    return found;
  }

  isSelected(object: KubeObject): boolean {
    const { namespaces, resources } = this.policy.selector;
    const { namespace = '', name = '', labels } = object.metadata;
    const kind = groupKindOf(object.apiVersion ?? '', object.kind ?? '');
    return (
      (namespaces.length === 0 || namespaces.includes(namespace)) &&
      resources.some((filter) => kindOf(filter) === kind && !filter.excludeNames.includes(name)) &&
      this.#labels !== undefined &&
      selects(this.#labels, labels)
    );
  }

  /** Why the policy's rules keep their hands off an object; undefined when they do not. */
  protection(object: KubeObject): string | undefined {
    const kind = groupKindOf(object.apiVersion ?? '', object.kind ?? '');
    const name = object.metadata.name ?? '';
    const annotation = PROTECTED_ANNOTATIONS.find((key) => object.metadata.annotations?.[key] === 'true');
    if (annotation !== undefined) return `its annotation ${annotation} protects it`;
    const rule = this.policy.safety.protectedResources.find(
      (filter) => kindOf(filter) === kind && !filter.excludeNames.includes(name),
    );
    return rule && `safetyRules.protectedResources names ${rule.kind}`;
  }

  keyOf(object: KubeObject): string {
    return refKey(refOf(object, groupKindOf(object.apiVersion ?? '', object.kind ?? '')));
  }

  nameOf(ref: ObjectRef): string {
    return refKey(ref);
  }
}

function kindOf({ apiVersion, kind }: ResourceFilter): GroupKind {
  return groupKindOf(apiVersion, kind);
}
