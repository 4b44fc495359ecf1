import type { Node } from '../../../kubernetes/index.ts';
import type { Change, WorldView } from '../../../world/index.ts';
import { type Controller, type ControllerContext, NO_KEYS } from '../controller.ts';
import { readyStatus } from '../node-lifecycle/taints.ts';

const NONE = -1;
/** @source pkg/controller/podgc/gc_controller.go → gcCheckPeriod (v1.36.3) */
const PERIOD_MS = 20_000;
const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';

/**
 * Removes pods whose node is gone, terminating pods of nodes declared out of service, and terminating pods that never
 * had a node.
 *
 * @source pkg/controller/podgc/gc_controller.go → PodGCController (v1.36.3)
 * @deviation the limit of 12,500 terminated pods of a cluster is not enforced
 */
export function podGarbageCollector(): Controller {
  return new PodGarbageCollector();
}

/** Keys: `gone NAME`, a node without an object; `out NAME`, a node out of service; `unscheduled ROW`. */
class PodGarbageCollector implements Controller {
  readonly name = 'pod-garbage-collector-controller';
  readonly concerns = new Set(['Node', 'terminatePod']);
  /** When pods of missing nodes are removed, milliseconds since the first command. */
  readonly #dueMs = new Map<string, number>();

  watch(change: Change, world: WorldView): Iterable<string> {
    switch (change.type) {
      case 'removeObject': {
        const isConcerned =
          change.kind === 'Node' && world.pods.countOnNode(world.nodes.row(change.name)) > 0;
        return isConcerned ? [`gone ${change.name}`] : NO_KEYS;
      }
      case 'putObject':
        if (change.kind !== 'Node') return NO_KEYS;
        this.#dueMs.delete(change.object.metadata.name ?? '');
        return isOutOfService(change.object as unknown as Node)
          ? [`out ${change.object.metadata.name}`]
          : NO_KEYS;
      case 'terminatePod': {
        const nodeRow = world.pods.nodeRow(change.row);
        if (nodeRow === NONE) return [`unscheduled ${change.row}`];
        return isOutOfService(world.nodes.object(nodeRow)) ? [`out ${world.nodes.name(nodeRow)}`] : NO_KEYS;
      }
      default:
        return NO_KEYS;
    }
  }

  *unsettled(world: WorldView): Iterable<string> {
    for (let row = 0; row < world.nodes.rowCount; row++) {
      const node = world.nodes.object(row);
      if (!node && world.pods.countOnNode(row) > 0) yield `gone ${world.nodes.name(row)}`;
      else if (isOutOfService(node)) yield `out ${world.nodes.name(row)}`;
    }
  }

  sync(key: string, context: ControllerContext): void {
    const space = key.indexOf(' ');
    const [type, subject] = [key.slice(0, space), key.slice(space + 1)];
    if (type === 'gone') this.#orphans(key, subject, context);
    else if (this.#atTick(key, context)) {
      if (type === 'out') removeTerminating(subject, context);
      else removeUnscheduled(Number(subject), context);
    }
  }

  /** A node has to be missing for two looks and the quarantine between them. */
  #orphans(key: string, name: string, context: ControllerContext): void {
    const { world, nowMs, timings, requeueAfter } = context;
    const nodeRow = world.nodes.row(name);
    if (world.nodes.object(nodeRow)) {
      this.#dueMs.delete(name);
      return;
    }
    const dueMs = this.#dueMs.get(name) ?? nowMs + timings.podGcMs;
    this.#dueMs.set(name, dueMs);
    if (nowMs < dueMs) {
      requeueAfter(key, dueMs - nowMs);
      return;
    }
    this.#dueMs.delete(name);
    for (const row of [...world.pods.onNode(nodeRow)]) {
      const condition = {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'DeletionByPodGC',
        message: 'PodGC: node no longer exists',
      } as const;
      if (!world.pods.isTerminal(row)) context.api.setPodCondition(row, condition, context.actor);
      failAndDelete(row, context);
    }
  }

  /** Whether the loop comes round now; otherwise the key is looked at when it does. */
  #atTick(key: string, { nowMs, timings, requeueAfter }: ControllerContext): boolean {
    const offsetMs = Math.round(timings.phase('pod-gc') * PERIOD_MS);
    const sinceTickMs = (((nowMs - offsetMs) % PERIOD_MS) + PERIOD_MS) % PERIOD_MS;
    if (sinceTickMs === 0) return true;
    requeueAfter(key, PERIOD_MS - sinceTickMs);
    return false;
  }
}

/** @source pkg/controller/podgc/gc_controller.go → gcTerminating (v1.36.3) */
function removeTerminating(name: string, context: ControllerContext): void {
  const { world } = context;
  const nodeRow = world.nodes.row(name);
  if (!isOutOfService(world.nodes.object(nodeRow))) return;
  for (const row of [...world.pods.onNode(nodeRow)])
    if (world.pods.isTerminating(row)) failAndDelete(row, context);
}

/** @source pkg/controller/podgc/gc_controller.go → gcUnscheduledTerminating (v1.36.3) */
function removeUnscheduled(row: number, context: ControllerContext): void {
  const { pods } = context.world;
  if (pods.exists(row) && pods.isTerminating(row) && pods.nodeRow(row) === NONE) failAndDelete(row, context);
}

/** @source pkg/controller/podgc/gc_controller.go → markFailedAndDeletePodWithCondition (v1.36.3) */
function failAndDelete(row: number, { world, api, actor }: ControllerContext): void {
  if (!world.pods.isTerminal(row)) api.setPodPhase(row, 'Failed', actor);
  const pod = { kind: 'Pod', namespace: world.pods.namespace(row), name: world.pods.name(row) };
  api.delete(pod, actor, { gracePeriodSeconds: 0 });
}

function isOutOfService(node: Node | undefined): boolean {
  if (!node || readyStatus(node) === 'True') return false;
  return (node.spec?.taints ?? []).some(({ key }) => key === OUT_OF_SERVICE);
}
