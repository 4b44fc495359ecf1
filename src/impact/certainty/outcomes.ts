import type { CodedProblem } from '../findings/find-problems.ts';
import { isPending } from '../run/pod-life.ts';
import type { RunView } from '../run/run-view.ts';

/** Counts outcomes over runs that differ in ties and orders only. */
export class Outcomes {
  #runCount = 0;
  readonly #counts = new Map<string, number>();
  /** The first run's problems and those that only later runs had, by key. */
  readonly #problems = new Map<string, CodedProblem>();

  get runCount(): number {
    return this.#runCount;
  }

  add(run: RunView, problems: readonly CodedProblem[]): void {
    const isFirst = this.#runCount === 0;
    this.#runCount++;
    const seen = new Set<string>();
    for (const problem of problems) {
      const key = `finding ${problem.key}`;
      if (seen.has(key)) continue;
      seen.add(key);
      // The log of a later run is not kept: nothing in the report's own log shows this.
      if (!this.#problems.has(problem.key)) {
        this.#problems.set(problem.key, isFirst ? problem : { ...problem, evidence: [], proposals: [] });
      }
    }
    for (const key of pendingKeys(run).values()) seen.add(key);
    for (const { key, zeroFromMs } of run.services) if (zeroFromMs !== undefined) seen.add(`zero ${key}`);
    for (const key of seen) this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /** Problems that only runs after the first had. */
  later(first: readonly CodedProblem[]): CodedProblem[] {
    const known = new Set(first.map(({ key }) => key));
    return [...this.#problems.values()].filter(({ key }) => !known.has(key));
  }

  ofProblem({ key }: CodedProblem): string {
    return this.#share(`finding ${key}`);
  }

  ofPending(key: string): string {
    return this.#share(key);
  }

  ofZero(service: string): string {
    return this.#share(`zero ${service}`);
  }

  #share(key: string): string {
    return `${this.#counts.get(key) ?? 0}/${this.#runCount}`;
  }
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
