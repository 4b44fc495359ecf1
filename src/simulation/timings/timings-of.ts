import type { PodTemplate, WorldView } from '../../world/index.ts';
import { RandomStream } from '../kernel/index.ts';
import type { Assumption, Timings } from '../timings.ts';
import { ASSUMPTION_KEYS, type AssumptionName } from './defaults.ts';
import { probeFloorMs, stopFloorMs } from './floors.ts';
import { type Observed, observeJobs, observeReady } from './observe.ts';
import { workloadOf } from './workload.ts';

export interface TimingsOptions {
  /** Values of `--assume`, milliseconds by key: they hold for every pod, whatever the snapshot shows. */
  readonly overrides?: ReadonlyMap<string, number>;
  /** Draws the phases of loops from this seed; without it every loop stands in the middle of its period. */
  readonly phaseSeed?: number;
}

/** How long the kubelet takes to tell that a pod which never ran is gone. */
const STATUS_MS = 1_000;

/**
 * The timings for a world: what the user says, else what the snapshot's own timestamps show for the workload, else a
 * named default. Looks at all pods of the snapshot once.
 */
export function timingsOf(world: WorldView, options: TimingsOptions = {}): Timings {
  const { overrides = new Map<string, number>(), phaseSeed } = options;
  const ready = observeReady(world.snapshot.pods);
  const jobs = observeJobs(world.snapshot.pods);
  const value = (key: AssumptionName) =>
    overrides.get(key) ?? ASSUMPTION_KEYS.find((each) => each.key === key)!.defaultMs;
  const phase = (purpose: string, object = '') =>
    phaseSeed === undefined ? 0.5 : new RandomStream(phaseSeed, 'phase', purpose, object).next();
  return {
    podReadyMs: byTemplate((template) => {
      const seen = fromWorkload(ready, template);
      const floorMs = probeFloorMs(template.make.spec);
      return overrides.get('pod-ready') ?? seen ?? Math.max(value('pod-ready'), floorMs);
    }),
    podTerminationMs: byTemplate((template) => {
      const floorMs = stopFloorMs(template.make.spec);
      return overrides.get('pod-termination') ?? Math.max(value('pod-termination'), floorMs);
    }),
    startingPodTerminationMs: overrides.get('pod-termination') ?? STATUS_MS,
    jobDurationMs: byTemplate(
      (template) => overrides.get('job-duration') ?? fromWorkload(jobs, template) ?? value('job-duration'),
    ),
    nodeProvisionMs: value('node-provision'),
    volumeProvisionMs: value('volume-provision'),
    podGcMs: overrides.get('pod-gc') ?? (phaseSeed === undefined ? value('pod-gc') : drawnPodGcMs(phase)),
    controllerMs: value('controller'),
    schedulerMs: value('scheduler'),
    kubectlMs: value('kubectl'),
    phase,
    assumptions: assumptionsOf(
      overrides,
      new Map([
        ['pod-ready', ready],
        ['job-duration', jobs],
      ]),
    ),
  };
}

/** A draw from the window of 40 to 80 s. */
function drawnPodGcMs(phase: Timings['phase']): number {
  return Math.round(40_000 + 40_000 * phase('pod-gc-window'));
}

/** What pods of one template share is computed once for it. */
function byTemplate(compute: (template: PodTemplate) => number): Timings['podReadyMs'] {
  const known: number[] = [];
  return (row, world) => {
    const template = world.pods.template(row);
    known[template.id] ??= compute(template);
    return known[template.id]!;
  };
}

function fromWorkload(observed: Observed, { namespace, make }: PodTemplate): number | undefined {
  const workload = workloadOf(namespace, make);
  return workload === undefined ? undefined : observed.byWorkload.get(workload);
}

function assumptionsOf(
  overrides: ReadonlyMap<string, number>,
  observed: ReadonlyMap<string, Observed>,
): Assumption[] {
  return ASSUMPTION_KEYS.map(({ key, defaultMs, detail }) => {
    const flag = overrides.get(key);
    if (flag !== undefined) return { key, value: flag / 1000, source: 'flag', detail: `--assume; ${detail}` };
    const seen = observed.get(key);
    if (seen?.medianMs !== undefined) {
      const where = `${seen.podCount} pods of ${seen.byWorkload.size} workloads`;
      const rest = `${defaultMs / 1000} s for workloads that show none`;
      return {
        key,
        value: seen.medianMs / 1000,
        source: 'observed',
        detail: `median of ${where}, by workload; ${rest}; ${detail}`,
      };
    }
    return { key, value: defaultMs / 1000, source: 'default', detail };
  });
}
