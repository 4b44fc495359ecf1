import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors/index.ts';
import { compareRun } from '../../src/impact/compare/compare-run.ts';
import type { ComparisonPoint } from '../../src/impact/compare/comparison.ts';
import type { PodEvent } from '../../src/impact/compare/recorded-run.ts';
import { kubernetesVersion } from '../../src/kubernetes/index.ts';
import { PLAIN } from '../../src/report/index.ts';
import { renderComparison } from '../../src/report/text/render-comparison.ts';
import { differences } from './alike.ts';
import { podsOf, predictionOf, readRun, recordedRuns, replay } from './replay.ts';
import { missingRevisions } from './revision-names.ts';

/** What lived in the memory of the recorded processes and no snapshot holds: values for `--assume`, in milliseconds. */
const DECLARED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'delete-node-anti-affinity': { 'pod-gc': 46_600 },
};

interface Race {
  readonly why: string;
  /** Whether when things happen is left out as well. */
  readonly anyTime?: boolean;
  /** Whether the race decides about the pods themselves, so that only commands are compared. */
  readonly anyPods?: boolean;
  /** Points about commands that may be otherwise the next time. */
  readonly mayDiffer: (point: ComparisonPoint) => boolean;
}

/** What a recording decided by a race that names and order of the pods do not settle. */
const RACES: Readonly<Record<string, Race>> = {
  'fail-zone-v1.33': {
    why: 'the last lease was renewed just before the failure: everything is half a renewal later',
    anyTime: true,
    mayDiffer: () => false,
  },
  'out-of-service': {
    why: "where the pod garbage collector's loop of 20 s stands",
    anyTime: true,
    mayDiffer: () => false,
  },
  'medley-apply': {
    why: 'kubectl was slow now and then on a busy machine',
    anyPods: true,
    mayDiffer: ({ aspect }) => aspect === 'when',
  },
  'medley-delete': {
    why: 'kubectl was slow now and then on a busy machine',
    anyPods: true,
    mayDiffer: ({ aspect }) => aspect === 'when',
  },
  'medley-budgets': {
    why: 'the played kubelet ended db-0 a second time by its name, when a new one had it',
    anyPods: true,
    mayDiffer: () => false,
  },
  'medley-budget-times': {
    why: 'kubectl asked for the next evictions 40 ms before the budget had its pods back, and then 5 s later',
    anyPods: true,
    mayDiffer: ({ aspect }) => aspect === 'output' || aspect === 'when',
  },
  'medley-constraints': {
    why: 'which of two evictions at one time the budget allows',
    mayDiffer: ({ aspect }) => aspect === 'output',
  },
  'medley-strategies': {
    why: 'whether two restarts fall into one second of the clock',
    anyPods: true,
    mayDiffer: ({ object }) => object.startsWith('kubectl rollout restart deployment/all'),
  },
  'medley-replace': {
    why: 'the refusal of a changed pod shows two Go structures side by side, which are not modelled',
    mayDiffer: ({ aspect, object }) => aspect === 'output' && object.startsWith('kubectl apply -f solo.yaml'),
  },
  'medley-priority': {
    why: 'which of the equal nodes the victims stood on decides where there is room in between',
    anyPods: true,
    mayDiffer: () => false,
  },
  'medley-spread': {
    why: 'two evictions at one time met in the budget a moment apart: the replacement of the first found no node then',
    anyPods: true,
    mayDiffer: ({ aspect }) => aspect === 'output' || aspect === 'when',
  },
};

describe.each(recordedRuns())('%s', (name) => {
  const { run, items, after } = readRun(name);

  test(run.description, (context) => {
    const replayed = attempt(() => replay(run, items, DECLARED[name]));
    // A line that is not modelled is refused; there is nothing to compare then.
    if (replayed instanceof InputError) return context.skip(replayed.message);
    const prediction = predictionOf(replayed);
    const comparison = compareRun(prediction, run, podsOf(items));
    const missed = comparison.points.filter(
      (point) => !point.held && isOfCommand(point) && !isWatched(point) && !RACES[name]?.mayDiffer(point),
    );
    expect(missed, renderComparison(comparison, PLAIN).join('\n')).toEqual([]);
    expect(missingRevisions(items, after, replayed.world)).toEqual([]);
    const timeline = prediction.timeline as readonly PodEvent[];
    if (RACES[name]?.anyPods) return;
    const found = differences(podsOf(items), run.timeline, timeline, run.observedSeconds, {
      withTimes: !RACES[name]?.anyTime,
      // Before 1.35 the scheduler draws among equal nodes.
      withLandings: kubernetesVersion(run.kubernetes).minor >= 35,
    });
    expect(found, renderComparison(comparison, PLAIN).join('\n')).toEqual([]);
  });
});

function isOfCommand({ object }: ComparisonPoint): boolean {
  return object.startsWith('kubectl');
}

/** Which states on the way a watch happens to see. */
function isWatched({ real, predicted }: ComparisonPoint): boolean {
  return (real ?? predicted ?? '').startsWith('Waiting for ');
}

function attempt<Result>(work: () => Result): Result | InputError {
  try {
    return work();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}
