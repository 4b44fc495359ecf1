import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../src/kubernetes/index.ts';
import { node } from '../support/snapshot.ts';
import { deployment } from './objects.ts';
import { runCommands } from './support.ts';

const ITEMS: readonly KubeObject[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } },
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
  node('n1', 'old'),
  node('n2', 'old'),
  node('n3'),
  deployment({}, { labels: { app: 'web' } }),
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', namespace: 'default' },
    data: { a: '1' },
  },
];

function ran(script: string, files: Record<string, string> = {}) {
  return runCommands(ITEMS, [script], { files, kubelets: false });
}

/** Each command of a script with its exit code. */
function exits(script: string): readonly string[] {
  return ran(script).results.map(({ line, exit }) => `${exit} ${line}`);
}

describe('a script', () => {
  test.each([
    [
      'commands behind && run after success alone',
      'kubectl cordon n9 && kubectl cordon n1; kubectl cordon n2',
      ['1 kubectl cordon n9', '1 kubectl cordon n1', '0 kubectl cordon n2'],
      ['n2'],
    ],
    [
      'commands behind || run after failure alone',
      'kubectl get ns shop || kubectl cordon n1\nkubectl get ns other || kubectl cordon n2',
      ['0 kubectl get ns shop', '0 kubectl cordon n1', '1 kubectl get ns other', '0 kubectl cordon n2'],
      ['n2'],
    ],
    [
      '|| true takes a failure away',
      'set -e\nkubectl cordon n9 || true\nkubectl cordon n1',
      ['1 kubectl cordon n9', '0 kubectl cordon n1'],
      ['n1'],
    ],
    [
      'set -e ends it at a failure',
      'set -euo pipefail\n# runbook\nkubectl cordon n9\nkubectl cordon n1',
      ['1 kubectl cordon n9', '1 kubectl cordon n1'],
      [],
    ],
    [
      'a loop does its commands for each word',
      'for n in n1 n2; do\n  kubectl cordon "$n"; kubectl uncordon $n && kubectl cordon $n\ndone',
      ['n1', 'n2'].flatMap((name) => [
        `0 kubectl cordon ${name}`,
        `0 kubectl uncordon ${name}`,
        `0 kubectl cordon ${name}`,
      ]),
      ['n1', 'n2'],
    ],
    [
      'variables are replaced, and split unless they are quoted',
      'NODES="n1 n2"\nkubectl cordon $NODES',
      ['0 kubectl cordon n1 n2'],
      ['n1', 'n2'],
    ],
    [
      'what shows the output takes the failure of what it shows',
      'kubectl cordon n9 | tee log && kubectl cordon n1',
      ['1 kubectl cordon n9 | tee log', '0 kubectl cordon n1'],
      ['n1'],
    ],
    [
      'xargs runs a command on what another prints',
      'kubectl get nodes -l topology.kubernetes.io/zone=old -o name | xargs kubectl cordon',
      ['0 kubectl get nodes -l topology.kubernetes.io/zone=old -o name | xargs kubectl cordon'],
      ['n1', 'n2'],
    ],
    [
      'xargs puts each line in its place, and fails with any of its commands',
      'kubectl get nodes -o jsonpath=\'{.items[*].metadata.name}{"\\n"}n9\' | xargs -n1 -I{} kubectl cordon {}',
      [
        '123 kubectl get nodes -o jsonpath=\'{.items[*].metadata.name}{"\\n"}n9\' | xargs -n1 -I{} kubectl cordon {}',
      ],
      [],
    ],
  ])('%s', (_what, script, expected, cordoned) => {
    expect(exits(script)).toEqual(expected);
    const nodes = ran(script).world.list('Node');
    const names = nodes.filter(({ spec }) => (spec as { unschedulable?: boolean })?.unschedulable);
    expect(names.map(({ metadata }) => metadata.name)).toEqual(cordoned);
  });

  test('runs again as it ran the first time', () => {
    const script = 'kubectl cordon n9 && kubectl cordon n1';
    expect(exits(script)).toEqual(exits(script));
  });

  test.each([
    ['a here-document', "kubectl apply -f - <<'EOF'\nMANIFEST\nEOF"],
    ['a here-document with a variable', 'V=2\nkubectl apply -f - <<EOF\nMANIFEST_V\nEOF'],
    ['a file', 'cat all.yaml | kubectl apply -f -'],
    ['a redirected file', 'kubectl apply -f - < all.yaml'],
    [
      'what a dry run prints',
      'kubectl create configmap settings --from-literal=a=2 --dry-run=client -o yaml | kubectl apply -f -',
    ],
    [
      'what a dry run prints as JSON',
      'kubectl create configmap settings --from-literal=a=2 --dry-run=client -o json | kubectl apply -f -',
    ],
  ])('%s is given to the command', (_what, template) => {
    const manifest = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: "2"}';
    const script = template
      .replace('MANIFEST_V', manifest.replace('"2"', '"$V"'))
      .replace('MANIFEST', manifest);
    const { world, results } = ran(script, { 'all.yaml': manifest });
    expect(results.at(-1)).toMatchObject({ exit: 0, stdout: 'configmap/settings configured\n' });
    expect(world.get({ kind: 'ConfigMap', namespace: 'default', name: 'settings' })).toMatchObject({
      data: { a: '2' },
    });
  });

  test('what cannot be meant behind a pipe is an error of the command', () => {
    const { results } = ran('kubectl get cm settings -o name | kubectl apply -f -');
    expect(results[0]).toMatchObject({
      exit: 1,
      stderr: expect.stringMatching(/^error: /),
    });
  });

  test('the namespace of the context is that of the lines after it', () => {
    const { results } = ran(
      'kubectl config set-context --current --namespace=shop\nkubectl create cm x -o jsonpath={.metadata.namespace}',
    );
    expect(results[1]?.stdout).toBe('shop\n');
  });
});

test.each([
  ['kubectl logs deploy/web -f --tail=5', '(kubectl logs changes nothing in the cluster)\n'],
  [
    'kubectl exec -it deploy/web -- rm -rf /data',
    "(kubectl exec changes nothing in the cluster's objects; what it does inside of a container is not simulated)\n",
  ],
  ['kubectl auth can-i delete pods', '(kubectl auth can-i changes nothing in the cluster)\n'],
  [
    'kubectl apply view-last-applied deploy/web',
    '(kubectl apply view-last-applied changes nothing in the cluster)\n',
  ],
])('%s only looks', (line, note) => {
  const { results, log } = ran(line);
  expect(results).toMatchObject([{ exit: 0, stdout: '', stderr: note }]);
  expect(log).toEqual([]);
});
