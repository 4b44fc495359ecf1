import type { RunView } from '../run/run-view.ts';
import type { FindingType, Proposal } from './finding.ts';
import { drainedToTheEnd } from './proposals.ts';

/** What kubectl refuses to drain, and the flag that lets it. */
const REFUSALS = [
  { words: 'DaemonSet-managed Pods', flag: '--ignore-daemonsets' },
  { words: 'Pods with local storage', flag: '--delete-emptydir-data' },
  { words: 'Pods that declare no controller', flag: '--force' },
];
const REFUSED = /cannot delete ([A-Za-z -]+) \(use (--[a-z-]+) to (?:ignore|override)\): ([^;\]\n]*)/g;

/** kubectl drain refuses before it evicts anything, because a flag is missing. */
export const drainRefused: FindingType = {
  code: 'DRAIN_REFUSED',
  title: 'kubectl refuses to drain without a flag',
  *find(run) {
    for (const [index, { line, stderr, exit }] of run.commands.entries()) {
      if (exit === 0) continue;
      const found = refusalsIn(stderr);
      if (found.size === 0) continue;
      const flags = [...found.values()].map(({ flag }) => flag);
      const pods = [...new Set([...found.values()].flatMap(({ pods }) => pods))];
      const reasons = [...found].map(
        ([words, { pods }]) => `${pods.length} ${pods.length === 1 ? singular(words) : words}`,
      );
      yield {
        severity: 'critical',
        objects: pods,
        message: `${line} evicts nothing: ${reasons.join(', ')} would need ${flags.join(' ')}.`,
        evidence: [],
        proposals: [withFlags(run, index, flags)],
      };
    }
  },
};

function refusalsIn(
  stderr: string,
): Map<string, { readonly flag: string; readonly pods: readonly string[] }> {
  const found = new Map<string, { readonly flag: string; readonly pods: readonly string[] }>();
  for (const { words, flag } of REFUSALS) {
    for (const [, what, , list = ''] of stderr.matchAll(REFUSED)) {
      // The last refusal of several runs into the comma of the next.
      const pods = list
        .split(', cannot delete ')[0]!
        .split(', ')
        .filter((pod) => pod.includes('/'));
      if (what === words) found.set(words, { flag, pods });
    }
  }
  return found;
}

/** `Pod with local storage` of `Pods with local storage`. */
function singular(words: string): string {
  return words.replace('Pods', 'Pod').replace('declare', 'declares');
}

function withFlags(run: RunView, index: number, flags: readonly string[]): Proposal {
  return {
    lines: run.commands.map(({ line }, each) => (each === index ? `${line} ${flags.join(' ')}` : line)),
    judge: drainedToTheEnd,
  };
}
