import type { GroupKind, KubeObject } from '../../kubernetes/index.ts';
import { account } from './account.ts';
import { apiExtensions } from './api-extensions.ts';
import { autoscaler } from './autoscaler.ts';
import type { DeclaringKind } from './declaring-kind.ts';
import { gatewayKinds } from './gateway.ts';
import { ingress } from './ingress.ts';
import type { Reference } from './references.ts';
import { claim, volume } from './storage.ts';

/** Kinds that name others and are neither pods nor workloads, by group-kind. */
export const DECLARING_KINDS: ReadonlyMap<GroupKind, DeclaringKind> = new Map(
  [ingress, ...gatewayKinds, claim, volume, account, autoscaler, ...apiExtensions].map((kind) => [
    kind.groupKind,
    kind,
  ]),
);

/** What an object that is neither a pod nor a workload names, itself being the dependent. */
export function declaredReferences(groupKind: GroupKind, object: KubeObject, namespace: string): Reference[] {
  return DECLARING_KINDS.get(groupKind)?.references(object, namespace) ?? [];
}
