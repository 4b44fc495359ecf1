import { isEmptySelector } from '../../../../scheduler-model/index.ts';
import type { DaemonSet, Node } from '../../../kubernetes/index.ts';
import type { Change, WorldView } from '../../../world/index.ts';
import type { Replaced } from '../../component.ts';
import { type Controller, type ControllerContext, type ControllerFactory, NO_KEYS } from '../controller.ts';
import { claimPods, isOrphan } from '../machinery/claim-pods.ts';
import { dateMs } from '../machinery/dates.ts';
import { keyOf, splitKey } from '../machinery/object-key.ts';
import { controllerReference, keyOfController, keyOfPodController } from '../machinery/ownership.ts';
import { POD_CHANGES } from '../machinery/pod-changes.ts';
import { RetryDelays } from '../machinery/retry-delays.ts';
import { same, sameSpec } from '../machinery/same.ts';
import { SeenGenerations } from '../machinery/seen-generations.ts';
import { daemonNodeRow, isAvailable } from './daemon-nodes.ts';
import { knownRevisions, syncRevisions, truncateHistory } from './daemon-revisions.ts';
import { type DaemonBase, DaemonView, daemonBase } from './daemon-view.ts';
import { DaemonWork } from './daemon-work.ts';
import { FailedPodsBackoff } from './failed-pods-backoff.ts';
import { nodeWork } from './manage-node.ts';
import { nodeFitness } from './node-fitness.ts';
import { daemonSetStatus } from './status.ts';
import { isRollingUpdate } from './update-limits.ts';

const KIND = 'DaemonSet.apps';
/** Keys of nodes begin with this. */
const NODE = 'node ';

/** How every DaemonSet saw the nodes when a world was looked at last. */
const BASES = new WeakMap<WorldView, Map<string, DaemonBase & { readonly isAtRest: boolean }>>();

type PodNews = Extract<Change, { readonly row: number }>;

/**
 * Keeps one pod of each DaemonSet on every node that is fit for it.
 *
 * @source pkg/controller/daemon/daemon_controller.go → DaemonSetsController (v1.36.3)
 */
class DaemonSetController implements Controller {
  readonly name = 'daemon-set-controller';
  readonly concerns = new Set([KIND, 'Node', ...POD_CHANGES]);
  readonly makesPodsOf = 'DaemonSet';
  readonly #retries = new RetryDelays();
  readonly #backoff = new FailedPodsBackoff();
  readonly #views = new Map<string, DaemonView>();
  /** Rows of nodes to look at again, by key of the DaemonSet. */
  readonly #touched = new Map<string, Set<number>>();
  /** Rows of pods without a node that came during the run, by key. */
  readonly #unbound = new Map<string, number[]>();
  /** Keys of the sets that have to look at whose pods are whose. */
  readonly #claims = new Set<string>();
  readonly #generations = new SeenGenerations();
  /** Rows of nodes with a pod that became Ready during the run and may not be available yet, by key. */
  readonly #waiting = new Map<string, Set<number>>();
  /** Keys of the sets of which a pod became Ready since they were looked at. */
  readonly #newlyReady = new Set<string>();

  watch(change: Change, world: WorldView, replaced: Replaced): Iterable<string> {
    switch (change.type) {
      case 'putObject':
        if (change.kind === 'Node') return nodeNews(change.object as Node, replaced);
        return change.kind === KIND ? this.#generations.news(change.object) : [];
      case 'removeObject':
        return change.kind === 'Node' ? [NODE + change.name] : [];
      case 'createPod':
      case 'updatePod':
      case 'setPodReady':
      case 'setPodPhase':
      case 'terminatePod':
      case 'removePod':
        return this.#podNews(change, world, replaced);
      default:
        return [];
    }
  }

  *unsettled(world: WorldView): Iterable<string> {
    const bases = new Map<string, DaemonBase & { readonly isAtRest: boolean }>();
    BASES.set(world, bases);
    for (const object of world.objects.all(KIND)) {
      const set = object as DaemonSet;
      const hash = knownRevisions(world, set)?.hash;
      if (hash === undefined) {
        yield keyOf(set);
        continue;
      }
      const base = daemonBase(world, set, hash, world.startMs);
      const atRest = isAtRest(world, set, base);
      bases.set(set.metadata.uid ?? '', { ...base, isAtRest: atRest });
      if (!atRest) yield keyOf(set);
    }
  }

  sync(key: string, context: ControllerContext): void {
    if (key.startsWith(NODE)) this.#syncNode(key.slice(NODE.length), context);
    else this.#syncSet(key, context);
  }

  /** @source pkg/controller/daemon/daemon_controller.go → syncDaemonSet (v1.36.3) */
  #syncSet(key: string, context: ControllerContext): void {
    const { world } = context;
    const { namespace, name } = splitKey(key);
    const set = world.objects.get(KIND, namespace, name) as DaemonSet | undefined;
    if (!set || set.metadata.deletionTimestamp !== undefined) return;
    if (isEmptySelector(world.selections.selectorOf(KIND, set))) return;
    this.#claim(key, context, set);
    this.#generations.saw(set);
    const revisions = syncRevisions(context, set);
    if ('code' in revisions) {
      this.#retry(key, context);
      return;
    }
    const { view, nodeRows } = this.#viewOf(key, context, set, revisions.hash);
    const work = new DaemonWork(context, set, view, revisions.hash, this.#backoff);
    // Like Kubernetes, which waits until it has seen what it did, before it goes on with an update.
    if (!work.manage(nodeRows) && isRollingUpdate(set)) work.update();
    for (const nodeRow of this.#touched.get(key) ?? []) view.look(world, set, nodeRow, dateMs(context));
    truncateHistory(context, set, revisions.old);
    const status = daemonSetStatus(set, view.counts);
    if (!same(status, set.status)) context.api.updateStatus({ ...set, status }, context.actor);
    for (const nodeRow of work.postponed) this.#touch(key, nodeRow);
    if (work.refused) {
      this.#retry(key, context);
      return;
    }
    this.#retries.succeeded(key);
    const { minReadySeconds = 0 } = set.spec ?? {};
    this.#awaitAvailability(key, context, set, view);
    if (work.retryAfterMs !== undefined) context.requeueAfter(key, work.retryAfterMs);
    else if (minReadySeconds > 0 && view.counts.ready !== view.counts.available) {
      this.#touchWaiting(key, world, view);
      context.requeueAfter(key, minReadySeconds * 1000);
    }
  }

  /**
   * Wakes the DaemonSets that a change of a node concerns.
   *
   * @source pkg/controller/daemon/daemon_controller.go → syncNodeUpdate (v1.36.3)
   */
  #syncNode(name: string, context: ControllerContext): void {
    const { world, requeueAfter } = context;
    const nodeRow = world.nodes.row(name);
    const node = world.nodes.object(nodeRow);
    const owners = new Set<string>();
    for (const row of world.pods.onNode(nodeRow)) owners.add(world.pods.template(row).controller?.uid ?? '');
    for (const object of world.objects.all(KIND)) {
      const set = object as DaemonSet;
      const key = keyOf(set);
      this.#touch(key, nodeRow);
      if (!node) continue;
      const { shouldRun, mayStay } = nodeFitness(set.spec?.template, node);
      const isScheduled = owners.has(set.metadata.uid ?? '');
      const isMisscheduled = isScheduled && (set.status?.numberMisscheduled ?? 0) > 0;
      if ((shouldRun && !isScheduled) || (!mayStay && isScheduled) || isMisscheduled) requeueAfter(key, 0);
    }
  }

  #podNews(change: PodNews, world: WorldView, replaced: Replaced): readonly string[] {
    const { row } = change;
    const { pods } = world;
    if (change.type === 'updatePod' || (change.type === 'createPod' && isOrphan(world, row))) {
      return this.#ownersNews(world, row, replaced);
    }
    const key = keyOfPodController(world, row, KIND);
    if (key === undefined) return NO_KEYS;
    if (change.type === 'createPod' && pods.nodeRow(row) < 0) {
      const view = this.#views.get(key);
      if (view) view.sawUnbound(row);
      else this.#unbound.set(key, [...(this.#unbound.get(key) ?? []), row]);
    }
    const nodeRow = daemonNodeRow(world, row);
    this.#touch(key, nodeRow);
    if (change.type === 'setPodReady' && change.ready) {
      this.#newlyReady.add(key);
      const waiting = this.#waiting.get(key);
      if (waiting) waiting.add(nodeRow);
      else this.#waiting.set(key, new Set([nodeRow]));
    }
    return [key];
  }

  /** Labels or owners of a pod changed, or it came without an owner. */
  #ownersNews(world: WorldView, row: number, { make }: Replaced): string[] {
    const { id, namespace } = world.pods.template(row);
    const before = make?.ownerReferences.find(({ controller }) => controller);
    const keys = [
      before && keyOfController(world, before, namespace, KIND),
      keyOfPodController(world, row, KIND),
    ].filter((key) => key !== undefined);
    if (isOrphan(world, row)) {
      for (const name of world.selections.selecting(KIND, id)) keys.push(`${namespace}/${name}`);
    }
    for (const key of keys) {
      this.#claims.add(key);
      this.#touch(key, daemonNodeRow(world, row));
    }
    return keys;
  }

  /**
   * The nodes as the set sees them, and those to work on: what was touched, or all of them when its template or its
   * revision is a new one or the snapshot was not at rest.
   */
  #viewOf(
    key: string,
    context: ControllerContext,
    set: DaemonSet,
    hash: string,
  ): { readonly view: DaemonView; readonly nodeRows: readonly number[] } {
    const { world } = context;
    const uid = set.metadata.uid ?? '';
    const known = this.#views.get(key);
    const base = known ? undefined : BASES.get(world)?.get(uid);
    let view = known ?? (base && new DaemonView(uid, base));
    let isNew = base !== undefined && !base.isAtRest;
    const touched = this.#takeTouched(key);
    if (!view?.isOf(set, hash)) {
      view = new DaemonView(uid, daemonBase(world, set, hash, dateMs(context)));
      isNew = true;
    } else {
      for (const row of this.#unbound.get(key) ?? []) view.sawUnbound(row);
      for (const nodeRow of touched) view.look(world, set, nodeRow, dateMs(context));
    }
    this.#unbound.delete(key);
    this.#views.set(key, view);
    return { view, nodeRows: isNew ? [...view.nodeRows()] : touched };
  }

  /** Adopts and releases pods, where a change of a pod asks for it. */
  #claim(key: string, context: ControllerContext, set: DaemonSet): void {
    if (!this.#claims.delete(key)) return;
    claimPods(context, {
      namespace: set.metadata.namespace ?? 'default',
      selector: context.world.selections.selectorOf(KIND, set),
      reference: controllerReference(set, 'apps/v1', 'DaemonSet'),
      deleting: false,
    });
  }

  #touch(key: string, nodeRow: number): void {
    const touched = this.#touched.get(key);
    if (touched) touched.add(nodeRow);
    else this.#touched.set(key, new Set([nodeRow]));
  }

  #takeTouched(key: string): readonly number[] {
    const touched = [...(this.#touched.get(key) ?? [])];
    this.#touched.delete(key);
    return touched;
  }

  /** Nodes whose pod is Ready and not yet available have to be looked at when time has passed. */
  #touchWaiting(key: string, world: WorldView, view: DaemonView): void {
    for (const nodeRow of view.nodeRows()) {
      if (view.node(nodeRow)?.rows.some((row) => world.pods.isReady(row))) this.#touch(key, nodeRow);
    }
  }

  /**
   * Looks again a second after a pod that became Ready has been so for minReadySeconds: beside an old pod, nothing else
   * would tell that it is available.
   *
   * @source pkg/controller/daemon/daemon_controller.go → updatePod (v1.36.3)
   */
  #awaitAvailability(key: string, context: ControllerContext, set: DaemonSet, view: DaemonView): void {
    const { world, requeueAfter } = context;
    const { minReadySeconds = 0 } = set.spec ?? {};
    const isNews = this.#newlyReady.delete(key);
    const waiting = this.#waiting.get(key);
    if (!waiting) return;
    for (const nodeRow of waiting) {
      const rows = view.node(nodeRow)?.rows ?? [];
      const isWaiting = (row: number) =>
        world.pods.isReady(row) && !isAvailable(world, set, row, dateMs(context));
      if (rows.some(isWaiting)) this.#touch(key, nodeRow);
      else waiting.delete(nodeRow);
    }
    if (isNews && minReadySeconds > 0) requeueAfter(key, (minReadySeconds + 1) * 1000);
  }

  #retry(key: string, { requeueAfter, moment }: ControllerContext): void {
    const { delayMs, background } = this.#retries.failed(key, moment);
    requeueAfter(key, delayMs, background);
  }
}

export const daemonSetController: ControllerFactory = () => new DaemonSetController();

/** @source pkg/controller/daemon/daemon_controller.go → shouldIgnoreNodeUpdate (v1.36.3) */
function nodeNews(node: Node, { object }: Replaced): string[] {
  const before = object as Node | undefined;
  const isSame =
    before !== undefined &&
    sameSpec(before.metadata.labels, node.metadata.labels) &&
    sameSpec(before.spec?.taints, node.spec?.taints);
  return isSame ? [] : [NODE + node.metadata.name];
}

function isAtRest(world: WorldView, set: DaemonSet, base: DaemonBase): boolean {
  if (set.metadata.deletionTimestamp !== undefined) return true;
  for (const [nodeRow, { node }] of base.seen) {
    const exists = world.nodes.object(nodeRow) !== undefined;
    const { create, surplus, ended } = nodeWork(world, set, node, exists, base.hash, world.startMs);
    if (create || surplus.length > 0 || ended.length > 0) return false;
  }
  const isRolling = isRollingUpdate(set) && base.counts.updated < base.counts.current;
  return !isRolling && same(daemonSetStatus(set, base.counts), set.status);
}
