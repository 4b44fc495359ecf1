import { type FileReader, parseCommands } from '../../src/commands/index.ts';
import { InputError } from '../../src/errors/index.ts';
import type { KubeObject } from '../../src/kubernetes/index.ts';
import { ApiServer } from '../../src/simulation/api-server/api-server.ts';
import type { Api, CommandResult, LogRecord } from '../../src/simulation/index.ts';
import { Kernel, RandomStream } from '../../src/simulation/kernel/index.ts';
import { ProcessRunner } from '../../src/simulation/process-runner.ts';
import { apply, type Change, World } from '../../src/world/index.ts';
import { snapshotOf } from '../support/snapshot.ts';

/** How long a kubelet takes to end a pod here. */
const TERMINATION_MS = 2000;
const HORIZON_MS = 1_800_000;

export interface Run {
  readonly world: World;
  readonly results: readonly CommandResult[];
  readonly log: readonly Pick<LogRecord, 'timeMs' | 'change'>[];
  /** Nodes that failed and came back, in order. */
  readonly faults: readonly string[];
  /** Names of the pods of which chance let some go before others. */
  readonly drawn: ReadonlySet<string>;
}

/** What else happens in the cluster while the commands run. */
export type Reaction = (
  change: Change,
  cluster: {
    readonly world: World;
    readonly api: Api;
    readonly after: (delayMs: number, run: () => void) => void;
  },
) => void;

/**
 * Runs command lines on a cluster without controllers, whose kubelets end pods two seconds after their deletion begins.
 */
export function runCommands(
  items: readonly KubeObject[] | World,
  lines: readonly string[],
  options: {
    readonly files?: Readonly<Record<string, string>>;
    readonly react?: Reaction;
    readonly horizonMs?: number;
    /** Without kubelets no pod comes to its end. */
    readonly kubelets?: boolean;
    /** Where things come among their equals; the middle unless it is said. */
    readonly phase?: number;
    /** How long kubectl takes to start; nothing unless it is said. */
    readonly kubectlMs?: number;
  } = {},
): Run {
  const world = items instanceof World ? items : new World(snapshotOf(items as readonly KubeObject[]));
  const kernel = new Kernel();
  const log: { timeMs: number; change: Change }[] = [];
  const faults: string[] = [];
  const drawn = new Set<string>();
  const after = (delayMs: number, run: () => void) => void kernel.after(delayMs, run);
  const streams = new Map<string, RandomStream>();
  const random = (purpose: string, object: string) => {
    const key = `${purpose} ${object}`;
    const stream = streams.get(key) ?? new RandomStream(1, key);
    streams.set(key, stream);
    return stream.next();
  };
  const api: ApiServer = new ApiServer({
    world,
    write: (_by, change) => {
      apply(world, change);
      log.push({ timeMs: kernel.nowMs, change });
      if (change.type === 'terminatePod' && options.kubelets !== false) {
        after(TERMINATION_MS, () => api.podStopped(change.row, { name: 'kubelet' }));
      }
      options.react?.(change, { world, api, after });
    },
    nowMs: () => kernel.nowMs,
    random,
  });
  const runner = new ProcessRunner(kernel);
  const results: CommandResult[] = [];
  const commands = parseCommands(lines, filesOf(options.files ?? {}));
  const startNext = (index: number) => {
    const command = commands[index];
    if (!command) return;
    const startMs = kernel.nowMs;
    let [stdout, stderr] = ['', ''];
    const context = {
      world,
      api,
      actor: { name: command.line },
      nowMs: () => kernel.nowMs,
      kubectlMs: options.kubectlMs ?? 0,
      phase: () => options.phase ?? 0.5,
      noteDrawn: (rows: Iterable<number>) => {
        for (const row of rows) drawn.add(world.pods.name(row));
      },
      stdout: (line: string) => {
        stdout += `${line}\n`;
      },
      stderr: (line: string) => {
        stderr += `${line}\n`;
      },
      random,
      faults: {
        failNode: (row: number) => void faults.push(`fail ${world.nodes.name(row)}`),
        recoverNode: (row: number) => void faults.push(`recover ${world.nodes.name(row)}`),
      },
    };
    runner.start(command.run(context), (exit) => {
      results.push({ line: command.line, exit, startMs, endMs: kernel.nowMs, stdout, stderr });
      startNext(index + 1);
    });
  };
  kernel.post(0, () => startNext(0));
  kernel.run(options.horizonMs ?? HORIZON_MS, () => runner.resumeReady());
  return { world, results, log, faults, drawn };
}

/** Runs one line; fails when it does not end. */
export function runCommand(
  items: readonly KubeObject[] | World,
  line: string,
  options: Parameters<typeof runCommands>[2] = {},
) {
  const run = runCommands(items, [line], options);
  const [result] = run.results;
  if (!result) throw new Error(`${line} did not end`);
  return { ...run, ...result };
}

/** Files by path; what is not there is an InputError, as at the edge. */
export function filesOf(files: Readonly<Record<string, string>>): FileReader {
  return {
    read: (path) => {
      const text = files[path];
      if (text === undefined) throw new InputError(`the path ${JSON.stringify(path)} does not exist`);
      return text;
    },
    list: (path) => {
      const prefix = `${path}/`;
      const names = Object.keys(files)
        .filter((file) => file.startsWith(prefix))
        .map((file) => file.slice(prefix.length).split('/')[0]!);
      return names.length > 0 ? [...new Set(names)].sort() : undefined;
    },
  };
}
