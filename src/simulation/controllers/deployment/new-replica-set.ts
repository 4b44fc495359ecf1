import type { PodTemplateSpec, ReplicaSet } from '../../../kubernetes/index.ts';
import { conditionOf } from '../../../kubernetes/index.ts';
import { withCondition } from '../machinery/conditions.ts';
import { timestamp } from '../machinery/dates.ts';
import { controllerOf, controllerReference } from '../machinery/ownership.ts';
import { isNamespaceTerminating } from '../machinery/pod-control.ts';
import { storedTemplate } from '../machinery/pod-templates.ts';
import { templateHash } from '../machinery/template-hash.ts';
import {
  highestRevision,
  newReplicaSetAnnotations,
  REVISION,
  sameAnnotations,
  withReplicaCounts,
} from './annotations.ts';
import { newReplicaCount, progressDeadlineSeconds } from './limits.ts';
import { hashInSnapshot, isOfTemplate, TEMPLATE_HASH } from './replica-sets.ts';
import type { Rollout } from './rollout.ts';
import { newCondition } from './status.ts';

/** How long the name of an object may be. */
const LONGEST_NAME = 253;

/**
 * Brings revision and annotations of the ReplicaSet of the Deployment's template up to date; makes it, if told to, when
 * there is none.
 *
 * @source pkg/controller/deployment/sync.go → getNewReplicaSet (v1.36.3)
 */
export function syncNewReplicaSet(rollout: Rollout, create: boolean): void {
  const revision = highestRevision(rollout.old) + 1;
  if (rollout.newest) syncExisting(rollout, rollout.newest, revision);
  else if (create) createNew(rollout, revision);
}

function syncExisting(rollout: Rollout, set: ReplicaSet, revision: number): void {
  const { deployment } = rollout;
  const annotations = newReplicaSetAnnotations(deployment, set.metadata.annotations, revision);
  const minReadySeconds = deployment.spec?.minReadySeconds ?? 0;
  if (
    !sameAnnotations(annotations, set.metadata.annotations) ||
    (set.spec?.minReadySeconds ?? 0) !== minReadySeconds
  ) {
    rollout.update({
      ...set,
      metadata: { ...set.metadata, annotations },
      spec: { ...set.spec!, minReadySeconds },
    });
    return;
  }
  if (annotations[REVISION] !== undefined) rollout.setRevision(annotations[REVISION]);
  const found = conditionOf(deployment.status?.conditions, 'Progressing');
  if (found || progressDeadlineSeconds(deployment) === undefined) return;
  setProgressing(rollout, 'True', 'FoundNewReplicaSet', `Found new replica set "${set.metadata.name}"`);
}

function createNew(rollout: Rollout, revision: number): void {
  const { deployment, context } = rollout;
  const { spec, status, metadata } = deployment;
  const { version } = context.world;
  const hash =
    (version.assumed ? hashInSnapshot(context.world, deployment) : undefined) ??
    templateHash(storedTemplate(spec?.template) ?? {}, version.minor, status?.collisionCount);
  const template = withLabel(spec?.template, hash);
  const name = `${(metadata.name ?? '').slice(0, LONGEST_NAME - 1 - hash.length)}-${hash}`;
  const replicas = newReplicaCount(deployment, rollout.old, 0);
  const annotations = newReplicaSetAnnotations(deployment, undefined, revision);
  const set: ReplicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace: metadata.namespace ?? 'default',
      labels: template.metadata?.labels ?? {},
      annotations: withReplicaCounts(annotations, deployment),
      ownerReferences: [controllerReference(deployment, 'apps/v1', 'Deployment')],
    },
    spec: {
      replicas,
      ...(spec?.minReadySeconds ? { minReadySeconds: spec.minReadySeconds } : {}),
      selector: {
        ...spec?.selector,
        matchLabels: { ...spec?.selector?.matchLabels, [TEMPLATE_HASH]: hash },
      },
      template,
    },
  };
  const answer = context.api.create(set, context.actor);
  if (!answer.ok) {
    if (answer.status.reason === 'AlreadyExists') takeExisting(rollout, name, revision);
    else creationRefused(rollout, name, answer.status);
    return;
  }
  rollout.newest = answer.value as ReplicaSet;
  if (replicas > 0) {
    rollout.event('Normal', 'ScalingReplicaSet', `Scaled up replica set ${name} from 0 to ${replicas}`);
  }
  rollout.setRevision(String(revision));
  if (progressDeadlineSeconds(deployment) === undefined) return;
  setProgressing(rollout, 'True', 'NewReplicaSetCreated', `Created new replica set "${name}"`);
}

/** The name is taken: by the Deployment's own ReplicaSet, or by another one, so that the hash has to change. */
function takeExisting(rollout: Rollout, name: string, revision: number): void {
  const { deployment, context } = rollout;
  const existing = context.world.objects.get('ReplicaSet.apps', deployment.metadata.namespace, name) as
    | ReplicaSet
    | undefined;
  if (!existing) return;
  const isOwn = controllerOf(existing)?.uid === deployment.metadata.uid;
  if (isOwn && isOfTemplate(existing, deployment)) {
    rollout.newest = existing;
    rollout.setRevision(String(revision));
    return;
  }
  const collisionCount = (deployment.status?.collisionCount ?? 0) + 1;
  rollout.writeStatus({ ...deployment.status, collisionCount });
}

function creationRefused(rollout: Rollout, name: string, status: NonNullable<Rollout['refused']>): void {
  rollout.refused ??= status;
  if (isNamespaceTerminating(status)) return;
  const message = `Failed to create new replica set "${name}": ${status.message}`;
  if (progressDeadlineSeconds(rollout.deployment) !== undefined) {
    setProgressing(rollout, 'False', 'ReplicaSetCreateError', message);
  }
  rollout.event('Warning', 'ReplicaSetCreateError', message);
}

function setProgressing(rollout: Rollout, value: 'True' | 'False', reason: string, message: string): void {
  const { status } = rollout.deployment;
  const condition = newCondition('Progressing', value, reason, message, timestamp(rollout.context));
  rollout.writeStatus({ ...status, conditions: withCondition(status?.conditions, condition) });
}

function withLabel(template: PodTemplateSpec | undefined, hash: string): PodTemplateSpec {
  const labels = { ...template?.metadata?.labels, [TEMPLATE_HASH]: hash };
  return { ...template, metadata: { ...template?.metadata, labels } };
}
