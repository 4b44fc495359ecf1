import { describe, expect, test } from 'vitest';
import { parseCommands } from '../../src/commands/index.ts';
import type { KubeObject } from '../../src/kubernetes/index.ts';
import { World } from '../../src/world/index.ts';
import { node, snapshotOf } from '../support/snapshot.ts';
import { filesOf, runCommand, runCommands } from './support.ts';

const APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const ITEMS: readonly KubeObject[] = [
  node('n1'),
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'default' } },
];

describe('secrets', () => {
  const files = {
    'a.crt': '-----BEGIN CERTIFICATE-----\n',
    'a.key': '-----BEGIN RSA PRIVATE KEY-----\n',
    'none.pem': 'x\n',
    'config.json': '{}',
  };
  test.each([
    [
      'tls web --cert=a.crt --key=a.key',
      'kubernetes.io/tls',
      { 'tls.crt': files['a.crt'], 'tls.key': files['a.key'] },
    ],
    [
      'docker-registry web --docker-username=u --docker-password=p --docker-email=e',
      'kubernetes.io/dockerconfigjson',
      {
        '.dockerconfigjson':
          '{"auths":{"https://index.docker.io/v1/":{"username":"u","password":"p","email":"e","auth":"dTpw"}}}',
      },
    ],
    [
      'docker-registry web --from-file=config.json',
      'kubernetes.io/dockerconfigjson',
      { '.dockerconfigjson': '{}' },
    ],
    ['generic web --from-literal=a=1', 'Opaque', { a: '1' }],
  ])('create secret %s', (line, type, texts) => {
    const { world } = runCommand(ITEMS, `create secret ${line}`, { files });
    const secret = world.get({ kind: 'Secret', namespace: 'default', name: 'web' });
    const data = Object.entries(texts).map(([key, text]) => [key, btoa(text)]);
    expect(secret).toMatchObject({ type, data: Object.fromEntries(data) });
  });

  test.each([
    ['--cert=none.pem --key=a.key', 'certificate'],
    ['--cert=a.crt --key=none.pem', 'key'],
  ])('create secret tls %s', (flags, what) => {
    expect(() => runCommand(ITEMS, `create secret tls web ${flags}`, { files })).toThrow(
      `tls: failed to find any PEM data in ${what} input`,
    );
  });
});

describe('run', () => {
  test('-it --rm waits for the pod and takes it away again', () => {
    const { world, results, log } = runCommands(ITEMS, ['run once --image=a:v1 -it --rm --restart=Never'], {
      react: (change, { api, after: later }) => {
        if (change.type !== 'createPod') return;
        later(3000, () => api.setPodPhase(change.row, 'Running', { name: 'kubelet' }));
        later(4000, () => api.setPodReady(change.row, true, { name: 'kubelet' }));
      },
    });
    expect(results[0]).toMatchObject({
      exit: 0,
      endMs: 4000,
      stdout: 'pod "once" deleted from default namespace\n',
    });
    const created = log.find(({ change }) => change.type === 'createPod');
    expect(created?.change).toMatchObject({ name: 'once' });
    expect(world.get({ kind: 'Pod', namespace: 'default', name: 'once' })).toBeUndefined();
  });

  test('-it gives up after its timeout, and --rm takes the pod away', () => {
    const { results } = runCommands(ITEMS, ['run once --image=a:v1 -i --rm --pod-running-timeout=5s']);
    expect(results[0]).toMatchObject({
      exit: 1,
      endMs: 5000,
      stdout: 'pod "once" deleted from default namespace\n',
      stderr: 'error: timed out waiting for the condition\n',
    });
  });

  test('--expose and --overrides make a Service and another pod', () => {
    const line = `run web --image=a:v1 --port=80 --expose --overrides='{"spec":{"nodeName":"n1"}}'`;
    const { world } = runCommand(ITEMS, line);
    expect(world.get({ kind: 'Service', namespace: 'default', name: 'web' })).toMatchObject({
      spec: { selector: { run: 'web' }, ports: [{ port: 80, targetPort: 80 }] },
    });
    expect(world.get({ kind: 'Pod', namespace: 'default', name: 'web' })).toMatchObject({
      spec: { nodeName: 'n1' },
    });
  });
});

describe('apply --prune', () => {
  const map = (name: string, namespace: string, annotations?: Record<string, string>): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels: { part: 'shop' }, ...(annotations ? { annotations } : {}) },
    data: {},
  });
  const applied = { [APPLIED]: '{}' };
  const objects = [
    ...ITEMS,
    map('kept', 'default', applied),
    map('old', 'default', applied),
    map('made', 'default'),
    map('far', 'elsewhere', applied),
  ];
  const files = {
    'kept.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kept, labels: {part: shop}}\ndata: {}',
  };
  const left = (line: string) =>
    runCommand(objects, line, { files })
      .world.list('ConfigMap')
      .map(({ metadata }) => metadata.name);

  test.each([
    ['-l part=shop', ['far', 'kept', 'made']],
    ['-l part=shop --dry-run=server', ['far', 'kept', 'made', 'old']],
    ['-l part=other', ['far', 'kept', 'made', 'old']],
    ['--all --prune-allowlist=core/v1/Secret', ['far', 'kept', 'made', 'old']],
    ['--all --prune-allowlist=core/v1/ConfigMap', ['far', 'kept', 'made']],
  ])('%s', (flags, names) => {
    expect(left(`apply -f kept.yaml --prune ${flags}`).sort()).toEqual(names);
  });

  test('is refused where a redacted snapshot does not say what was applied', () => {
    const world = new World(snapshotOf([...ITEMS, map('old', 'default')], { redaction: 'default' }));
    const { check } = parse('apply -f kept.yaml --prune --all', files);
    expect(check(world).map(({ message }) => message)).toEqual([
      expect.stringContaining('does not say what was'),
    ]);
  });
});

function parse(line: string, files: Readonly<Record<string, string>>) {
  const [command] = parseCommands([line], filesOf(files));
  return command!;
}
