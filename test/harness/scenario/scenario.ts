import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { load } from 'js-yaml';
import { type KubeletTimes, RECORDED_TIMES } from '../control-plane/kubelet-stages.ts';
import { type Entry, type Manifest, manifestsOf } from './builders.ts';
import { type Incident, type IncidentEntry, incidentOf } from './incident.ts';
import { milliseconds } from './milliseconds.ts';
import { type Step, type StepEntry, stepOf } from './steps.ts';

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
  /** Users who may do everything. */
  readonly people: readonly string[];
  /** Present when an incident is played: everything is recorded as a cluster's operator would find it. */
  readonly incident?: Incident;
  /** Images whose pods run and are never Ready. */
  readonly neverReady: readonly string[];
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
  'people',
  'incident',
  'neverReady',
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
  const steps = (content.commands as StepEntry[]).map(stepOf);
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
    people: (content.people ?? []) as string[],
    ...(content.incident !== undefined && { incident: incidentOf(content.incident as IncidentEntry) }),
    neverReady: (content.neverReady ?? []) as string[],
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
