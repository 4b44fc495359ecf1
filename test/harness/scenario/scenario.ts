import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { load } from 'js-yaml';
import { type KubeletTimes, LIVE_NODE_LABEL, RECORDED_TIMES } from '../control-plane/kubelet-stages.ts';
import { type Entry, type Manifest, manifestsOf } from './builders.ts';
import { splitWords } from './split-words.ts';

/** One step of a scenario: a pause, or a call of kubectl. `line` is what the simulation is asked. */
export type Step =
  | { readonly kind: 'pause'; readonly seconds: number; readonly line: string }
  | {
      readonly kind: 'kubectl';
      readonly args: readonly string[];
      readonly user?: string;
      readonly line: string;
    };

/** A cluster, what is done to it, and how long to look on. */
export interface ControlPlaneScenario {
  readonly name: string;
  readonly description: string;
  /** What no snapshot could tell beforehand, if there is such a thing. */
  readonly unknowable?: string;
  /** Cluster-wide things and nodes; they stand before the workloads come. */
  readonly ground: readonly Manifest[];
  readonly workloads: readonly Manifest[];
  /** Files that the commands name with `-f`, by name. */
  readonly files: Readonly<Record<string, string>>;
  readonly users: readonly string[];
  readonly steps: readonly Step[];
  readonly kubelets: KubeletTimes;
  /** Seconds without any change of a workload that end the recording. */
  readonly settleSeconds: number;
  /** Longest recording after the last command, in seconds. */
  readonly limitSeconds: number;
}

const GROUND_KINDS = [
  'Namespace',
  'Node',
  'PriorityClass',
  'StorageClass',
  'PersistentVolume',
  'ResourceQuota',
  'LimitRange',
  'ClusterRole',
  'ClusterRoleBinding',
  'Role',
  'RoleBinding',
];
const FIELDS = [
  'description',
  'cluster',
  'files',
  'users',
  'commands',
  'kubelets',
  'settle',
  'limit',
  'unknowable',
];

/** Reads a scenario file; throws with the file's name for what it cannot understand. */
export function readScenario(path: string): ControlPlaneScenario {
  try {
    return decodeScenario(basename(path).replace(/\.ya?ml$/, ''), load(readFileSync(path, 'utf8')) as Entry);
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** Turns a scenario file's content into a scenario. */
export function decodeScenario(name: string, content: Entry): ControlPlaneScenario {
  const unknown = Object.keys(content).find((key) => !FIELDS.includes(key));
  if (unknown !== undefined) throw new Error(`unknown field ${unknown}; known are ${FIELDS.join(', ')}`);
  const manifests = (content.cluster as Entry[]).flatMap(manifestsOf);
  const steps = (content.commands as (string | { run: string; as: string })[]).map(stepOf);
  const kubelets = (content.kubelets ?? {}) as Partial<
    Record<'podReady' | 'podTermination' | 'jobPod', string>
  >;
  return {
    name,
    description: String(content.description).trim(),
    ...(content.unknowable !== undefined && { unknowable: String(content.unknowable) }),
    ground: manifests.filter(({ kind }) => GROUND_KINDS.includes(kind)),
    workloads: manifests.filter(({ kind }) => !GROUND_KINDS.includes(kind)),
    files: filesOf((content.files ?? {}) as Record<string, Entry[]>),
    users: (content.users ?? []) as string[],
    steps,
    kubelets: {
      podReadyMs: milliseconds(kubelets.podReady, RECORDED_TIMES.podReadyMs),
      podTerminationMs: milliseconds(kubelets.podTermination, RECORDED_TIMES.podTerminationMs),
      jobPodMs: milliseconds(kubelets.jobPod, RECORDED_TIMES.jobPodMs),
    },
    settleSeconds: milliseconds(content.settle as string | undefined, 15_000) / 1000,
    limitSeconds: milliseconds(content.limit as string | undefined, 180_000) / 1000,
  };
}

function filesOf(files: Record<string, Entry[]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, entries]) => {
      const documents = entries.flatMap(manifestsOf).map((manifest) => JSON.stringify(manifest, null, 2));
      return [name, `${documents.join('\n---\n')}\n`];
    }),
  );
}

function stepOf(given: string | { run: string; as: string }): Step {
  const line = typeof given === 'string' ? given : given.run;
  const words = splitWords(line);
  if (words[0] === 'sleep') return { kind: 'pause', seconds: milliseconds(words[1], 0) / 1000, line };
  const label = words[1] === 'node' ? NODE_STEPS[words[0] ?? ''] : undefined;
  if (label !== undefined)
    return { kind: 'kubectl', args: ['label', 'node', ...words.slice(2), label], line };
  if (words[0] !== 'kubectl')
    throw new Error(`a command starts with kubectl, sleep, "fail node" or "recover node": ${line}`);
  return {
    kind: 'kubectl',
    args: words.slice(1),
    line,
    ...(typeof given === 'object' && { user: given.as }),
  };
}

/** Steps that are no command of kubectl, by their first word: the label that ends or begins a node's reports. */
const NODE_STEPS: Readonly<Record<string, string>> = {
  fail: `${LIVE_NODE_LABEL}-`,
  recover: `${LIVE_NODE_LABEL}=true`,
};

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

function milliseconds(duration: string | undefined, fallback: number): number {
  if (duration === undefined) return fallback;
  const parts = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(duration);
  if (parts === null) throw new Error(`${duration} is no duration; write 500ms, 3s or 2m`);
  return Number(parts[1]) * UNITS[parts[2]!]!;
}
