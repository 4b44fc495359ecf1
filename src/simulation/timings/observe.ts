import type { WorldView } from '../../world/index.ts';
import { workloadOf } from './workload.ts';

type PodColumns = WorldView['snapshot']['pods'];

/** A start or a run that took longer is no start any more: the pod lost its readiness later. */
const LONGEST_START_MS = 30 * 60_000;
const LONGEST_RUN_MS = 24 * 3_600_000;

/** Medians by workload, and how many pods they rest on. Milliseconds. */
export interface Observed {
  readonly byWorkload: ReadonlyMap<string, number>;
  /** The median of the workloads' medians; undefined without any. */
  readonly medianMs: number | undefined;
  readonly podCount: number;
}

/** How long pods took from scheduled to Ready, from the timestamps of those that never restarted. */
export function observeReady(pods: PodColumns): Observed {
  return observe(pods, (row) => {
    if (pods.restartCount.get(row) > 0 || (pods.flags.get(row) & 1) === 0) return Number.NaN;
    const readyMs = pods.readyChangedMs.get(row);
    const startMs = readyMs - pods.startedMs.get(row);
    // A kubelet that reports start and readiness at once tells nothing; the creation is the next best beginning.
    const takenMs = startMs > 0 ? startMs : readyMs - pods.createdMs.get(row);
    return takenMs > 0 && takenMs <= LONGEST_START_MS ? takenMs : Number.NaN;
  });
}

/** How long the containers of succeeded pods of Jobs ran. */
export function observeJobs(pods: PodColumns): Observed {
  return observe(pods, (row) => {
    if (pods.phase.get(row) !== 2) return Number.NaN;
    let longestMs = Number.NaN;
    for (const { state } of pods.statuses.get(row)?.containerStatuses ?? []) {
      const { startedAt, finishedAt } = state?.terminated ?? {};
      if (!startedAt || !finishedAt) continue;
      const takenMs = Date.parse(finishedAt) - Date.parse(startedAt);
      if (!(takenMs <= longestMs)) longestMs = takenMs;
    }
    return longestMs >= 0 && longestMs <= LONGEST_RUN_MS ? longestMs : Number.NaN;
  });
}

/** One pass over the snapshot; `sample` gives NaN for a pod that tells nothing. */
function observe(pods: PodColumns, sample: (row: number) => number): Observed {
  const workloads = new Workloads(pods);
  const taken: number[] = [];
  const workloadIds: number[] = [];
  for (let row = 0; row < pods.count; row++) {
    const takenMs = sample(row);
    if (Number.isNaN(takenMs)) continue;
    const workloadId = workloads.idOf(row);
    if (workloadId < 0) continue;
    taken.push(takenMs);
    workloadIds.push(workloadId);
  }
  const byWorkload = new Map<string, number>();
  gathered(taken, workloadIds, workloads.names.length).forEach((samples, id) => {
    if (samples.length > 0) byWorkload.set(workloads.names[id]!, median(samples));
  });
  const medians = Float64Array.from(byWorkload.values());
  return { byWorkload, podCount: taken.length, medianMs: medians.length > 0 ? median(medians) : undefined };
}

/** The workloads of pods, numbered in the order in which they come. */
class Workloads {
  readonly names: string[] = [];
  readonly #pods: PodColumns;
  readonly #ids = new Map<string, number>();
  /** By make, the namespace for which the workload was worked out last: pods of one make nearly always share it. */
  readonly #lastNamespace: Int32Array;
  readonly #lastId: Int32Array;

  constructor(pods: PodColumns) {
    this.#pods = pods;
    this.#lastNamespace = new Int32Array(pods.makes.size).fill(-1);
    this.#lastId = new Int32Array(pods.makes.size);
  }

  /** The number of a pod's workload, -1 for a pod that has none. */
  idOf(row: number): number {
    const { makeId, namespaceId } = this.#pods;
    const make = makeId.get(row);
    if (this.#lastNamespace[make] !== namespaceId.get(row)) {
      this.#lastNamespace[make] = namespaceId.get(row);
      this.#lastId[make] = this.#numberOf(row);
    }
    return this.#lastId[make]!;
  }

  #numberOf(row: number): number {
    const { makes, makeId, namespaces, namespaceId } = this.#pods;
    const name = workloadOf(namespaces.get(namespaceId.get(row)), makes.get(makeId.get(row)));
    if (name === undefined) return -1;
    let id = this.#ids.get(name);
    if (id === undefined) {
      id = this.names.push(name) - 1;
      this.#ids.set(name, id);
    }
    return id;
  }
}

/** The values by their number, each list a part of one array. */
function gathered(values: readonly number[], ids: readonly number[], count: number): Float64Array[] {
  const ends = new Int32Array(count);
  for (const id of ids) ends[id]!++;
  for (let id = 1; id < count; id++) ends[id]! += ends[id - 1]!;
  const all = new Float64Array(values.length);
  const free = ends.slice();
  for (let index = values.length - 1; index >= 0; index--) all[--free[ids[index]!]!] = values[index]!;
  return Array.from(ends, (end, id) => all.subarray(id === 0 ? 0 : ends[id - 1], end));
}

/** The lower median; the values are put in order. */
function median(values: Float64Array): number {
  values.sort();
  return values[(values.length - 1) >> 1]!;
}
