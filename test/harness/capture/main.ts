import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { programFinder } from '../binaries.ts';
import { createAll } from '../control-plane/api-request.ts';
import { ControlPlane } from '../control-plane/control-plane.ts';
import { runMain } from '../run-main.ts';
import { manifestsOf } from '../scenario/builders.ts';
import { harnessVersion } from '../versions.ts';

const PROGRAM = process.env.KUBECTL_SMART_PROGRAM ?? join(import.meta.dirname, '../../../bin/kubectl-smart');
/** Small answers make a capture long enough to be disturbed. */
const SLOW = ['--chunk-size', '20'];
/** Where the pods live. */
const HOME = 'crowd';
const BEFORE_DISTURBANCE_MS = 700;

interface Outcome {
  readonly exit: number | null;
  readonly stderr: string;
}

/** Captures a live cluster in calm and in trouble: each time either a whole file comes out, or a clear error and none. */
await runMain(async () => {
  const { values } = parseArgs({
    options: {
      nodes: { type: 'string', default: '200' },
      pods: { type: 'string', default: '2000' },
      kubernetes: { type: 'string' },
    },
  });
  const options = {
    programs: programFinder(harnessVersion(values.kubernetes)),
    users: ['looker'],
    audit: false,
    managersLater: true,
  };
  const plane = await ControlPlane.start(options);
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-smart-capture-'));
  const failures: string[] = [];
  const check = (what: string, holds: boolean, detail = '') => {
    process.stdout.write(`${holds ? 'ok  ' : 'FAIL'} ${what}\n`);
    if (!holds) failures.push(`${what} ${detail}`);
  };
  const capture = (
    name: string,
    kubeconfig: string,
    more: readonly string[] = [],
    disturb?: (kill: () => void) => void,
  ) => run(['snapshot', 'capture', '--to', join(folder, name), '--kubeconfig', kubeconfig, ...more], disturb);
  try {
    await populate(plane, Number(values.nodes), Number(values.pods));
    // From here on kubelets report and pods become Ready while they are captured.
    plane.startManagers(options);
    const whole = await capture('whole.ksnap', plane.kubeconfig());
    check(
      'a capture gives a whole file',
      whole.exit === 0 && existsSync(join(folder, 'whole.ksnap')),
      whole.stderr,
    );
    const counts = await exported(join(folder, 'whole.ksnap'));
    check(
      `it holds all ${values.nodes} nodes`,
      counts.get('Node') === Number(values.nodes),
      `${counts.get('Node')}`,
    );
    check(
      `it holds all ${values.pods} pods`,
      counts.get('Pod') === Number(values.pods),
      `${counts.get('Pod')}`,
    );

    const partly = await capture('partly.ksnap', plane.kubeconfig('looker'));
    check('a capture under RBAC that forbids kinds gives a file', partly.exit === 0, partly.stderr);
    const info = await run(['snapshot', 'info', join(folder, 'partly.ksnap')]);
    check(
      'and its ledger says what was forbidden',
      /PodDisruptionBudget.*(unknown|forbidden)/i.test(info.stdout),
      info.stdout,
    );

    const expired = join(folder, 'expired.json');
    writeFileSync(expired, readFileSync(plane.kubeconfig(), 'utf8').replace(plane.token(), 'expired'));
    const refused = await capture('refused.ksnap', expired);
    check(
      'an expired token is a clear error without a file',
      refused.exit === 2 &&
        /unauthorized|401|credentials/i.test(refused.stderr) &&
        !leftovers(folder, 'refused'),
      `exit ${refused.exit}: ${refused.stderr}`,
    );

    const interrupted = await capture('interrupted.ksnap', plane.kubeconfig(), SLOW, (kill) =>
      setTimeout(kill, BEFORE_DISTURBANCE_MS),
    );
    check(
      'an interrupted capture leaves no file',
      interrupted.exit === 130 && !leftovers(folder, 'interrupted'),
      `exit ${interrupted.exit}: ${interrupted.stderr}`,
    );

    await recorded(plane, join(folder, 'live.ksrec'), check);

    const orphaned = await capture('orphaned.ksnap', plane.kubeconfig(), SLOW, () =>
      setTimeout(() => void plane.stop(), BEFORE_DISTURBANCE_MS),
    );
    check(
      'an API server that goes away is a clear error without a file',
      orphaned.exit !== 0 && orphaned.stderr !== '' && !leftovers(folder, 'orphaned'),
      `exit ${orphaned.exit}: ${orphaned.stderr}`,
    );
  } finally {
    await plane.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  if (failures.length > 0) throw new Error(failures.join('\n'));
});

/** Records while somebody changes something, under the eyes of a user who may not see everything. */
async function recorded(
  plane: ControlPlane,
  file: string,
  check: (what: string, holds: boolean, detail?: string) => void,
): Promise<void> {
  const recording = run([
    'record',
    'capture',
    '--to',
    file,
    '--kubeconfig',
    plane.kubeconfig('looker'),
    '--for',
    '8s',
  ]);
  await sleep(4_000);
  await createAll(plane, '/api/v1/namespaces', manifestsOf({ namespace: 'late' }));
  const { exit, stdout, stderr } = await recording;
  check('a recording of a live cluster gives a whole file', exit === 0 && existsSync(file), stderr);
  check('it says which kinds were forbidden', /PodDisruptionBudget.*may not list/.test(stdout), stdout);
  const at = async (time: string) => {
    const exportedThen = await run(['snapshot', 'export', file, '--at', time, '-o', 'ndjson']);
    return /"kind":"Namespace".*"name":"late"/.test(exportedThen.stdout);
  };
  check('it holds what came while it ran, and not before', (await at('end')) && !(await at('-7s')), stderr);
}

/** Makes nodes, and pods that stand on them, and lets a user see just these two kinds. */
async function populate(plane: ControlPlane, nodeCount: number, podCount: number): Promise<void> {
  const nodes = manifestsOf({ node: `node-[0-${nodeCount - 1}]` });
  const pods = Array.from({ length: podCount }, (_, index) =>
    manifestsOf({ pod: `pod-${index}`, namespace: HOME, on: `node-${index % nodeCount}`, cpu: '10m' }),
  ).flat();
  const rules = [
    { apiGroups: [''], resources: ['pods', 'nodes', 'namespaces'], verbs: ['get', 'list', 'watch'] },
  ];
  const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'looker' }];
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'looker' };
  const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: 'looker' } };
  const access = '/apis/rbac.authorization.k8s.io/v1';
  await createAll(plane, `${access}/clusterroles`, [{ ...rbac, kind: 'ClusterRole', rules }]);
  await createAll(plane, `${access}/clusterrolebindings`, [
    { ...rbac, kind: 'ClusterRoleBinding', roleRef, subjects },
  ]);
  const home = `/api/v1/namespaces/${HOME}`;
  await createAll(plane, '/api/v1/namespaces', manifestsOf({ namespace: HOME }));
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } };
  await createAll(plane, `${home}/serviceaccounts`, [account]);
  await createAll(plane, '/api/v1/nodes', nodes);
  await createAll(plane, `${home}/pods`, pods);
}

/** Objects by kind in a portable file, as its export tells. */
async function exported(file: string): Promise<Map<string, number>> {
  const { exit, stdout, stderr } = await run(['snapshot', 'export', file]);
  if (exit !== 0) throw new Error(stderr);
  const { items } = JSON.parse(stdout) as { items: readonly { kind: string }[] };
  return new Map(
    [...Map.groupBy(items, ({ kind }) => kind)].map(([kind, objects]) => [kind, objects.length]),
  );
}

function leftovers(folder: string, prefix: string): boolean {
  return readdirSync(folder).some((name) => name.includes(prefix));
}

function run(
  args: readonly string[],
  disturb?: (kill: () => void) => void,
): Promise<Outcome & { stdout: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(PROGRAM, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const text = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (part: string) => (text.stdout += part));
    child.stderr.setEncoding('utf8').on('data', (part: string) => (text.stderr += part));
    child.once('error', reject);
    child.once('close', (exit) => resolve({ exit, ...text }));
    disturb?.(() => child.kill('SIGINT'));
  });
}
