import type { Change, WorldView } from '../../../world/index.ts';
import { type Controller, type ControllerContext, type ControllerFactory, NO_KEYS } from '../controller.ts';
import { keyOf, splitKey } from '../machinery/object-key.ts';
import { controllerOf, keyOfController } from '../machinery/ownership.ts';
import { RetryDelays } from '../machinery/retry-delays.ts';
import { stepBlueGreen } from './blue-green.ts';
import { stepCanary } from './canary.ts';
import { KIND, type Rollout, replicasOf } from './rollout-object.ts';
import { RolloutWork } from './rollout-work.ts';

/**
 * Moves the pods of Argo's Rollouts from ReplicaSet to ReplicaSet, by canary steps or from blue to green. Promoting and
 * aborting are changes of status.promoteFull and status.abort, as the plugin of kubectl makes them.
 *
 * @source argoproj/argo-rollouts/rollout/controller.go → syncHandler (v1.8)
 * @deviation analyses are unknown: a rollout waits at a step that asks for one; traffic routers are not modelled beyond
 * the sizes that they ask for.
 */
class RolloutController implements Controller {
  readonly name = 'rollouts-controller';
  readonly concerns = new Set([KIND, 'ReplicaSet.apps']);
  readonly #retries = new RetryDelays();

  watch(change: Change, world: WorldView): Iterable<string> {
    if (change.type !== 'putObject') return NO_KEYS;
    if (change.kind === KIND) return [keyOf(change.object)];
    const owner = change.kind === 'ReplicaSet.apps' ? controllerOf(change.object) : undefined;
    const key = owner && keyOfController(world, owner, change.object.metadata.namespace, KIND);
    return key === undefined ? NO_KEYS : [key];
  }

  *unsettled(world: WorldView): Iterable<string> {
    for (const object of world.objects.all(KIND)) {
      const { status } = object as Rollout;
      const isAtRest =
        (status?.phase === 'Healthy' ||
          (status?.phase === 'Paused' && status.message === 'CanaryPauseStep')) &&
        status['availableReplicas'] === replicasOf(object as Rollout);
      if (!isAtRest) yield keyOf(object);
    }
  }

  sync(key: string, context: ControllerContext): void {
    const { namespace, name } = splitKey(key);
    const rollout = context.world.objects.get(KIND, namespace, name) as Rollout | undefined;
    if (!rollout || rollout.metadata.deletionTimestamp !== undefined || rollout.spec?.paused) return;
    const work = new RolloutWork(context, rollout);
    const { canary, blueGreen } = rollout.spec?.strategy ?? {};
    if (work.fresh && blueGreen) stepBlueGreen(work, blueGreen);
    else if (work.fresh) stepCanary(work, canary ?? {});
    work.writeStatus();
    if (work.refused) {
      const { delayMs, background } = this.#retries.failed(key, context.moment);
      context.requeueAfter(key, delayMs, background);
      return;
    }
    this.#retries.succeeded(key);
    if (work.retryAfterMs !== undefined) context.requeueAfter(key, work.retryAfterMs);
  }
}

export const rolloutController: ControllerFactory = () => new RolloutController();
