import type { PodDisruptionBudget } from '../../../kubernetes/index.ts';
import type { Change, WorldView } from '../../../world/index.ts';
import { type Controller, type ControllerContext, type ControllerFactory, NO_KEYS } from '../controller.ts';
import { dateMs } from '../machinery/dates.ts';
import { keyOf, splitKey } from '../machinery/object-key.ts';
import { same } from '../machinery/same.ts';
import { type BudgetStatus, budgetVerdict } from './budget-status.ts';

const KIND = 'PodDisruptionBudget.policy';
/** Keys of pods whose announced disruption may not happen begin with this. */
const ANNOUNCED = 'announced ';
/** How long a pod keeps the condition DisruptionTarget without being deleted. */
const STALE_AFTER_MS = 120_000;

/**
 * Keeps the status of budgets.
 *
 * @source pkg/controller/disruption/disruption.go → DisruptionController (v1.36.3)
 * @deviation of several budgets that select a pod one is brought up to date there, at random; here all are.
 */
class DisruptionController implements Controller {
  readonly name = 'disruption-controller';
  readonly concerns = new Set([
    KIND,
    'createPod',
    'updatePod',
    'setPodReady',
    'terminatePod',
    'removePod',
    'setPodCondition',
  ]);
  /** When a disruption was announced, by key. */
  readonly #announcedMs = new Map<string, number>();
  /** The generation that was last worked on, and with what came of it, by key. */
  readonly #written = new Map<string, BudgetStatus>();

  watch(change: Change, world: WorldView): Iterable<string> {
    switch (change.type) {
      case 'putObject':
        return change.kind === KIND ? this.#ifNews(change.object as PodDisruptionBudget) : NO_KEYS;
      case 'createPod':
      case 'updatePod':
      case 'setPodReady':
      case 'terminatePod':
      case 'removePod':
        return world.selections.keysSelecting(KIND, world.pods.templateId(change.row));
      case 'setPodCondition':
        return change.condition.type === 'DisruptionTarget' &&
          change.condition.status === 'True' &&
          change.condition.reason !== 'TerminationByKubelet'
          ? [ANNOUNCED + world.pods.key(change.row)]
          : NO_KEYS;
      default:
        return NO_KEYS;
    }
  }

  *unsettled(world: WorldView): Iterable<string> {
    for (const object of world.objects.all(KIND)) {
      const budget = object as PodDisruptionBudget;
      const { status, recheckMs } = budgetVerdict(world, budget, world.startMs);
      if (recheckMs !== undefined || !same(status, budget.status)) yield keyOf(budget);
    }
  }

  sync(key: string, context: ControllerContext): void {
    if (key.startsWith(ANNOUNCED)) this.#checkAnnounced(key, context);
    else this.#syncBudget(key, context);
  }

  #syncBudget(key: string, context: ControllerContext): void {
    const { world, api, actor } = context;
    const { namespace, name } = splitKey(key);
    const budget = world.objects.get(KIND, namespace, name) as PodDisruptionBudget | undefined;
    if (!budget) return;
    const verdict = budgetVerdict(world, budget, dateMs(context));
    const event = (type: 'Normal' | 'Warning', reason: string, message: string) =>
      api.recordEvent({ kind: KIND, namespace, name }, type, reason, message, actor);
    if (verdict.podCount === 0) event('Normal', 'NoPods', 'No matching pods found');
    if (verdict.failure !== undefined) {
      const message = `Failed to calculate the number of expected pods: ${verdict.failure}`;
      event('Warning', 'CalculateExpectedPodCountFailed', message);
    }
    if (verdict.hasUnmanagedPods) event('Warning', 'UnmanagedPods', UNMANAGED_PODS);
    this.#written.set(key, verdict.status);
    if (!same(verdict.status, budget.status)) {
      api.updateStatus({ ...budget, status: verdict.status }, actor);
    }
    if (verdict.recheckMs !== undefined) {
      context.requeueAfter(key, Math.max(0, verdict.recheckMs - dateMs(context)) + 1);
    }
  }

  /** @source pkg/controller/disruption/disruption.go → syncStalePodDisruption (v1.36.3) */
  #checkAnnounced(key: string, context: ControllerContext): void {
    const { world, api, actor, nowMs } = context;
    const { namespace, name } = splitKey(key.slice(ANNOUNCED.length));
    const row = world.pods.find(namespace, name);
    const isStanding =
      row >= 0 &&
      !world.pods.isTerminating(row) &&
      !world.pods.isTerminal(row) &&
      world.pods.condition(row, 'DisruptionTarget')?.status === 'True';
    if (!isStanding) {
      this.#announcedMs.delete(key);
      return;
    }
    const announcedMs = this.#announcedMs.get(key) ?? nowMs;
    const leftMs = announcedMs + STALE_AFTER_MS - nowMs;
    if (leftMs > 0) {
      this.#announcedMs.set(key, announcedMs);
      context.requeueAfter(key, leftMs);
      return;
    }
    this.#announcedMs.delete(key);
    api.setPodCondition(row, { type: 'DisruptionTarget', status: 'False' }, actor);
  }

  /** The budget's key, unless what was written is the status that this controller wrote itself. */
  #ifNews(budget: PodDisruptionBudget): readonly string[] {
    const key = keyOf(budget);
    return budget.status !== undefined && budget.status === this.#written.get(key) ? NO_KEYS : [key];
  }
}

const UNMANAGED_PODS =
  'Pods selected by this PodDisruptionBudget were found to be unmanaged. As a result, the status of the PDB cannot be ' +
  'calculated correctly, which may result in undefined behavior. To account for these pods please set ' +
  '".spec.minAvailable" field of the PDB to an integer value.';

export const disruptionController: ControllerFactory = () => new DisruptionController();
