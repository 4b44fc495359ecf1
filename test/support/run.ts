import type { KubeObject } from '../../src/kubernetes/index.ts';
import {
  type AutoscalerOptions,
  type Command,
  type CommandContext,
  type LogRecord,
  type Process,
  type SimulationRun,
  simulate,
  sleep,
  timingsOf,
} from '../../src/simulation/index.ts';
import { World } from '../../src/world/index.ts';
import { snapshotOf } from './snapshot.ts';

export interface RunOptions {
  /** Values of `--assume` in seconds; without it pods are Ready after 3 s and gone after 2 s. */
  readonly assume?: Readonly<Record<string, number>>;
  readonly seed?: number;
  readonly horizonSeconds?: number;
  readonly kubernetes?: string;
  readonly configuration?: unknown;
  readonly autoscaler?: AutoscalerOptions;
  readonly world?: World;
}

/** What is done, second by second: `[[0, step], [10, step]]`. */
export type Steps = readonly (readonly [atSeconds: number, step: (context: CommandContext) => void])[];

/** Runs steps on a world of objects, with every check on. */
export function runSteps(
  items: readonly KubeObject[],
  steps: Steps,
  options: RunOptions = {},
): { readonly world: World; readonly run: SimulationRun } {
  const world = options.world ?? new World(snapshotOf(items, { kubernetes: options.kubernetes ?? 'v1.36' }));
  const assume = { 'pod-ready': 3, 'pod-termination': 2, ...options.assume };
  const overrides = new Map(Object.entries(assume).map(([key, seconds]) => [key, seconds * 1000]));
  const run = simulate(world, [command(steps)], {
    seed: options.seed ?? 1,
    horizonMs: (options.horizonSeconds ?? 3600) * 1000,
    timings: timingsOf(world, { overrides }),
    scheduler: {
      tieBreak: 'kubernetes',
      startIndex: 0,
      ...(options.configuration ? { configuration: options.configuration } : {}),
    },
    ...(options.autoscaler ? { autoscaler: options.autoscaler } : {}),
    checks: true,
  });
  return { world, run };
}

function command(steps: Steps): Command {
  return {
    line: 'test',
    check: () => [],
    *run(context): Process<number> {
      for (const [atSeconds, step] of steps) {
        yield* sleep(atSeconds * 1000 - context.nowMs());
        step(context);
      }
      return 0;
    },
  };
}

/** One line a change of a pod: `3.02 ready default/web-1`, times in seconds. */
export function story(world: World, run: SimulationRun, only?: (record: LogRecord) => boolean): string[] {
  return run.log.records.flatMap((record) => {
    if (only && !only(record)) return [];
    const text = tell(world, record);
    return text === undefined ? [] : [`${(record.timeMs / 1000).toFixed(2)} ${text}`];
  });
}

function tell(world: World, { change }: LogRecord): string | undefined {
  if (!('row' in change)) return undefined;
  const pod = world.pods.name(change.row);
  switch (change.type) {
    case 'createPod':
      return `created ${pod}`;
    case 'bindPod':
      return `bound ${pod} to ${world.nodes.name(change.nodeRow)}`;
    case 'nominatePod':
      return change.nodeRow < 0
        ? `nomination of ${pod} cleared`
        : `nominated ${pod} to ${world.nodes.name(change.nodeRow)}`;
    case 'setPodReady':
      return `${change.ready ? 'ready' : 'not ready'} ${pod}`;
    case 'setPodPhase':
      return change.startedMs === undefined ? `${change.phase.toLowerCase()} ${pod}` : undefined;
    case 'setPodCondition':
      return change.condition.status === 'True'
        ? `${change.condition.type} ${change.condition.reason} ${pod}`
        : `${change.condition.reason} ${pod}`;
    case 'terminatePod':
      return change.graceSeconds === 0 ? undefined : `terminating ${pod} in ${change.graceSeconds}`;
    case 'removePod':
      return `gone ${pod}`;
    default:
      return undefined;
  }
}

/** The Kubernetes Events of a run: `0.02 FailedScheduling a: …`. */
export function events(run: SimulationRun, reason?: string): string[] {
  return run.log.records.flatMap(({ timeMs, change }) => {
    if (change.type !== 'recordEvent' || (reason !== undefined && change.reason !== reason)) return [];
    return [`${(timeMs / 1000).toFixed(2)} ${change.reason} ${change.object.name}: ${change.message}`];
  });
}

/** A copy of an object with other fields; objects are merged, everything else is replaced. */
export function but(object: KubeObject, change: Readonly<Record<string, unknown>>): KubeObject {
  return merge(object, change) as KubeObject;
}

function merge(into: unknown, change: unknown): unknown {
  if (!isRecord(into) || !isRecord(change)) return change;
  const merged: Record<string, unknown> = { ...into };
  for (const [key, value] of Object.entries(change)) merged[key] = merge(into[key], value);
  return merged;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
