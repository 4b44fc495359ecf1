import type { CodedProblem } from '../findings/find-problems.ts';
import { findProblems } from '../findings/find-problems.ts';
import { isPending } from '../run/pod-life.ts';
import type { RunView } from '../run/run-view.ts';

/** A problem without what belongs to the log of its own run. */
export type PlainProblem = Omit<CodedProblem, 'proposals'>;

/** What one of several runs came to: plain data, which a thread can hand to another. */
export interface RunOutcome {
  readonly problems: readonly PlainProblem[];
  /** See `pendingKeys`. */
  readonly pending: readonly string[];
  /** The Services that had no endpoints for a while. */
  readonly servicesAtZero: readonly string[];
}

/** What a run came to; its evidence stays behind, for the log that it points into is not kept. */
export function outcomeOf(run: RunView, problems: readonly CodedProblem[] = findProblems(run)): RunOutcome {
  return {
    problems: problems.map(({ proposals: _proposals, ...problem }) => ({ ...problem, evidence: [] })),
    pending: [...pendingKeys(run).values()],
    servicesAtZero: run.services.flatMap(({ key, zeroFromMs }) => (zeroFromMs === undefined ? [] : [key])),
  };
}

/**
 * What is the same about pending pods in every run: names of new pods are random, so the n-th pending pod of an owner
 * is known by that.
 */
export function pendingKeys(run: RunView): Map<number, string> {
  const perOwner = new Map<string, number>();
  const keys = new Map<number, string>();
  for (const life of run.lives) {
    if (!isPending(life)) continue;
    const owner = life.owner === undefined ? life.key : `${life.namespace}/${life.owner}`;
    const number = (perOwner.get(owner) ?? 0) + 1;
    perOwner.set(owner, number);
    keys.set(life.row, `pending ${owner} ${number}`);
  }
  return keys;
}
