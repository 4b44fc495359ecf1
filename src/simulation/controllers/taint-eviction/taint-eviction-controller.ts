import type { Node } from '../../../kubernetes/index.ts';
import type { Change, ObjectReference, WorldView } from '../../../world/index.ts';
import { type Controller, type ControllerContext, NO_KEYS } from '../controller.ts';
import type { Taint } from '../node-lifecycle/taints.ts';
import { verdictOn } from './tolerations.ts';

const NONE = -1;

/**
 * Deletes pods that do not tolerate their node's NoExecute taints, at once or after their tolerationSeconds; budgets
 * are not asked.
 *
 * @source pkg/controller/tainteviction/taint_eviction.go → Controller (v1.36.3)
 */
export function taintEvictionController(): Controller {
  return new TaintEviction();
}

/** Keys: `node NAME` looks at all pods of a node, `pod ROW` at one, or deletes it when its time has come. */
class TaintEviction implements Controller {
  readonly name = 'taint-eviction-controller';
  readonly concerns = new Set(['Node', 'createPod', 'bindPod', 'updatePod', 'removePod']);
  /** Nodes with NoExecute taints. */
  readonly #tainted = new Set<string>();
  /** When pods are deleted, milliseconds since the first command; a time once set is not changed. */
  readonly #dueMs = new Map<number, number>();

  watch(change: Change, world: WorldView): Iterable<string> {
    switch (change.type) {
      case 'putObject': {
        const isConcerned = change.kind === 'Node' && this.#concerns(change.object as unknown as Node);
        return isConcerned ? [`node ${change.object.metadata.name}`] : NO_KEYS;
      }
      case 'createPod':
      case 'bindPod':
      case 'updatePod': {
        if (this.#tainted.size === 0) return NO_KEYS;
        const nodeRow = world.pods.nodeRow(change.row);
        const isTainted = nodeRow !== NONE && this.#tainted.has(world.nodes.name(nodeRow));
        return isTainted ? [`pod ${change.row}`] : NO_KEYS;
      }
      case 'removePod':
        this.#dueMs.delete(change.row);
        return NO_KEYS;
      default:
        return NO_KEYS;
    }
  }

  *unsettled(world: WorldView): Iterable<string> {
    for (const row of world.nodes.rows()) {
      if (noExecuteTaints(world.nodes.object(row)).length > 0) yield `node ${world.nodes.name(row)}`;
    }
  }

  sync(key: string, context: ControllerContext): void {
    const space = key.indexOf(' ');
    const subject = key.slice(space + 1);
    if (key.startsWith('node ')) this.#lookAtNode(subject, context);
    else this.#lookAtPod(Number(subject), context);
  }

  /** Whether the node has NoExecute taints now or had them when it was last seen. */
  #concerns(node: Node): boolean {
    return noExecuteTaints(node).length > 0 || this.#tainted.has(node.metadata.name ?? '');
  }

  #lookAtNode(name: string, context: ControllerContext): void {
    const { world } = context;
    const nodeRow = world.nodes.row(name);
    const taints = noExecuteTaints(world.nodes.object(nodeRow));
    if (taints.length > 0) this.#tainted.add(name);
    else this.#tainted.delete(name);
    for (const row of [...world.pods.onNode(nodeRow)]) this.#judge(row, taints, context);
  }

  #lookAtPod(row: number, context: ControllerContext): void {
    const { world, nowMs } = context;
    if (!world.pods.exists(row)) return;
    const dueMs = this.#dueMs.get(row);
    if (dueMs !== undefined && dueMs <= nowMs) {
      this.#dueMs.delete(row);
      this.#delete(row, context);
      return;
    }
    this.#judge(row, noExecuteTaints(world.nodes.object(world.pods.nodeRow(row))), context);
  }

  #judge(row: number, taints: readonly Taint[], context: ControllerContext): void {
    const { world, nowMs, requeueAfter } = context;
    if (world.pods.isTerminating(row)) return;
    const verdict = verdictOn(taints, world.pods.template(row).make.spec.tolerations);
    if (verdict.type === 'evict') {
      this.#dueMs.delete(row);
      this.#delete(row, context);
    } else if (verdict.type === 'stay') {
      if (this.#dueMs.delete(row)) this.#record(row, 'Cancelling deletion of Pod', context);
    } else if (!this.#dueMs.has(row)) {
      const dueMs = Math.max(nowMs, sinceMs(taints, context) + verdict.seconds * 1000);
      this.#dueMs.set(row, dueMs);
      requeueAfter(`pod ${row}`, dueMs - nowMs);
    } else {
      requeueAfter(`pod ${row}`, Math.max(0, this.#dueMs.get(row)! - nowMs));
    }
  }

  /** @source pkg/controller/tainteviction/taint_eviction.go → addConditionAndDeletePod (v1.36.3) */
  #delete(row: number, context: ControllerContext): void {
    const { world, api, actor } = context;
    if (world.pods.isTerminating(row)) return;
    this.#record(row, 'Marking for deletion Pod', context);
    const condition = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
    } as const;
    api.setPodCondition(row, condition, actor);
    api.delete(reference(world, row), actor);
  }

  #record(row: number, words: string, { world, api, actor }: ControllerContext): void {
    api.recordEvent(
      reference(world, row),
      'Normal',
      'TaintManagerEviction',
      `${words} ${world.pods.key(row)}`,
      actor,
    );
  }
}

/** Since when the taints are on the node: now, unless the snapshot tells of an earlier time. */
function sinceMs(taints: readonly Taint[], { world, nowMs }: ControllerContext): number {
  let latestMs = Number.NEGATIVE_INFINITY;
  for (const { timeAdded } of taints) {
    const addedMs = timeAdded ? Date.parse(String(timeAdded)) - world.startMs : nowMs;
    latestMs = Math.max(latestMs, addedMs);
  }
  return latestMs < 0 ? latestMs : nowMs;
}

function noExecuteTaints(node: Node | undefined): readonly Taint[] {
  return (node?.spec?.taints ?? []).filter(({ effect }) => effect === 'NoExecute');
}

function reference(world: WorldView, row: number): ObjectReference {
  return { kind: 'Pod', namespace: world.pods.namespace(row), name: world.pods.name(row) };
}
