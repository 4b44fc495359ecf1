import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parseCommands } from '../../src/commands/index.ts';
import type { PodManifest, Prediction } from '../../src/impact/compare/prediction.ts';
import type { PodEvent, RecordedRun } from '../../src/impact/compare/recorded-run.ts';
import type { KubeObject } from '../../src/kubernetes/index.ts';
import {
  type FailingImages,
  type LogRecord,
  type SimulationRun,
  simulate,
  timingsOf,
} from '../../src/simulation/index.ts';
import { World } from '../../src/world/index.ts';
import { snapshotOf } from '../support/snapshot.ts';
import { startedAtMs } from '../support/started-at.ts';

const TWIN = new URL('../twin/', import.meta.url);

/** The names of the recorded runs. */
export function recordedRuns(): string[] {
  return readdirSync(TWIN).filter((name) => existsSync(new URL(`${name}/truth.json.gz`, TWIN)));
}

/** One recorded run: what it began with, what happened and what it ended with. */
export function readRun(name: string): {
  readonly run: RecordedRun;
  readonly items: readonly KubeObject[];
  readonly after: readonly KubeObject[];
} {
  const read = (file: string) =>
    JSON.parse(gunzipSync(readFileSync(new URL(`${name}/${file}`, TWIN))).toString());
  const run: RecordedRun = { name, ...read('truth.json.gz') };
  const items = read('before.json.gz').items;
  const after = read('after.json.gz').items;
  const startMs = startedAtMs(run, items, after) ?? newestMs(items);
  return { run: { ...run, startedAt: new Date(startMs).toISOString() }, items, after };
}

/** A recorded run as the simulation plays it. */
export interface Replayed {
  readonly world: World;
  readonly result: SimulationRun;
}

/** Runs the commands of a recorded run on the world that it began with. */
export function replay(
  run: RecordedRun,
  items: readonly KubeObject[],
  declared: Readonly<Record<string, number>> = {},
): Replayed {
  const world = new World(
    snapshotOf(items, { kubernetes: run.kubernetes, takenAtMs: Date.parse(run.startedAt ?? '') }),
  );
  const assumed = Object.entries(run.assume).map(
    ([key, value]) => [key, Number.parseFloat(value) * 1000] as const,
  );
  const overrides = new Map([...assumed, ...Object.entries(declared)]);
  const stdin = run.commands.map((command) => command.stdin).filter((text) => text !== undefined);
  const commands = parseCommands(run.simulate, {
    read: (path) => (path === '-' ? stdin.shift() : run.files?.[path]) ?? '',
    list: () => undefined,
  });
  const result = simulate(world, commands, {
    seed: 1,
    horizonMs: run.observedSeconds * 1000,
    timings: timingsOf(world, { overrides }),
    scheduler: { tieBreak: 'kubernetes', startIndex: 0 },
    failingImages: failingImages(run),
    checks: true,
  });
  return { world, result };
}

/** The pods among the objects. */
export function podsOf(items: readonly KubeObject[]): PodManifest[] {
  return items.filter(({ kind }) => kind === 'Pod') as unknown as PodManifest[];
}

/** What the simulation says would happen. */
export function predictionOf({ world, result }: Replayed): Prediction {
  return {
    commands: result.commands.map(({ line, exit, startMs, endMs, stdout, stderr }) => ({
      command: line,
      exit,
      start: seconds(startMs),
      end: endMs === undefined ? null : seconds(endMs),
      stdout,
      stderr,
    })),
    timeline: timelineOf(world, result.log.records),
    services: [],
  };
}

/** Every pod event of a log, in the words of the recordings. */
export function timelineOf(world: World, records: readonly LogRecord[]): PodEvent[] {
  const names = new Map<number, string>();
  const lives = new Map<string, number>();
  const nameOf = (row: number) => {
    let name = names.get(row);
    if (name === undefined) {
      const key = world.pods.key(row);
      const life = lives.get(key) ?? (row < world.snapshot.pods.count ? 1 : 1 + existedBefore(world, key));
      lives.set(key, life + 1);
      name = life > 1 ? `${key}#${life}` : key;
      names.set(row, name);
    }
    return name;
  };
  const events: PodEvent[] = [];
  const nodes = new Map<number, string>();
  for (const { timeMs, change } of records) {
    if (!('row' in change)) continue;
    const { row } = change;
    const t = seconds(timeMs);
    const nodeRow = change.type === 'bindPod' ? change.nodeRow : world.pods.nodeRow(row);
    const node = nodeRow < 0 ? undefined : world.nodes.name(nodeRow);
    const add = (event: PodEvent['event'], more: Partial<PodEvent> = {}) =>
      events.push({ t, event, pod: nameOf(row), ...more });
    switch (change.type) {
      case 'createPod': {
        const owner = change.make.ownerReferences.find(({ controller }) => controller);
        add('created', owner ? { owner: `${owner.kind}/${owner.name}` } : {});
        const placed = change.nodeRow ?? -1;
        if (placed >= 0) add('scheduled', { node: world.nodes.name(placed) });
        break;
      }
      case 'bindPod':
        nodes.set(row, node!);
        add('scheduled', { node: node! });
        break;
      case 'setPodReady':
        if (change.ready) add('ready', { node: node! });
        break;
      case 'setPodCondition': {
        const { type, status, reason, message } = change.condition;
        if (type === 'DisruptionTarget' && status === 'True')
          add('disruptionTarget', { reason: reason ?? '' });
        if (type === 'PodScheduled' && status === 'False' && reason !== 'SchedulerError')
          add('unschedulable', { message: message ?? '' });
        break;
      }
      case 'terminatePod':
        if (!events.some((event) => event.event === 'terminating' && event.pod === nameOf(row)))
          add('terminating', { ...(node ? { node } : {}), grace: change.graceSeconds });
        break;
      case 'removePod':
        add('deleted', node ? { node } : {});
        break;
    }
  }
  return events;
}

/** How many pods of this name the snapshot had. */
function existedBefore({ snapshot, pods }: World, key: string): number {
  for (let row = 0; row < snapshot.pods.count; row++) if (pods.key(row) === key) return 1;
  return 0;
}

/** The played kubelets know images that do not work by their tags. */
function failingImages(run: RecordedRun): FailingImages {
  const images = JSON.stringify([run.simulate, run.files, run.commands]).matchAll(
    /[\w./-]+:(?:(broken)|(unready)|exit-(\d+))/g,
  );
  const failing = new Map<string, 'ImagePullBackOff' | 'NotReady' | { readonly exitCode: number }>();
  for (const [image, broken, unready, exitCode] of images) {
    if (broken) failing.set(image, 'ImagePullBackOff');
    else failing.set(image, unready ? 'NotReady' : { exitCode: Number(exitCode) });
  }
  return failing;
}

/** The newest time that the objects tell: when they were read, near enough. */
function newestMs(items: readonly KubeObject[]): number {
  let newest = 0;
  for (const [text] of JSON.stringify(items).matchAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g))
    newest = Math.max(newest, Date.parse(text));
  return newest;
}

function seconds(timeMs: number): number {
  return Math.round(timeMs / 10) / 100;
}
