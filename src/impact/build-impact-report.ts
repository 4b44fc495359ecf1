import type { Outcomes } from './certainty/outcomes.ts';
import { pendingKeys } from './certainty/run-outcome.ts';
import {
  API_VERSION,
  type FindingEntry,
  type ImpactReport,
  type PendingEntry,
  type TimelineEntry,
} from './documents.ts';
import { type CodedProblem, weaknesses } from './findings/find-problems.ts';
import { orderDependent } from './findings/order-dependent.ts';
import { remediesNotTried } from './findings/remedies-not-tried.ts';
import { pendingRows } from './fit/explain-pending.ts';
import { nearestMiss } from './fit/nearest-miss.ts';
import { isPending } from './run/pod-life.ts';
import type { RunView } from './run/run-view.ts';
import { seconds } from './run/seconds.ts';
import { quietServices, type ServiceCourse } from './run/services.ts';
import { buildStages } from './stages/build-stages.ts';
import { describeChange } from './stages/describe-change.ts';
import { Remedies, type TryLines } from './suggestions/remedies.ts';
import { summarizeSnapshot } from './summarize-snapshot.ts';
import { summarize } from './verdict.ts';

export interface ReportParts {
  readonly run: RunView;
  readonly problems: readonly CodedProblem[];
  readonly outcomes: Outcomes;
  readonly tryLines: TryLines;
  readonly assumptions: ImpactReport['assumptions'];
  readonly options: ImpactReport['options'];
}

/** Puts the document together from the first run and the counts over all runs. */
export function buildImpactReport(parts: ReportParts): ImpactReport {
  const { run, outcomes, assumptions, options } = parts;
  const findings = findingsOf(parts);
  return {
    apiVersion: API_VERSION,
    kind: 'ImpactReport',
    snapshot: summarizeSnapshot(run.world),
    options,
    assumptions,
    commands: run.commands.map(({ line, exit, startMs, endMs, stdout, stderr }) => ({
      command: line,
      exit,
      start: seconds(startMs),
      end: endMs === undefined ? null : seconds(endMs),
      stdout,
      stderr,
    })),
    timeline: timelineOf(run),
    stages: buildStages(run),
    pending: pendingOf(run, outcomes),
    services: allServices(run).map(({ key, before, lowest, now, zeroMs, zeroFromMs }) => ({
      service: key,
      before,
      lowest,
      after: now,
      zeroSeconds: seconds(zeroMs),
      ...(zeroFromMs === undefined ? {} : { zeroFrom: seconds(zeroFromMs) }),
      ...(outcomes.runCount > 1 ? { zeroRuns: outcomes.ofZero(key) } : {}),
    })),
    findings,
    summary: { ...summarize(run, findings), pendingBefore: pendingBefore(run) },
  };
}

/** Every Service, those too that nothing happened to. */
function allServices({ world, services }: RunView): ServiceCourse[] {
  return [...services, ...quietServices(world, services)].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function findingsOf({ run, problems, outcomes, tryLines }: ReportParts): FindingEntry[] {
  const remedies = new Remedies(tryLines, sourcesOf(run));
  const entries = [...problems, ...outcomes.later(problems)].map((problem): FindingEntry => {
    const { severity, code, objects, message, evidence, restsOn, proposals = [] } = problem;
    const suggestion = remedies.suggestion(proposals);
    const weakenedBy = weaknesses(run, restsOn);
    return {
      severity,
      code,
      objects,
      message,
      evidence,
      ...(outcomes.runCount > 1 ? { runs: outcomes.ofProblem(problem) } : {}),
      ...(weakenedBy.length > 0 ? { weakenedBy } : {}),
      ...(suggestion ? { suggestion } : {}),
    };
  });
  const differing = orderDependent.compare(entries, outcomes.runCount);
  const untried = remediesNotTried.about(remedies.untriedCount);
  return [...entries, ...(differing ? [differing] : []), ...(untried ? [untried] : [])];
}

/** Pods' events, and between them what happened to nodes and to what the commands changed. */
function timelineOf(run: RunView): TimelineEntry[] {
  const lines = new Set(run.commands.map(({ line }) => line));
  const objects = run.objects.moments
    .filter(({ kind, by }) => kind === 'Node' || lines.has(by.name))
    .map((moment) => ({
      sequence: moment.sequence,
      entry: {
        t: seconds(moment.timeMs),
        event: moment.after ? (moment.before ? 'changed' : 'created') : 'deleted',
        object: `${moment.kind.split('.')[0]}/${moment.key}`,
        message: describeChange(moment),
        cause: moment.by.name,
      } as const,
    }))
    .filter(({ entry }) => entry.message !== 'unchanged');
  const pods = run.timeline.map(({ sequence, ...entry }) => ({ sequence, entry }));
  return [...pods, ...objects].sort((a, b) => a.sequence - b.sequence).map(({ entry }) => entry);
}

function pendingOf(run: RunView, outcomes: Outcomes): PendingEntry[] {
  const keys = pendingKeys(run);
  return run.lives.filter(isPending).map((life) => {
    const fit = run.fits.get(life.row);
    const nearest = nearestMiss(run, life);
    return {
      pod: life.key,
      ...(life.owner === undefined ? {} : { owner: life.owner }),
      message: life.unschedulable.at(-1)?.message ?? fit?.message ?? '',
      runs: outcomes.ofPending(keys.get(life.row) ?? ''),
      ...(life.isOld ? { before: true } : {}),
      ...(nearest ? { nearest } : {}),
    };
  });
}

/** How many pods of the snapshot were pending and still are; whoever nothing happened to is. */
function pendingBefore({ world, lives }: RunView): number {
  const isStill = new Map(lives.map((life) => [life.row, isPending(life)]));
  let count = 0;
  for (const row of pendingRows(world)) if (isStill.get(row) ?? true) count++;
  return count;
}

/** The files that the run can be repeated on; a live cluster is read again without them. */
function sourcesOf({ world }: RunView): readonly string[] {
  const { formats, sources } = world.snapshot.metadata;
  return formats.includes('live cluster') ? [] : sources;
}
