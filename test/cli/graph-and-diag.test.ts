import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSchema, violations } from '../report/schema-check.ts';
import { cli, fileIn, SAMPLE, workFolder } from './run-cli.ts';

const SICK = 'docs/handbook/sick-pods.yaml';
const graph = (...args: string[]) => cli(['graph', ...args]);
const diag = (...args: string[]) => cli(['diag', ...args]);

describe('graph', () => {
  test('of the sample reads as its golden file does, both sides and each format', async () => {
    const text = graph('statefulset', 'postgres', '--snapshot', SAMPLE);
    expect([text.status, text.stderr]).toEqual([0, '']);
    await expect(text.stdout).toMatchFileSnapshot('golden/graph-postgres.txt');
    const dot = graph('svc/api', '-n', 'payments', '--snapshot', SAMPLE, '-o', 'dot').stdout;
    await expect(dot).toMatchFileSnapshot('golden/graph-payments-api.dot');
    const mermaid = graph('svc/api', '-n', 'payments', '--snapshot', SAMPLE, '-o', 'mermaid').stdout;
    await expect(mermaid).toMatchFileSnapshot('golden/graph-payments-api.mmd');
  });

  test('works word for word, and takes kinds and names as kubectl does', () => {
    const asked = [
      'deploy checkout',
      'deploy/checkout',
      'deployments.apps checkout',
      'Deployment checkout -n shop',
    ];
    const answers = asked.map((words) => graph(...words.split(' '), '--downstream', '--snapshot', SAMPLE));
    expect(new Set(answers.map(({ stdout }) => stdout)).size).toBe(1);
    expect(answers[0]?.stdout).toContain('Service/checkout');
    expect(answers[0]?.stdout).not.toContain('upstream');
  });

  test('JSON is what its schema says', () => {
    const { stdout } = graph('node', 'worker-5', '--snapshot', SAMPLE, '-o', 'json', '--depth', '2');
    expect(violations(readSchema('relation-report.v1'), JSON.parse(stdout))).toEqual([]);
  });

  test('a file says who calls whom; a portable snapshot says that it cannot', () => {
    const folder = workFolder();
    const edges = fileIn(folder, 'edges.yaml', '- {from: deploy/shop/web, to: svc/shop/checkout}');
    const { stdout } = graph('svc', 'checkout', '--downstream', '--edges', edges, '--snapshot', SAMPLE);
    expect(stdout).toContain('Deployment/web');
    const portable = resolve(folder, 'sick.ksnap');
    expect(cli(['snapshot', 'import', SICK, '--to', portable]).status).toBe(0);
    expect(graph('svc', 'payments', '--snapshot', portable).stdout).toContain('--edges FILE says it');
  });

  test.each([
    [['deploy', 'api', '--snapshot', SAMPLE], 'Say which with -n: payments, search'],
    [['deploy', 'chekout', '-n', 'shop', '--snapshot', SAMPLE], 'Did you mean checkout?'],
    [
      ['deploy', 'checkout', '-n', 'orders', '--snapshot', SAMPLE],
      'There is Deployment/shop/checkout: say -n shop',
    ],
    [['deplyo', 'checkout', '--snapshot', SAMPLE], 'Did you mean deploy'],
    [['deploy', '--snapshot', SAMPLE], 'No name is given'],
    [['deploy', 'checkout', '--snapshot', SAMPLE, '-o', 'svg'], 'allowed formats are'],
    [['deploy', 'checkout', '--snapshot', SAMPLE, '--depth', '0'], '--depth takes a whole number'],
    [
      ['secret', 'x', '-n', 'production', '--snapshot', SICK],
      'objects of kind Secret are not in this snapshot',
    ],
  ])('%j is refused with what to do', (args, hint) => {
    const { status, stdout, stderr } = graph(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(hint);
  });
});

describe('diag', () => {
  test('reads as its golden files do', async () => {
    const text = diag('ingress', 'shop', '--snapshot', SICK);
    expect([text.status, text.stderr]).toEqual([1, '']);
    await expect(text.stdout).toMatchFileSnapshot('golden/diag-ingress.txt');
    const markdown = diag('ingress', 'shop', '--snapshot', SICK, '-o', 'markdown').stdout;
    await expect(markdown).toMatchFileSnapshot('golden/diag-ingress.md');
  });

  test('JSON is what its schema says; all of a kind, by their labels', () => {
    const { stdout, status } = diag(
      'pods',
      '--all',
      '-l',
      'app=checkout',
      '-n',
      'production',
      '--snapshot',
      SICK,
      '-o',
      'json',
      '--fail-on',
      'none',
    );
    const report = JSON.parse(stdout) as { readonly diagnoses: readonly { readonly object: string }[] };
    expect(status).toBe(0);
    expect(violations(readSchema('diagnosis-report.v1'), report)).toEqual([]);
    expect(report.diagnoses.map(({ object }) => object)).toEqual([
      'Pod/production/checkout-6f7d9c5b84-4xkqz',
      'Pod/production/checkout-6f7d9c5b84-lw4tn',
    ]);
  });

  test('of many, the text tells only of those that are not well', () => {
    const { stdout } = diag('deployments', '--all', '--snapshot', SAMPLE);
    expect(stdout.split('\n').filter((line) => line !== '')).toEqual([
      expect.stringContaining('Snapshot'),
      expect.stringMatching(/^\d+ objects: 0 not well\. -o wide shows the others too\.$/),
    ]);
  });

  test('why a pod is pending comes from the scheduler model', () => {
    const { stdout } = diag(
      'pod',
      'model',
      '--snapshot',
      SAMPLE,
      '--snapshot',
      'docs/handbook/pending-pod.yaml',
    );
    expect(stdout).toContain(
      '0/12 nodes are available: 1 node(s) had untolerated taint(s), 11 Insufficient cpu.',
    );
    expect(stdout).toContain('Nearest is worker-10: 4000m cpu missing');
  });

  test('what is well is said to be well', () => {
    const { status, stdout } = diag('deploy', 'checkout', '--snapshot', SAMPLE);
    expect(status).toBe(0);
    expect(stdout).toContain('Nothing wrong was found with Deployment/shop/checkout.');
  });

  test.each([
    [['pod', 'a', '-l', 'a=b', '--snapshot', SICK], '-l takes no name: "a"'],
    [['pods', '-A', '-l', 'a=b', '--snapshot', SICK], 'no pods found'],
    [['pods', 'x', '--all', '--snapshot', SICK], '--all takes no name'],
    [['jobs', '--all', '--snapshot', SICK], 'The snapshot may lack them'],
    [
      ['pod', 'failing-pod', '--snapshot', SICK, '--fail-on', 'x'],
      '--fail-on takes critical, warning, info, none',
    ],
  ])('%j is refused with what to do', (args, hint) => {
    const { status, stdout, stderr } = diag(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(hint);
  });
});

/** Where bundles lie that nobody here wrote; they are not part of the project. */
const DATA = resolve(process.env.KUBECTL_SMART_REAL_DATA ?? '../shared/real');
const BUNDLE = resolve(DATA, 'support-bundle-3-nodes.tar.gz');

describe.skipIf(!existsSync(BUNDLE))('a support bundle of a real cluster', () => {
  test('says why a pod crashes, and that its Secret cannot be seen', () => {
    const { stdout } = diag('deploy', 'velero', '--snapshot', BUNDLE);
    expect(stdout).toContain('[CONTAINER_CRASHES] Container velero ends again and again with exit 1');
    expect(stdout).toContain('? Secret/velero/cloud-credentials is not in this snapshot');
    expect(stdout).not.toContain('CONFIGURATION_MISSING');
  });

  test('shows what hangs on a node', () => {
    const { status, stdout } = graph('node', 'troubleshoot-demo-002', '--downstream', '--snapshot', BUNDLE);
    expect(status).toBe(0);
    expect(stdout).toContain('Pod/velero/velero-6996dd565b-xl44t  [failing]');
    expect(stdout).toContain('? PodDisruptionBudgets are not in this snapshot');
  });
});
