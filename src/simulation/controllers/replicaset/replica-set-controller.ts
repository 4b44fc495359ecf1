import type { Selector } from '../../../../scheduler-model/index.ts';
import type { ReplicaSet } from '../../../kubernetes/index.ts';
import type { Change, WorldView } from '../../../world/index.ts';
import type { Status } from '../../api-server/api.ts';
import { type Controller, type ControllerContext, type ControllerFactory, NO_KEYS } from '../controller.ts';
import { nextAvailabilityMs } from '../machinery/availability.ts';
import { claimPods, isOrphan } from '../machinery/claim-pods.ts';
import { dateMs } from '../machinery/dates.ts';
import { keyOf, splitKey } from '../machinery/object-key.ts';
import {
  controlledObjects,
  controllerOf,
  controllerReference,
  keyOfPodController,
} from '../machinery/ownership.ts';
import { POD_CHANGES } from '../machinery/pod-changes.ts';
import { createPod, deletePod, isNamespaceTerminating } from '../machinery/pod-control.ts';
import { RetryDelays } from '../machinery/retry-delays.ts';
import { same } from '../machinery/same.ts';
import { SeenGenerations } from '../machinery/seen-generations.ts';
import { slowStart } from '../machinery/slow-start.ts';
import { countByTemplate, countRows, terminatingCount } from './pod-counts.ts';
import { REPLICA_SET, REPLICATION_CONTROLLER, type ReplicaSetKind } from './replica-set-kind.ts';
import { type Outcome, replicaSetStatus } from './status.ts';
import { victims } from './victims.ts';

/** At most so many pods are made or deleted in one go. */
const BURST = 500;

/**
 * Keeps as many active pods as spec.replicas says.
 *
 * @source pkg/controller/replicaset/replica_set.go → syncReplicaSet, manageReplicas (v1.36.3)
 */
class ReplicaSetController implements Controller {
  readonly name: string;
  readonly concerns: ReadonlySet<string>;
  readonly makesPodsOf: string;
  readonly #kind: ReplicaSetKind;
  readonly #retries = new RetryDelays();
  readonly #generations = new SeenGenerations();

  constructor(kind: ReplicaSetKind) {
    this.#kind = kind;
    this.name = kind.controllerName;
    this.concerns = new Set([kind.groupKind, ...POD_CHANGES]);
    this.makesPodsOf = kind.kind;
  }

  watch(change: Change, world: WorldView): Iterable<string> {
    switch (change.type) {
      case 'putObject':
        return change.kind === this.#kind.groupKind ? this.#generations.news(change.object) : NO_KEYS;
      case 'createPod':
      case 'updatePod':
        return isOrphan(world, change.row)
          ? this.#selecting(world, world.pods.templateId(change.row))
          : this.#owner(world, change.row);
      case 'setPodReady':
      case 'setPodPhase':
      case 'terminatePod':
      case 'removePod':
        return this.#owner(world, change.row);
      default:
        return NO_KEYS;
    }
  }

  *unsettled(world: WorldView): Iterable<string> {
    const { groupKind } = this.#kind;
    for (const object of world.objects.all(groupKind)) {
      const set = object as ReplicaSet;
      const counts =
        countByTemplate(world, set, world.selections.selectorOf(groupKind, set)) ??
        countRows(world, set, activeRows(world, set), world.startMs);
      const outcome = { counts, terminatingCount: terminatingCount(world, set), refused: undefined };
      const status = replicaSetStatus(world, set, outcome, world.startMs, this.#countsTerminating);
      const { conditions: _ours, ...stated } = status;
      const { conditions: _theirs, ...known } = set.status ?? { replicas: 0 };
      const isComplete = counts.active === (set.spec?.replicas ?? 1);
      if (!isComplete || !same(stated, known)) yield keyOf(set);
    }
    for (let id = 0; id < world.templates.count; id++) {
      if (world.templates.get(id).controller) continue;
      for (const row of world.pods.ofTemplate(id)) {
        if (isOrphan(world, row)) yield* this.#selecting(world, id);
      }
    }
  }

  sync(key: string, context: ControllerContext): void {
    const { world, requeueAfter } = context;
    const { namespace, name } = splitKey(key);
    const set = world.objects.get(this.#kind.groupKind, namespace, name) as ReplicaSet | undefined;
    if (!set) {
      this.#retries.succeeded(key);
      return;
    }
    this.#generations.saw(set);
    const deleting = set.metadata.deletionTimestamp !== undefined;
    const selector = world.selections.selectorOf(this.#kind.groupKind, set);
    const known = countByTemplate(world, set, selector);
    const claim = () => this.#claim(context, set, selector, deleting);
    const active = known ? undefined : claim();
    const now = dateMs(context);
    const counts = known ?? countRows(world, set, active ?? [], now);
    const terminating = terminatingCount(world, set);
    const refused = deleting ? undefined : this.#manage(context, set, counts.active, () => active ?? claim());
    const minReadySeconds = set.spec?.minReadySeconds ?? 0;
    const checkAtMs = nextAvailabilityMs(world, active ?? [], minReadySeconds, now);
    this.#writeStatus(context, set, { counts, terminatingCount: terminating, refused });
    if (refused) {
      const { delayMs, background } = this.#retries.failed(key, context.moment);
      requeueAfter(key, delayMs, background);
      return;
    }
    this.#retries.succeeded(key);
    if (checkAtMs !== undefined) requeueAfter(key, checkAtMs - now);
  }

  #claim(context: ControllerContext, set: ReplicaSet, selector: Selector, deleting: boolean): number[] {
    const { apiVersion, kind } = this.#kind;
    const claim = {
      namespace: set.metadata.namespace ?? 'default',
      selector,
      reference: controllerReference(set, apiVersion, kind),
      deleting,
    };
    return claimPods(context, claim, (row) => context.world.pods.isActive(row));
  }

  /** Makes what is missing or deletes what is too much; returns the first refusal. */
  #manage(
    context: ControllerContext,
    set: ReplicaSet,
    activeCount: number,
    activeRows: () => readonly number[],
  ): Status | undefined {
    const owner = {
      kind: this.#kind.groupKind,
      namespace: set.metadata.namespace ?? 'default',
      name: set.metadata.name ?? '',
    };
    const missing = (set.spec?.replicas ?? 1) - activeCount;
    if (missing > 0) {
      const reference = controllerReference(set, this.#kind.apiVersion, this.#kind.kind);
      const { refused } = slowStart(Math.min(missing, BURST), () => {
        const answer = createPod(context, owner, reference, set.spec?.template);
        if (answer.ok || !isNamespaceTerminating(answer.status)) return answer;
        return { ok: true, value: set, warnings: [] };
      });
      return refused;
    }
    if (missing === 0) return undefined;
    const { world, timings } = context;
    const related = relatedRows(world, set, this.#kind);
    const count = Math.min(-missing, BURST);
    const chanceOf = (row: number) => timings.phase('order of equal pods', world.pods.uid(row));
    let refused: Status | undefined;
    const { rows, drawn } = victims(world, activeRows(), related, count, dateMs(context), chanceOf);
    context.noteDrawn(drawn);
    for (const row of rows) {
      const answer = deletePod(context, owner, row);
      if (!answer.ok && answer.status.reason !== 'NotFound') refused ??= answer.status;
    }
    return refused;
  }

  /** The pods are counted as they were before this piece of work; its own changes ask for the next one. */
  #writeStatus(context: ControllerContext, set: ReplicaSet, outcome: Outcome): void {
    const { world, api, actor } = context;
    const status = replicaSetStatus(world, set, outcome, dateMs(context), this.#countsTerminating);
    if (!same(status, set.status)) api.updateStatus({ ...set, status }, actor);
  }

  get #countsTerminating(): boolean {
    return this.#kind === REPLICA_SET;
  }

  #owner(world: WorldView, row: number): readonly string[] {
    const key = keyOfPodController(world, row, this.#kind.groupKind);
    return key === undefined ? NO_KEYS : [key];
  }

  /** The keys that may adopt an orphan of this template. */
  #selecting(world: WorldView, templateId: number): readonly string[] {
    return world.selections.keysSelecting(this.#kind.groupKind, templateId);
  }
}

export const replicaSetController: ControllerFactory = () => new ReplicaSetController(REPLICA_SET);
export const replicationController: ControllerFactory = () =>
  new ReplicaSetController(REPLICATION_CONTROLLER);

function activeRows(world: WorldView, set: ReplicaSet): number[] {
  return world.pods.controlledBy(set.metadata.uid ?? '').filter((row) => world.pods.isActive(row));
}

/** @source pkg/controller/replicaset/replica_set.go → getIndirectlyRelatedPods (v1.36.3) */
function relatedRows(world: WorldView, set: ReplicaSet, kind: ReplicaSetKind): number[] {
  const owner = controllerOf(set);
  const sets = owner ? controlledObjects<ReplicaSet>(world, owner.uid, kind.groupKind) : [set];
  return sets.flatMap(({ metadata }) => world.pods.controlledBy(metadata.uid ?? ''));
}
