import { type NodeMiss, scheduleWorld } from '../impact/index.ts';
import type { Snapshot } from '../snapshot/index.ts';
import { World } from '../world/index.ts';

/** What the scheduler model says of a pod that waits for a node. */
export interface SchedulingVerdict {
  /** The scheduler's message; undefined when the pod would be placed. */
  readonly message?: string;
  /** The node that it would be placed on. */
  readonly chosen?: string;
  /** Why it is not even tried. */
  readonly gated?: string;
  /** What is missing where, the nearest first. */
  readonly misses: readonly NodeMiss[];
}

/** A pod's verdict by `namespace/name`. */
export type SchedulingVerdicts = (pod: string) => SchedulingVerdict | undefined;

/** More pending pods than these are told without what every node says. */
const EXPLAINED = 200;

/** Verdicts of the scheduler model on the pending pods of a snapshot: they are made when the first one is asked for. */
export function schedulingVerdicts(snapshot: Snapshot): SchedulingVerdicts {
  let verdicts: ReadonlyMap<string, SchedulingVerdict> | undefined;
  return (pod) => {
    verdicts ??= verdictsOf(snapshot);
    return verdicts.get(pod);
  };
}

function verdictsOf(snapshot: Snapshot): ReadonlyMap<string, SchedulingVerdict> {
  const { nodeNameId, count } = snapshot.pods;
  let pending = 0;
  for (let row = 0; row < count; row++) if (nodeNameId.get(row) < 0) pending++;
  const { report, misses } = scheduleWorld(new World(snapshot), {
    seed: 1,
    explain: pending <= EXPLAINED,
    scheduler: { tieBreak: 'kubernetes', startIndex: 0 },
  });
  return new Map(
    report.results.map(({ pod, chosen, gated, message, preFilter, error }) => {
      const said = message ?? preFilter ?? error;
      return [
        pod,
        {
          ...(said === undefined ? {} : { message: said }),
          ...(chosen === undefined ? {} : { chosen }),
          ...(gated === undefined ? {} : { gated }),
          misses: misses.get(pod) ?? [],
        },
      ];
    }),
  );
}
