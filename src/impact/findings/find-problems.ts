import { touchingGaps } from '../completeness.ts';
import { SEVERITIES } from '../documents.ts';
import type { RunView } from '../run/run-view.ts';
import type { FoundProblem } from './finding.ts';
import { FINDINGS } from './registry.ts';

/** A problem with its code, and with the key by which it is known again in another run. */
export interface CodedProblem extends FoundProblem {
  readonly code: string;
  readonly key: string;
}

/** All problems of a run, worst first and then in the registry's order. */
export function findProblems(run: RunView): CodedProblem[] {
  const problems: CodedProblem[] = [];
  for (const { code, find } of FINDINGS) {
    for (const problem of find(run)) {
      problems.push({ ...problem, code, key: `${code} ${problem.subject ?? problem.objects[0] ?? ''}` });
    }
  }
  return problems.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

/** The kinds of those that a problem rests on which the snapshot says nothing about. */
export function weaknesses(run: RunView, kinds: readonly string[] = []): string[] {
  return touchingGaps(run).flatMap(({ kind }) => (kinds.includes(kind) ? [kind] : []));
}
