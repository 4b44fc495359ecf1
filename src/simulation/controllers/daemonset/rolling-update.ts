import type { DaemonSet } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import { type DaemonNode, isAvailable, isUpdated } from './daemon-nodes.ts';
import type { DaemonView } from './daemon-view.ts';
import { surgeCount, unavailableCount } from './update-limits.ts';

/** What an update does now. */
export interface UpdateStep {
  /** Rows of pods to delete. */
  readonly remove: readonly number[];
  /** Rows of nodes that get a second pod. */
  readonly create: readonly number[];
  /** Rows of the old pods whose turn it is by lot. */
  readonly drawn: readonly number[];
}

/** All that a step of an update looks at. */
export interface UpdateScene {
  readonly world: WorldView;
  readonly set: DaemonSet;
  readonly view: DaemonView;
  readonly hash: string;
  readonly nowMs: number;
  /** A number in [0, 1): Kubernetes goes through the nodes in random order. */
  readonly random: () => number;
}

/** The pods of a node that are not going: one of the present template, one of another; undefined when there are more. */
interface Pair {
  readonly fresh: number | undefined;
  readonly old: number | undefined;
}

/** @source pkg/controller/daemon/update.go → findUpdatedPodsOnNode (v1.36.3) */
function pairOf({ world, hash }: UpdateScene, { rows }: DaemonNode): Pair | undefined {
  let fresh: number | undefined;
  let old: number | undefined;
  for (const row of rows) {
    if (world.pods.isTerminating(row)) continue;
    if (isUpdated(world, row, hash)) {
      if (fresh !== undefined) return undefined;
      fresh = row;
    } else {
      if (old !== undefined) return undefined;
      old = row;
    }
  }
  return { fresh, old };
}

/** @source pkg/controller/daemon/update.go → rollingUpdate (v1.36.3) */
export function updateStep(scene: UpdateScene): UpdateStep {
  const { set, view } = scene;
  const surge = surgeCount(set, view.counts.desired);
  return surge > 0 ? surgeStep(scene, surge) : replaceStep(scene);
}

/** Nodes with a pod or in want of one. */
function* concerned({ view }: UpdateScene): Generator<readonly [number, DaemonNode]> {
  for (const nodeRow of view.nodeRows()) {
    const node = view.node(nodeRow);
    if (node && (node.shouldRun || node.rows.length > 0)) yield [nodeRow, node];
  }
}

/** An old pod that is not available goes at once; of the others as many as maxUnavailable leaves room for. */
function replaceStep(scene: UpdateScene): UpdateStep {
  const { world, set, view, nowMs } = scene;
  const remove: number[] = [];
  const candidates: number[] = [];
  let unavailable = 0;
  for (const [, node] of concerned(scene)) {
    const pair = pairOf(scene, node);
    if (!pair || (pair.fresh === undefined) === (pair.old === undefined)) unavailable++;
    else if (pair.fresh !== undefined) {
      if (!isAvailable(world, set, pair.fresh, nowMs)) unavailable++;
    } else if (pair.old !== undefined) {
      if (isAvailable(world, set, pair.old, nowMs)) candidates.push(pair.old);
      else {
        remove.push(pair.old);
        unavailable++;
      }
    }
  }
  const room = unavailableCount(set, view.counts.desired) - unavailable;
  const drawn = draw(candidates, room, scene.random);
  return { remove: [...remove, ...drawn], create: [], drawn: drawn.length < candidates.length ? drawn : [] };
}

/** A new pod comes beside the old one on at most maxSurge nodes; where the old one is not available, in any case. */
function surgeStep(scene: UpdateScene, surge: number): UpdateStep {
  const { world, set, view, nowMs } = scene;
  const remove: number[] = [];
  const unwanted: number[] = [];
  const create: number[] = [];
  const oldOn = new Map<number, number>();
  let surging = 0;
  let available = 0;
  for (const [nodeRow, node] of concerned(scene)) {
    const pair = pairOf(scene, node);
    if (!pair) {
      surging++;
      continue;
    }
    const { fresh, old } = pair;
    const first = old ?? fresh;
    const isFirstAvailable = first !== undefined && isAvailable(world, set, first, nowMs);
    if (isFirstAvailable) available++;
    if (old === undefined) continue;
    if (fresh !== undefined) {
      if (isAvailable(world, set, fresh, nowMs)) remove.push(old);
      else surging++;
    } else if (isFirstAvailable) {
      if (node.shouldRun) oldOn.set(nodeRow, old);
      else unwanted.push(old);
    } else if (node.shouldRun) create.push(nodeRow);
    else remove.push(old);
  }
  const spare = Math.max(0, available - view.counts.desired);
  const spared = draw(unwanted, spare, scene.random);
  const nodes = draw([...oldOn.keys()], surge - surging, scene.random);
  return {
    remove: [...remove, ...spared],
    create: [...create, ...nodes],
    drawn: [
      ...(spared.length < unwanted.length ? spared : []),
      ...(nodes.length < oldOn.size ? nodes.map((nodeRow) => oldOn.get(nodeRow)!) : []),
    ],
  };
}

/** `count` of the candidates by lot. */
function draw(candidates: readonly number[], count: number, random: () => number): number[] {
  const left = [...candidates];
  const chosen: number[] = [];
  while (chosen.length < count && left.length > 0) {
    chosen.push(...left.splice(Math.floor(random() * left.length), 1));
  }
  return chosen;
}
