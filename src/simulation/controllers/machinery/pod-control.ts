import type { KubeObject, OwnerReference, PodTemplateSpec } from '../../../kubernetes/index.ts';
import type { ObjectReference } from '../../../world/index.ts';
import type { Answer, Status } from '../../api-server/api.ts';
import type { ControllerContext } from '../controller.ts';
import { type PodExtras, podFromTemplate } from './pod-from-template.ts';

/** Whether a refusal only says that the namespace is going away: controllers keep silent about it. */
export function isNamespaceTerminating(status: Status): boolean {
  return (status.causes ?? []).some(({ type }) => type === 'NamespaceTerminating');
}

/**
 * Asks for one pod of a template and records the outcome as an event of the owner.
 *
 * @source pkg/controller/controller_utils.go → RealPodControl.createPods (v1.36.3)
 */
export function createPod(
  context: ControllerContext,
  owner: ObjectReference,
  reference: OwnerReference,
  template: PodTemplateSpec | undefined,
  extras?: PodExtras,
): Answer<KubeObject> {
  const { api, actor } = context;
  const answer = api.create(
    podFromTemplate(owner.namespace ?? 'default', template, reference, extras),
    actor,
  );
  if (answer.ok) {
    const message = `Created pod: ${answer.value.metadata.name}`;
    api.recordEvent(owner, 'Normal', 'SuccessfulCreate', message, actor);
  } else if (!isNamespaceTerminating(answer.status)) {
    api.recordEvent(owner, 'Warning', 'FailedCreate', `Error creating: ${answer.status.message}`, actor);
  }
  return answer;
}

/**
 * Deletes one pod with its own grace and records the outcome as an event of the owner.
 *
 * @source pkg/controller/controller_utils.go → RealPodControl.DeletePod (v1.36.3)
 */
export function deletePod(
  { world, api, actor }: ControllerContext,
  owner: ObjectReference,
  row: number,
): Answer {
  const name = world.pods.name(row);
  const answer = api.delete({ kind: 'Pod', namespace: world.pods.namespace(row), name }, actor);
  if (answer.ok) api.recordEvent(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`, actor);
  else if (answer.status.reason !== 'NotFound') {
    api.recordEvent(owner, 'Warning', 'FailedDelete', `Error deleting: ${answer.status.message}`, actor);
  }
  return answer;
}
