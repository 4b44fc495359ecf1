import type { GroupKind, KubeObject } from '../../kubernetes/index.ts';
import type { Reference } from './references.ts';

/** A kind whose objects name others. */
export interface DeclaringKind {
  readonly groupKind: GroupKind;
  /** The kinds that it may name; undefined: any. */
  readonly targets: readonly GroupKind[] | undefined;
  /** What the object names, itself being the dependent. */
  readonly references: (object: KubeObject, namespace: string) => Reference[];
}
