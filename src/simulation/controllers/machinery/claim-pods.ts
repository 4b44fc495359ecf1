import { type Selector, selects } from '../../../../scheduler-model/index.ts';
import type { OwnerReference } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import type { ControllerContext } from '../controller.ts';

/** Which pods a controller takes for its own. */
export interface Claim {
  readonly namespace: string;
  readonly selector: Selector;
  readonly reference: OwnerReference;
  /** A controller that is being deleted adopts and releases nothing. */
  readonly deleting: boolean;
  /** Beyond labels: whether a pod may be the controller's (a StatefulSet looks at names). */
  readonly fits?: (row: number) => boolean;
}

/**
 * The pods of a controller, lowest row first: those it controls and its selector still selects; those that nobody
 * controls and it selects are adopted first, and those that it no longer selects are released.
 *
 * @source pkg/controller/controller_ref_manager.go → ClaimPods, ClaimObject (v1.36.3)
 */
export function claimPods(
  context: ControllerContext,
  claim: Claim,
  considers: (row: number) => boolean = () => true,
): number[] {
  const { world } = context;
  const { pods, templates } = world;
  const { namespace, selector, reference } = claim;
  const claimed: number[] = [];
  for (const row of pods.controlledBy(reference.uid)) {
    if (!considers(row)) continue;
    if (selects(selector, pods.template(row).make.labels) && (claim.fits?.(row) ?? true)) claimed.push(row);
    else if (!claim.deleting) release(context, row, reference);
  }
  if (claim.deleting) return claimed;
  const orphans = templates
    .selected(namespace, selector)
    .filter((id) => !templates.get(id).controller && pods.countOfTemplate(id) > 0);
  if (orphans.length === 0) return claimed;
  for (const row of orphans.flatMap((id) => [...pods.ofTemplate(id)])) {
    if (pods.isTerminating(row) || !considers(row) || !(claim.fits?.(row) ?? true)) continue;
    if (adopt(context, row, reference)) claimed.push(row);
  }
  return claimed.sort((a, b) => a - b);
}

/** Whether a pod that nobody controls would be adopted by a controller with this selector. */
export function isOrphan({ pods }: WorldView, row: number): boolean {
  return !pods.template(row).controller && !pods.isTerminating(row);
}

function adopt({ world, api, actor }: ControllerContext, row: number, reference: OwnerReference): boolean {
  const pod = world.podObject(row);
  const ownerReferences = [...(pod.metadata.ownerReferences ?? []), reference];
  return api.update({ ...pod, metadata: { ...pod.metadata, ownerReferences } }, actor).ok;
}

function release({ world, api, actor }: ControllerContext, row: number, reference: OwnerReference): void {
  const pod = world.podObject(row);
  const ownerReferences = (pod.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== reference.uid);
  api.update({ ...pod, metadata: { ...pod.metadata, ownerReferences } }, actor);
}
