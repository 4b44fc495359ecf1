import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { programFinder } from '../binaries.ts';
import { ControlPlane } from '../control-plane/control-plane.ts';
import { runMain } from '../run-main.ts';
import { manifestsOf } from '../scenario/builders.ts';
import { harnessVersion } from '../versions.ts';
import { type JobPod, startedPod } from './job-pod.ts';

const ROOT = join(import.meta.dirname, '../../..');
const PROGRAM = process.env.KUBECTL_SMART_PROGRAM ?? join(ROOT, 'bin/kubectl-smart');
const SAMPLE = join(ROOT, 'snapshots/sample.ksnap');
const NAMESPACE = 'what-if';
const JOBS = ['kubectl-smart-sweep', 'kubectl-smart-sweep-merge'];
const SHARDS = 3;
const PATIENCE_MS = 180_000;
/** The pods end when their processes do, not when the played kubelet would end them. */
const NEVER_MS = 3_600_000;

/**
 * Applies the manifests of a sweep to a real control plane, under the strictest Pod Security level, and lets its Job
 * controller run them through; what the pods' containers would do, processes do with the same arguments and environment.
 */
await runMain(async () => {
  const { values } = parseArgs({ options: { kubernetes: { type: 'string' } } });
  const plane = await ControlPlane.start({
    programs: programFinder(harnessVersion(values.kubernetes)),
    kubelets: { podReadyMs: 500, podTerminationMs: 500, jobPodMs: NEVER_MS },
  });
  const volume = mkdtempSync(join(tmpdir(), 'kubectl-smart-sweep-'));
  const failures: string[] = [];
  const check = (what: string, holds: boolean, detail = '') => {
    process.stdout.write(`${holds ? 'ok  ' : 'FAIL'} ${what}${holds ? '' : `: ${detail}`}\n`);
    if (!holds) failures.push(what);
  };
  try {
    copyFileSync(SAMPLE, join(volume, 'cluster.ksnap'));
    await must(plane, ['apply', '-f', '-'], ground());
    const asJob = ['sweep', '--as-job', `${SHARDS}`, '--snapshot', 'cluster.ksnap', '--runs', '2'];
    const fetched = await smart([...asJob, '--snapshot-secret', 'address']);
    const tried = await kubectl(plane, ['apply', '--dry-run=server', '-f', '-'], fetched.stdout);
    check('manifests with a fetched snapshot are admitted', tried.exit === 0, tried.stderr);

    const manifests = await smart(asJob);
    const applied = await kubectl(plane, ['apply', '--validate=strict', '-f', '-'], manifests.stdout);
    check(
      'the manifests are admitted, with no warning',
      applied.exit === 0 && applied.stderr === '',
      applied.stderr,
    );

    const pods = await until('every pod runs', async () => {
      const running = (await podsOf(plane)).filter(({ phase }) => phase === 'Running');
      return running.length === SHARDS + 1 ? running : undefined;
    });
    const indexes = pods.flatMap(({ env }) => env.get('JOB_COMPLETION_INDEX') ?? []).sort();
    check('each shard has its completion index', indexes.join() === '0,1,2', indexes.join());

    await Promise.all(
      pods.map(async ({ name, args, env }) => {
        const outcome = await smart(
          args.map((word) => word.replaceAll('/sweep/', `${volume}/`)),
          Object.fromEntries(env),
        );
        check(`${name} exits with 0`, outcome.exit === 0, outcome.stderr);
        await end(plane, name, outcome.exit);
      }),
    );
    for (const job of JOBS) {
      const args = ['wait', '--for=condition=complete', `job/${job}`, '--timeout=60s'];
      const waited = await kubectl(plane, args);
      check(`the Job controller calls ${job} complete`, waited.exit === 0, waited.stderr);
    }
    const status = await kubectl(plane, [
      'get',
      'job',
      JOBS[0]!,
      '-o',
      'jsonpath={.status.completedIndexes}',
    ]);
    check('every index is complete', status.stdout === '0-2', status.stdout);

    mkdirSync(join(volume, 'whole'));
    const path = join(volume, 'whole', 'report.json');
    const whole = [
      'sweep',
      '--snapshot',
      SAMPLE,
      '--runs',
      '2',
      '--output-file',
      `json=${path}`,
      '--fail-on',
      'none',
    ];
    await smart(whole);
    const [merged, single] = [join(volume, 'report.json'), path].map((file) => readFileSync(file, 'utf8'));
    check('the joined report is the one of a single run', merged === single);
  } finally {
    await plane.stop({ keepLogs: failures.length > 0 });
    rmSync(volume, { recursive: true, force: true });
  }
  if (failures.length > 0) throw new Error(`${failures.length} checks failed. Logs are in ${plane.folder}.`);
});

/** A node, the volume with its claim, and a namespace that admits only what is confined. */
function ground(): string {
  const namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: NAMESPACE,
      labels: {
        'pod-security.kubernetes.io/enforce': 'restricted',
        'pod-security.kubernetes.io/warn': 'restricted',
      },
    },
  };
  const storage = { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteMany'], storageClassName: '' };
  const volume = {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'sweep' },
    spec: { ...storage, hostPath: { path: '/sweep' }, claimRef: { namespace: NAMESPACE, name: 'sweep' } },
  };
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'sweep', namespace: NAMESPACE },
    spec: {
      accessModes: ['ReadWriteMany'],
      storageClassName: '',
      volumeName: 'sweep',
      resources: { requests: { storage: '1Gi' } },
    },
  };
  const nodes = manifestsOf({ node: 'worker-[0-1]', cpu: '8', memory: '32Gi' });
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [namespace, ...nodes, volume, claim] });
}

async function podsOf(plane: ControlPlane): Promise<JobPod[]> {
  const { stdout } = await kubectl(plane, ['get', 'pods', '-o', 'json']);
  const { items } = JSON.parse(stdout || '{"items":[]}') as { readonly items: readonly object[] };
  return items.map(startedPod);
}

/** The container has ended: the kubelet says so. */
async function end(plane: ControlPlane, name: string, exitCode: number): Promise<void> {
  const phase = exitCode === 0 ? 'Succeeded' : 'Failed';
  const patch = JSON.stringify({ status: { phase } });
  await kubectl(plane, ['patch', 'pod', name, '--subresource=status', '--type=merge', '-p', patch]);
}

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(500)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`Waited ${PATIENCE_MS / 1000} s until ${what}, in vain.`);
}

function kubectl(plane: ControlPlane, args: readonly string[], stdin = '') {
  return plane.kubectl(['-n', NAMESPACE, ...args], { stdin });
}

async function must(plane: ControlPlane, args: readonly string[], stdin: string): Promise<void> {
  const { exit, stderr } = await plane.kubectl(args, { stdin });
  if (exit !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
}

interface Outcome {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs our program as a container does: with nothing in its environment but what the pod gives it. */
function smart(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(PROGRAM, args, { env: { PATH: process.env.PATH, ...env } });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ exit: code ?? 1, ...output }));
  });
}
