import { compareTexts } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import { wholeSecondMs } from '../machinery/dates.ts';

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const PHASE_ORDER = { Pending: 0, Unknown: 1, Running: 2, Succeeded: 3, Failed: 3 } as const;
const NANOSECONDS = 1_000_000;

/** The pods that a ReplicaSet gives up. */
export interface Victims {
  /** Their rows, first the one that goes first. */
  readonly rows: readonly number[];
  /** Those of them that chance chose: no rule tells them from a pod that stays. */
  readonly drawn: readonly number[];
}

/**
 * The `count` pods that a ReplicaSet gives up.
 *
 * `related` are the pods of every ReplicaSet with the same owner: who shares a node with more of them goes earlier.
 * `chanceOf` gives pods that no rule tells apart their order, which really is random.
 *
 * @source pkg/controller/controller_utils.go → ActivePodsWithRanks.Less (v1.36.3)
 * @source pkg/controller/replicaset/replica_set.go → getPodsToDelete (v1.36.3)
 */
export function victims(
  world: WorldView,
  rows: readonly number[],
  related: Iterable<number>,
  count: number,
  nowMs: number,
  chanceOf: (row: number) => number = () => 0,
): Victims {
  if (count >= rows.length) return { rows, drawn: [] };
  const { pods } = world;
  const onNode = new Map<number, number>();
  for (const row of related) {
    const nodeRow = pods.nodeRow(row);
    if (pods.isActive(row)) onNode.set(nodeRow, (onNode.get(nodeRow) ?? 0) + 1);
  }
  const order = rows.map((row) => ({ row, chance: chanceOf(row) }));
  order.sort((a, b) => a.chance - b.chance || a.row - b.row);
  const candidates = order.map(({ row }) => candidate(world, row, onNode.get(pods.nodeRow(row)) ?? 0, nowMs));
  // The uids of pods that the run made are ours: no real one has them, so that their order is chance.
  const isKnown = ({ row }: Candidate) => row < world.snapshot.pods.count;
  const byUid: Comparison = (a, b) =>
    isKnown(a) && isKnown(b) ? compareTexts(pods.uid(a.row), pods.uid(b.row)) : 0;
  const compare: Comparison = (a, b) => goesFirst(a, b, byUid);
  candidates.sort(compare);
  const [gone, kept] = [candidates.slice(0, count), candidates[count]!];
  return {
    rows: gone.map(({ row }) => row),
    drawn: gone.filter((each) => compare(each, kept) === 0).map(({ row }) => row),
  };
}

interface Candidate {
  readonly row: number;
  /** Compared in order, the lower goes first. */
  readonly ranks: readonly number[];
  readonly readyMs: number;
  readonly readyBucket: number;
  readonly restarts: readonly [number, number];
  readonly createdMs: number;
  readonly createdBucket: number;
}

type Comparison = (a: Candidate, b: Candidate) => number;

function candidate(world: WorldView, row: number, neighbours: number, nowMs: number): Candidate {
  const { pods } = world;
  const isReady = pods.isReady(row);
  const cost = pods.template(row).make.annotations[DELETION_COST] ?? '';
  const readyMs = isReady ? wholeSecondMs(pods.readyChangedMs(row)) : Number.NaN;
  const createdMs = wholeSecondMs(pods.createdMs(row));
  return {
    row,
    ranks: [
      pods.nodeRow(row) < 0 ? 0 : 1,
      PHASE_ORDER[pods.phase(row)],
      isReady ? 1 : 0,
      /^-?(0|[1-9]\d*)$/.test(cost) ? Number(cost) : 0,
      -neighbours,
    ],
    readyMs,
    readyBucket: bucket(nowMs - readyMs),
    restarts: restartsOf(world, row),
    createdMs,
    createdBucket: bucket(nowMs - createdMs),
  };
}

/** The power of two of a duration's nanoseconds: durations of one power count as equal. */
function bucket(durationMs: number): number {
  return durationMs > 0 ? Math.trunc(Math.log2(durationMs * NANOSECONDS)) : -1;
}

/** The most restarts of a container and of a sidecar. */
function restartsOf({ pods }: WorldView, row: number): readonly [number, number] {
  const status = pods.status(row);
  if (!status) return [pods.restartCount(row), 0];
  const most = (all: readonly { readonly restartCount: number }[]) =>
    all.reduce((max, { restartCount }) => Math.max(max, restartCount), 0);
  const sidecars = new Set(
    (pods.template(row).make.spec.initContainers ?? [])
      .filter(({ restartPolicy }) => restartPolicy === 'Always')
      .map(({ name }) => name),
  );
  const containers = status.containerStatuses;
  return [
    containers ? most(containers) : pods.restartCount(row),
    most((status.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name))),
  ];
}

function goesFirst(a: Candidate, b: Candidate, byUid: Comparison): number {
  for (let index = 0; index < a.ranks.length; index++) {
    const difference = a.ranks[index]! - b.ranks[index]!;
    if (difference !== 0) return difference;
  }
  const order = () => byUid(a, b);
  const readiness = later(a.readyMs, b.readyMs, a.readyBucket - b.readyBucket, order);
  if (readiness !== undefined) return readiness;
  const restarts = b.restarts[0] - a.restarts[0] || b.restarts[1] - a.restarts[1];
  if (restarts !== 0) return restarts;
  return later(a.createdMs, b.createdMs, a.createdBucket - b.createdBucket, order) ?? 0;
}

/**
 * Whose time is unknown goes first, then the one in the shorter bucket, within a bucket the one with the lower uid.
 * Equal times decide nothing: undefined.
 */
function later(aMs: number, bMs: number, buckets: number, byUid: () => number): number | undefined {
  const [noA, noB] = [Number.isNaN(aMs), Number.isNaN(bMs)];
  if (noA || noB) return noA === noB ? undefined : noA ? -1 : 1;
  if (aMs === bMs) return undefined;
  if (buckets !== 0) return buckets;
  return byUid();
}
