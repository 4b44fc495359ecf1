import { isEmptySelector, selects } from '../../../../scheduler-model/index.ts';
import {
  conditionOf,
  type Deployment,
  type KubeObject,
  type ReplicaSet,
  timestampOf,
} from '../../../kubernetes/index.ts';
import type { Change, WorldView } from '../../../world/index.ts';
import type { Replaced } from '../../component.ts';
import { type Controller, type ControllerContext, type ControllerFactory, NO_KEYS } from '../controller.ts';
import { withCondition } from '../machinery/conditions.ts';
import { timestamp } from '../machinery/dates.ts';
import { keyOf, splitKey } from '../machinery/object-key.ts';
import {
  controlledObjects,
  controllerOf,
  controllerReference,
  keyOfController,
  keyOfPodController,
} from '../machinery/ownership.ts';
import { RetryDelays } from '../machinery/retry-delays.ts';
import { same } from '../machinery/same.ts';
import { desiredReplicas } from './annotations.ts';
import { isSteady } from './is-steady.ts';
import { progressDeadlineSeconds, replicasOf } from './limits.ts';
import { isDone } from './progress.ts';
import { recreate } from './recreate.ts';
import { activeSets, sortReplicaSets } from './replica-sets.ts';
import { rollOut } from './rolling.ts';
import { Rollout } from './rollout.ts';
import { isScaling, scaleOnly } from './scale.ts';
import { deploymentStatus, isComplete, newCondition } from './status.ts';

const KIND = 'Deployment.apps';
const REPLICA_SET = 'ReplicaSet.apps';

/**
 * Moves a Deployment's pods from ReplicaSet to ReplicaSet.
 *
 * @source pkg/controller/deployment/deployment_controller.go → syncDeployment (v1.36.3)
 */
class DeploymentController implements Controller {
  readonly name = 'deployment-controller';
  readonly concerns = new Set([KIND, REPLICA_SET, 'removePod']);
  readonly #retries = new RetryDelays();
  /** Deployments that a ReplicaSet without an owner may belong to. */
  readonly #mayAdopt = new Set<string>();
  /** The last status of each Deployment that is done, and the status of its only ReplicaSet that it tells of. */
  readonly #told = new Map<string, { readonly status: unknown; readonly from: unknown }>();

  watch(change: Change, world: WorldView, { object: replaced }: Replaced): Iterable<string> {
    if (change.type === 'removePod') return recreatedWithoutPods(world, change.row);
    if (change.type === 'removeObject') {
      return change.kind === REPLICA_SET && replaced ? ownerKeys(world, replaced) : NO_KEYS;
    }
    if (change.type !== 'putObject') return NO_KEYS;
    if (change.kind === KIND) return [keyOf(change.object)];
    if (change.kind !== REPLICA_SET) return NO_KEYS;
    if (controllerOf(change.object)) return ownerKeys(world, change.object);
    const keys = adopters(world, change.object);
    for (const key of keys) this.#mayAdopt.add(key);
    return keys;
  }

  *unsettled(world: WorldView): Iterable<string> {
    const now = timestampOf(world.startMs);
    for (const object of world.objects.all(KIND)) {
      const deployment = object as Deployment;
      const sets = controlledObjects<ReplicaSet>(world, deployment.metadata.uid, REPLICA_SET);
      const { newest, old } = sortReplicaSets(deployment, sets);
      const status = deploymentStatus(deployment, sets, newest, world.version.minor, now);
      const wanted = replicasOf(deployment);
      const isAtRest =
        (newest ? replicasOf(newest) : deployment.spec?.paused ? wanted : undefined) === wanted &&
        activeSets(sets).every((set) => (desiredReplicas(set) ?? wanted) === wanted) &&
        activeSets(old).length === 0 &&
        isComplete(deployment, deployment.status ?? {}) &&
        same(status, deployment.status);
      if (!isAtRest) yield keyOf(deployment);
    }
    for (const object of world.objects.all(REPLICA_SET)) {
      if (!controllerOf(object)) yield* adopters(world, object);
    }
  }

  sync(key: string, context: ControllerContext): void {
    const { world } = context;
    const { namespace, name } = splitKey(key);
    const deployment = world.objects.get(KIND, namespace, name) as Deployment | undefined;
    const selector = deployment && world.selections.selectorOf(KIND, deployment);
    if (!deployment || !selector || isEmptySelector(selector)) return;
    const owned = controlledObjects<ReplicaSet>(world, deployment.metadata.uid, REPLICA_SET);
    const [only] = owned;
    const isPlain = only && owned.length === 1 && !this.#mayAdopt.has(key);
    const rollout =
      isPlain && isSteady(deployment, selector, only)
        ? this.#count(context, key, deployment, only)
        : this.#step(context, key, deployment, owned);
    if (!rollout?.refused) {
      this.#retries.succeeded(key);
      return;
    }
    const { delayMs, background } = this.#retries.failed(key, context.moment);
    context.requeueAfter(key, delayMs, background);
  }

  #step(
    context: ControllerContext,
    key: string,
    deployment: Deployment,
    owned: readonly ReplicaSet[],
  ): Rollout {
    const sets = sortReplicaSets(deployment, this.#claim(context, key, deployment, owned));
    const rollout = new Rollout(context, deployment, sets);
    step(rollout);
    return rollout;
  }

  /** A pass of which only the status can come; undefined when it says already what the ReplicaSet's does. */
  #count(
    context: ControllerContext,
    key: string,
    deployment: Deployment,
    only: ReplicaSet,
  ): Rollout | undefined {
    const told = this.#told.get(key);
    if (told && told.status === deployment.status && told.from === only.status) return undefined;
    const rollout = new Rollout(context, deployment, { newest: only, old: [] });
    rollout.syncStatus(true);
    const { status } = rollout.deployment;
    // What is still under way has a deadline, so that the same may say more at another time.
    if (isDone(status)) this.#told.set(key, { status, from: only.status });
    return rollout;
  }

  /**
   * The ReplicaSets of a Deployment: those it controls and selects, and those without an owner that it selects, which it
   * adopts. One that it no longer selects is released.
   *
   * @source pkg/controller/controller_ref_manager.go → ClaimReplicaSets (v1.36.3)
   */
  #claim(
    context: ControllerContext,
    key: string,
    deployment: Deployment,
    owned: readonly ReplicaSet[],
  ): ReplicaSet[] {
    const { world, api, actor } = context;
    const { metadata } = deployment;
    const selector = world.selections.selectorOf(KIND, deployment);
    const isSelected = (set: ReplicaSet) => selects(selector, set.metadata.labels);
    if (metadata.deletionTimestamp !== undefined) return owned.filter(isSelected);
    for (const set of owned) {
      if (isSelected(set)) continue;
      const ownerReferences = (set.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== metadata.uid);
      api.update({ ...set, metadata: { ...set.metadata, ownerReferences } }, actor);
    }
    const claimed = owned.filter(isSelected);
    const isNew =
      metadata.generation === undefined || metadata.generation !== deployment.status?.observedGeneration;
    if (!this.#mayAdopt.delete(key) && !isNew) return claimed;
    const reference = controllerReference(deployment, 'apps/v1', 'Deployment');
    for (const object of [...world.objects.inNamespace(REPLICA_SET, metadata.namespace ?? 'default')]) {
      const set = object as ReplicaSet;
      if (controllerOf(set) || !isSelected(set) || set.metadata.deletionTimestamp !== undefined) continue;
      const ownerReferences = [...(set.metadata.ownerReferences ?? []), reference];
      const answer = api.update({ ...set, metadata: { ...set.metadata, ownerReferences } }, actor);
      if (answer.ok) claimed.push(answer.value as ReplicaSet);
    }
    return claimed;
  }
}

export const deploymentController: ControllerFactory = () => new DeploymentController();

function step(rollout: Rollout): void {
  const { metadata, spec } = rollout.deployment;
  if (metadata.deletionTimestamp !== undefined) {
    rollout.syncStatus(false);
    return;
  }
  markPaused(rollout);
  if (spec?.paused || isScaling(rollout)) scaleOnly(rollout);
  else if (spec?.strategy?.type === 'Recreate') recreate(rollout);
  else rollOut(rollout);
}

/** @source pkg/controller/deployment/sync.go → checkPausedConditions (v1.36.3) */
function markPaused(rollout: Rollout): void {
  const { deployment, context } = rollout;
  if (progressDeadlineSeconds(deployment) === undefined) return;
  const { status, spec } = deployment;
  const current = conditionOf(status?.conditions, 'Progressing');
  if (current?.reason === 'ProgressDeadlineExceeded') return;
  const isMarked = current?.reason === 'DeploymentPaused';
  if ((spec?.paused ?? false) === isMarked) return;
  const now = timestamp(context);
  const condition = spec?.paused
    ? newCondition('Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused', now)
    : newCondition('Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed', now);
  rollout.writeStatus({ ...status, conditions: withCondition(status?.conditions, condition) });
}

/** The key of the Deployment that controls a ReplicaSet, if it exists. */
function ownerKeys(world: WorldView, set: KubeObject): readonly string[] {
  const owner = controllerOf(set);
  const key = owner && keyOfController(world, owner, set.metadata.namespace, KIND);
  return key === undefined ? NO_KEYS : [key];
}

/** @source pkg/controller/deployment/deployment_controller.go → getDeploymentsForReplicaSet (v1.36.3) */
function adopters(world: WorldView, { metadata }: Pick<ReplicaSet, 'metadata'>): string[] {
  const namespace = metadata.namespace ?? 'default';
  const keys: string[] = [];
  for (const deployment of world.objects.inNamespace(KIND, namespace)) {
    const selector = world.selections.selectorOf(KIND, deployment);
    if (!isEmptySelector(selector) && selects(selector, metadata.labels)) keys.push(keyOf(deployment));
  }
  return keys;
}

/**
 * The Deployment whose last pod has gone, if it waits for that.
 *
 * @source pkg/controller/deployment/deployment_controller.go → deletePod (v1.36.3)
 */
function recreatedWithoutPods(world: WorldView, row: number): readonly string[] {
  const setKey = keyOfPodController(world, row, REPLICA_SET);
  if (setKey === undefined) return NO_KEYS;
  const { namespace, name } = splitKey(setKey);
  const owner = controllerOf(world.objects.get(REPLICA_SET, namespace, name)!);
  const key = owner && keyOfController(world, owner, namespace, KIND);
  const deployment = owner && (world.objects.get(KIND, namespace, owner.name) as Deployment | undefined);
  if (key === undefined || deployment?.spec?.strategy?.type !== 'Recreate') return NO_KEYS;
  const sets = controlledObjects<ReplicaSet>(world, deployment.metadata.uid, REPLICA_SET);
  return sets.some(({ metadata }) => world.pods.controlledBy(metadata.uid ?? '').length > 0)
    ? NO_KEYS
    : [key];
}
