import { type Selector, selects } from '../../../../scheduler-model/index.ts';
import type { Deployment, ReplicaSet } from '../../../kubernetes/index.ts';
import { conditionOf } from '../../../kubernetes/index.ts';
import { desiredReplicas, newReplicaSetAnnotations, REVISION } from './annotations.ts';
import { isRollingUpdate, replicasOf } from './limits.ts';
import { isOfTemplate } from './replica-sets.ts';

/** What the answer about a Deployment and its only ReplicaSet rests on, besides the Deployment's spec. */
interface Grounds {
  readonly own: Deployment['metadata']['annotations'];
  readonly annotations: ReplicaSet['metadata']['annotations'];
  readonly labels: ReplicaSet['metadata']['labels'];
  readonly spec: ReplicaSet['spec'];
  readonly isSettled: boolean;
}

/** The last answer, by the Deployment's spec: a status changes many times while all of this stays the same object. */
const LAST_ANSWERS = new WeakMap<object, Grounds>();

/**
 * Whether a pass over a Deployment that controls this ReplicaSet and no other would change nothing but the Deployment's
 * status: it neither scales nor annotates, makes, adopts or releases anything. False where that takes a longer look.
 */
export function isSteady(deployment: Deployment, selector: Selector, set: ReplicaSet): boolean {
  const { metadata, spec, status } = deployment;
  if (!spec || metadata.deletionTimestamp !== undefined) return false;
  if (metadata.generation === undefined || metadata.generation !== status?.observedGeneration) return false;
  const progress = conditionOf(status.conditions, 'Progressing');
  if (!progress || progress.reason === 'DeploymentPaused') return false;
  const { annotations, labels } = set.metadata;
  const last = LAST_ANSWERS.get(spec);
  if (
    last &&
    last.own === metadata.annotations &&
    last.annotations === annotations &&
    last.labels === labels &&
    last.spec === set.spec
  )
    return last.isSettled;
  const isSettled = isSettledIn(deployment, selector, set);
  LAST_ANSWERS.set(spec, { own: metadata.annotations, annotations, labels, spec: set.spec, isSettled });
  return isSettled;
}

function isSettledIn(deployment: Deployment, selector: Selector, set: ReplicaSet): boolean {
  const { spec, metadata } = deployment;
  const { annotations, labels } = set.metadata;
  const wanted = replicasOf(deployment);
  return (
    !spec?.paused &&
    isRollingUpdate(deployment) &&
    replicasOf(set) === wanted &&
    (desiredReplicas(set) ?? wanted) === wanted &&
    (spec?.minReadySeconds ?? 0) === (set.spec?.minReadySeconds ?? 0) &&
    annotations !== undefined &&
    newReplicaSetAnnotations(deployment, annotations, 1) === annotations &&
    (annotations[REVISION] === undefined || annotations[REVISION] === metadata.annotations?.[REVISION]) &&
    selects(selector, labels) &&
    isOfTemplate(set, deployment)
  );
}
