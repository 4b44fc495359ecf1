import type { CodedProblem } from '../findings/find-problems.ts';
import type { RunView } from '../run/run-view.ts';
import { outcomeOf, type RunOutcome } from './run-outcome.ts';

/** Counts outcomes over runs that differ in ties and orders only. */
export class Outcomes {
  #runCount = 0;
  readonly #counts = new Map<string, number>();
  /** The first run's problems and those that only later runs had, by key. */
  readonly #problems = new Map<string, CodedProblem>();

  get runCount(): number {
    return this.#runCount;
  }

  constructor(first: RunView, problems: readonly CodedProblem[]) {
    for (const problem of problems)
      if (!this.#problems.has(problem.key)) this.#problems.set(problem.key, problem);
    this.add(outcomeOf(first, problems));
  }

  add({ problems, pending, servicesAtZero }: RunOutcome): void {
    this.#runCount++;
    const seen = new Set<string>();
    for (const problem of problems) {
      seen.add(`finding ${problem.key}`);
      if (!this.#problems.has(problem.key)) this.#problems.set(problem.key, problem);
    }
    for (const key of pending) seen.add(key);
    for (const key of servicesAtZero) seen.add(`zero ${key}`);
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
