import type { Action } from '../../../scheduler-model/index.ts';
import type { Node } from '../../kubernetes/index.ts';
import { isEqual } from '../../kubernetes/index.ts';

/**
 * What changed of a node, in the scheduler's words.
 *
 * @source pkg/scheduler/framework/events.go → NodeSchedulingPropertiesChange (v1.36.3)
 */
export function nodeActions(before: Node | undefined, after: Node | undefined): Action[] {
  if (!before) return after ? ['Add'] : [];
  if (!after) return ['Delete'];
  const actions: Action[] = [];
  const madeSchedulable = before.spec?.unschedulable === true && after.spec?.unschedulable !== true;
  const isTainted = !isEqual(before.spec?.taints ?? [], after.spec?.taints ?? []);
  if (!isEqual(before.status?.allocatable, after.status?.allocatable)) actions.push('UpdateNodeAllocatable');
  if (!isEqual(before.metadata.labels ?? {}, after.metadata.labels ?? {})) actions.push('UpdateNodeLabel');
  if (madeSchedulable || isTainted) actions.push('UpdateNodeTaint');
  const [declaredBefore, declaredAfter] = [declared(before), declared(after)];
  if (!isEqual(declaredBefore, declaredAfter)) actions.push('UpdateNodeDeclaredFeature');
  return actions;
}

function declared(node: Node): readonly unknown[] {
  return (
    (node.status as { readonly declaredFeatures?: readonly unknown[] } | undefined)?.declaredFeatures ?? []
  );
}
