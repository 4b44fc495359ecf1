import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { podTimeline, secondsFrom, serviceEndpoints } from '../../../src/impact/compare/pod-timeline.ts';
import type { RecordedCommand, RecordedRun, Rehearsal } from '../../../src/impact/compare/recorded-run.ts';
import type { FindProgram } from '../binaries.ts';
import { ControlPlane } from '../control-plane/control-plane.ts';
import type { Observation } from '../control-plane/watch-stream.ts';
import type { Manifest } from '../scenario/builders.ts';
import type { ControlPlaneScenario } from '../scenario/scenario.ts';
import type { Step } from '../scenario/steps.ts';
import { kubernetesEvents } from './kubernetes-events.ts';
import { Observer } from './observer.ts';
import { runSteps } from './run-steps.ts';

const BUILD_QUIET_SECONDS = 6;
const BUILD_LIMIT_SECONDS = 120;
const REHEARSAL_SECONDS = 12;

/** Kinds of the cluster's lists, as kubectl takes them. */
const KINDS = [
  'nodes,pods,deployments,replicasets,statefulsets,daemonsets,jobs,cronjobs,services,endpointslices,poddisruptionbudgets',
  'persistentvolumes,persistentvolumeclaims,storageclasses,priorityclasses,horizontalpodautoscalers,resourcequotas,limitranges',
  'namespaces,configmaps,serviceaccounts,csinodes,csidrivers,controllerrevisions,replicationcontrollers,networkpolicies,ingresses',
  'roles,rolebindings',
].join(',');

/** A `kubectl get -o json` list. */
export interface ObjectList {
  readonly apiVersion: string;
  readonly kind: string;
  readonly items: readonly (Manifest & { metadata: Record<string, unknown> })[];
}

/** All that a recording yields. */
export interface Recording {
  readonly before: ObjectList;
  readonly after: ObjectList;
  readonly run: RecordedRun;
  readonly observations: readonly Observation[];
  /** When the building of the cluster began, when the first step did, and when the recording ended; milliseconds since 1970. */
  readonly builtMs: number;
  readonly startMs: number;
  readonly endMs: number;
  /** The API server's audit log, one JSON object a line. */
  readonly audit: string;
}

/** Builds the scenario's cluster on a control plane of its own, runs its commands and returns what happened. */
export async function recordRun(scenario: ControlPlaneScenario, programs: FindProgram): Promise<Recording> {
  const { kubelets, users, people, neverReady, incident } = scenario;
  const ownKubelets = incident && { ownKubelets: nodeNames(scenario) };
  const plane = await ControlPlane.start({ programs, kubelets, users, people, neverReady, ...ownKubelets });
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-smart-files-'));
  const observer = new Observer(plane);
  let failed = true;
  try {
    for (const [name, text] of Object.entries(scenario.files)) writeFileSync(join(folder, name), text);
    const builtMs = Date.now();
    await buildCluster(plane, observer, scenario);
    const version = await versionOf(plane);
    const rehearsals = incident === undefined ? await rehearse(plane, scenario.steps, folder) : [];
    const before = await listAll(plane);
    const startMs = Date.now();
    const commands = await runSteps(plane, scenario.steps, { folder, startMs, version });
    await observer.quiet(scenario.settleSeconds, scenario.limitSeconds);
    const after = await listAll(plane);
    const endMs = Date.now();
    observer.stop();
    failed = false;
    const seen = observer.observations;
    const run: RecordedRun = {
      name: scenario.name,
      description: scenario.description,
      kubernetes: version,
      startedAt: new Date(startMs).toISOString(),
      assume: assumptions(scenario, commands),
      simulate: scenario.steps.map(({ line }) => line),
      ...(scenario.unknowable !== undefined && { unknowable: scenario.unknowable }),
      observedSeconds: secondsFrom(startMs, endMs),
      ...(Object.keys(scenario.files).length > 0 && { files: scenario.files }),
      ...(rehearsals.length > 0 && { rehearsals }),
      commands,
      timeline: podTimeline(seen, startMs),
      services: serviceEndpoints(seen, startMs, endMs),
      events: kubernetesEvents(seen, startMs),
    };
    return {
      before,
      after,
      run,
      observations: seen,
      builtMs,
      startMs,
      endMs,
      audit: readFileSync(join(plane.folder, 'audit.log'), 'utf8'),
    };
  } finally {
    observer.stop();
    await plane.stop({ keepLogs: failed });
    rmSync(folder, { recursive: true, force: true });
    if (failed) process.stderr.write(`Logs of the failed run are kept in ${plane.folder}.\n`);
  }
}

async function buildCluster(
  plane: ControlPlane,
  observer: Observer,
  scenario: ControlPlaneScenario,
): Promise<void> {
  const namespaces = scenario.ground.filter(({ kind }) => kind === 'Namespace');
  const rest = scenario.ground.filter(({ kind }) => kind !== 'Namespace');
  for (const part of [namespaces, rest])
    if (part.length > 0) await must(plane, ['create', '-f', '-'], asList(part));
  const nodes = nodeNames(scenario);
  await observer.until(
    'every node is Ready',
    (seen) => nodes.every((name) => seen.some((one) => isReadyNode(one, name))),
    60,
  );
  if (scenario.workloads.length > 0) await must(plane, ['apply', '-f', '-'], asList(scenario.workloads));
  await observer.quiet(BUILD_QUIET_SECONDS, BUILD_LIMIT_SECONDS);
}

function nodeNames({ ground }: ControlPlaneScenario): string[] {
  return ground.filter(({ kind }) => kind === 'Node').map(({ metadata }) => metadata.name);
}

function isReadyNode({ object }: Observation, name: string): boolean {
  if (object.kind !== 'Node' || object.metadata.name !== name) return false;
  const { conditions } = object.status as { conditions?: { type: string; status: string }[] };
  const taints = (object.spec as { taints?: { key: string }[] }).taints ?? [];
  return (
    conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true &&
    !taints.some(({ key }) => key === 'node.kubernetes.io/not-ready')
  );
}

function asList(items: readonly Manifest[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

async function must(plane: ControlPlane, args: readonly string[], stdin = ''): Promise<string> {
  const { exit, stdout, stderr } = await plane.kubectl(args, { stdin });
  if (exit !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
  return stdout;
}

async function listAll(plane: ControlPlane): Promise<ObjectList> {
  const list = JSON.parse(await must(plane, ['get', KINDS, '-A', '-o', 'json'])) as ObjectList;
  for (const { metadata } of list.items) delete metadata.managedFields;
  return list;
}

async function versionOf(plane: ControlPlane): Promise<string> {
  return (JSON.parse(await must(plane, ['get', '--raw', '/version'])) as { gitVersion: string }).gitVersion;
}

/** What kubectl's two dry runs of each drain say beforehand; a server's dry run can retry for ever, so it gets a timeout. */
async function rehearse(plane: ControlPlane, steps: readonly Step[], folder: string): Promise<Rehearsal[]> {
  const drain = steps.find(
    (step) =>
      step.kind === 'kubectl' &&
      step.args[0] === 'drain' &&
      !step.args.some((arg) => arg.startsWith('--dry-run')),
  );
  if (drain?.kind !== 'kubectl') return [];
  const args = drain.args.filter((arg) => !arg.startsWith('--timeout'));
  const rehearsals: Rehearsal[] = [];
  for (const mode of ['client', 'server']) {
    const call = [...args, `--dry-run=${mode}`, `--timeout=${REHEARSAL_SECONDS}s`];
    const start = Date.now();
    const result = await plane.kubectl(call, { folder });
    rehearsals.push({
      command: `kubectl ${call.join(' ')}`,
      seconds: secondsFrom(start, Date.now()),
      ...result,
    });
  }
  return rehearsals;
}

/** Commands that return as soon as they are answered; the others wait for something. */
const PROMPT = /^kubectl (?!drain|delete|wait|rollout status|replace)/;
/** With fewer of them a median says nothing. */
const FEWEST_PROMPT = 5;

/** What the simulation could not know: how fast the played kubelets are, and how long kubectl itself took on this machine. */
function assumptions(
  { kubelets, workloads, files }: ControlPlaneScenario,
  commands: readonly RecordedCommand[],
): Record<string, string> {
  const seconds = (milliseconds: number) => `${milliseconds / 1000}s`;
  const hasJobs =
    workloads.some(({ kind }) => kind === 'Job' || kind === 'CronJob') ||
    [...Object.values(files), ...commands.map(({ command }) => command)].some((text) =>
      /"Job"|create job/.test(text),
    );
  const kubectlMs = typicalMs(commands);
  return {
    'pod-ready': seconds(kubelets.podReadyMs),
    'pod-termination': seconds(kubelets.podTerminationMs),
    ...(hasJobs && { 'job-duration': seconds(kubelets.jobPodMs) }),
    ...(kubectlMs !== undefined && { kubectl: seconds(kubectlMs) }),
  };
}

/** How long kubectl takes to ask and be answered: the median of prompt commands, or a quarter of all are faster. */
function typicalMs(commands: readonly RecordedCommand[]): number | undefined {
  const durations = (some: readonly RecordedCommand[]) =>
    some.map(({ start, end }) => Math.round((end - start) * 1000)).sort((a, b) => a - b);
  const prompt = durations(commands.filter(({ command }) => PROMPT.test(command)));
  if (prompt.length >= FEWEST_PROMPT) return prompt[prompt.length >> 1];
  const all = durations(commands);
  return all.length >= 2 * FEWEST_PROMPT ? all[all.length >> 2] : undefined;
}
