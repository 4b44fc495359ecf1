import { describe, expect, test } from 'vitest';
import type { Deployment } from '../../src/kubernetes/index.ts';
import { deployment } from './objects.ts';
import { runCommand, runCommands } from './support.ts';

const MANIFEST = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: main, image: web:v2}
`;
const WEB = { kind: 'Deployment.apps', namespace: 'default', name: 'web' };
const change = (from: string, to: string) => MANIFEST.replace(from, to);
const missing =
  'Warning: resource deployments/web is missing the kubectl.kubernetes.io/last-applied-configuration annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n';

describe('apply', () => {
  test('creates, leaves alone, changes and gives up what it had', () => {
    const files = {
      'a.yaml': MANIFEST,
      'b.yaml': change('replicas: 3', 'replicas: 4'),
      'c.yaml': change('  replicas: 3\n', ''),
    };
    const { results, world } = runCommands(
      [],
      ['apply -f a.yaml', 'apply -f a.yaml', 'apply -f b.yaml', 'apply -f c.yaml'],
      { files },
    );
    expect(results.map(({ stdout, stderr }) => stdout + stderr)).toEqual([
      'deployment.apps/web created\n',
      'deployment.apps/web unchanged\n',
      'deployment.apps/web configured\n',
      'deployment.apps/web configured\n',
    ]);
    // Nobody asks for a number of replicas any more: the server's default is back.
    expect((world.get(WEB) as Deployment).spec?.replicas).toBe(1);
  });

  test('calls a budget configured each time, for its selector is in every patch', () => {
    const budget = (selector: string) =>
      `{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web}, spec: {minAvailable: 1, selector: {matchLabels: {${selector}}}}}`;
    const { results, world } = runCommands([], ['apply -f a.yaml', 'apply -f a.yaml', 'apply -f b.yaml'], {
      files: { 'a.yaml': budget('app: web'), 'b.yaml': budget('tier: front') },
    });
    expect(results.map(({ stdout }) => stdout)).toEqual([
      'poddisruptionbudget.policy/web created\n',
      'poddisruptionbudget.policy/web configured\n',
      'poddisruptionbudget.policy/web configured\n',
    ]);
    const stored = world.get({ kind: 'PodDisruptionBudget.policy', namespace: 'default', name: 'web' });
    expect((stored as { spec?: object }).spec).toMatchObject({
      selector: { matchLabels: { tier: 'front' } },
    });
  });

  test('calls a Secret configured each time whose values are given as text', () => {
    const files = { 'a.yaml': '{apiVersion: v1, kind: Secret, metadata: {name: key}, stringData: {a: b}}' };
    const { results } = runCommands([], ['apply -f a.yaml', 'apply -f a.yaml'], { files });
    expect(results[1]?.stdout).toBe('secret/key configured\n');
  });

  test('warns of what is on its way out, whether it changes or not', () => {
    const { results } = runCommands(
      [
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'a', namespace: 'default', finalizers: ['x/y'] },
        },
      ],
      ['apply -f a.yaml', 'delete configmap a --wait=false', 'apply -f a.yaml'],
      { files: { 'a.yaml': '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}' } },
    );
    expect(results[2]).toMatchObject({
      stdout: 'configmap/a unchanged\n',
      stderr: 'Warning: Detected changes to resource a which is currently being deleted.\n',
    });
  });

  test('keeps what others set', () => {
    const { world } = runCommands(
      [],
      [
        'apply -f a.yaml',
        'scale deployment/web --replicas=9',
        'set env deployment/web A=1',
        'apply -f b.yaml',
      ],
      {
        files: {
          'a.yaml': change('  replicas: 3\n', ''),
          'b.yaml': change('  replicas: 3\n', '').replace('v2', 'v3'),
        },
      },
    );
    expect(world.get(WEB)?.spec).toMatchObject({
      replicas: 9,
      template: { spec: { containers: [{ image: 'web:v3', env: [{ name: 'A', value: '1' }] }] } },
    });
  });

  test('warns when it did not make the object', () => {
    const run = runCommand([deployment()], 'apply -f a.yaml', { files: { 'a.yaml': MANIFEST } });
    expect(run).toMatchObject({ exit: 0, stdout: 'deployment.apps/web configured\n', stderr: missing });
  });

  test('on the server: fields are merged, nothing is given up', () => {
    const run = runCommand([deployment()], 'apply --server-side -f a.yaml', {
      files: { 'a.yaml': MANIFEST },
    });
    expect(run).toMatchObject({ exit: 0, stdout: 'deployment.apps/web serverside-applied\n', stderr: '' });
    expect((run.world.get(WEB) as Deployment).spec?.replicas).toBe(3);
  });

  test.each([
    [
      'an immutable field',
      change('matchLabels: {app: web}', 'matchLabels: {app: web2}').replace(
        'labels: {app: web}}\n    spec',
        'labels: {app: web2}}\n    spec',
      ),
      'The Deployment "web" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"web2"}}: field is immutable\n',
    ],
    [
      'a field that the type does not have',
      change('replicas: 3', 'replica: 3'),
      'strict decoding error: unknown field "spec.replica"\n',
    ],
    [
      'a value of a wrong type',
      change('replicas: 3', 'replicas: three'),
      'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32\n',
    ],
  ])('is refused for %s', (_name, text, stderr) => {
    const run = runCommand([deployment()], 'apply -f a.yaml', { files: { 'a.yaml': text } });
    expect(run.exit).toBe(1);
    expect(run.stderr).toContain(stderr);
  });

  test('of a folder takes its files in order, of several documents each', () => {
    const files = {
      'all/b.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: two}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: three}\n',
      'all/a.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one","namespace":"shop"}}',
      'all/notes.txt': 'no manifest',
    };
    expect(runCommand([], 'apply -f all', { files }).stdout).toBe(
      'configmap/one created\nconfigmap/two created\nconfigmap/three created\n',
    );
    expect(runCommand([], 'apply -n other -f all/a.json', { files })).toMatchObject({
      exit: 1,
      stderr:
        'error: the namespace from the provided object "shop" does not match the namespace "other". You must pass \'--namespace=shop\' to perform this operation.\n',
    });
  });

  test('of a kustomization builds it', () => {
    const files = {
      'app/kustomization.yaml': [
        'namespace: shop',
        'resources: [web.yaml]',
        'images: [{name: web, newTag: v9}]',
        'replicas: [{name: web, count: 5}]',
        'commonLabels: {team: x}',
        'patches:',
        '- target: {kind: Deployment}',
        '  patch: "[{op: add, path: /spec/paused, value: true}]"',
      ].join('\n'),
      'app/web.yaml': MANIFEST,
    };
    const run = runCommand([], 'apply -k app', { files });
    expect(run.stdout).toBe('deployment.apps/web created\n');
    expect(run.world.get({ ...WEB, namespace: 'shop' })?.spec).toMatchObject({
      replicas: 5,
      paused: true,
      selector: { matchLabels: { app: 'web', team: 'x' } },
      template: {
        metadata: { labels: { app: 'web', team: 'x' } },
        spec: { containers: [{ image: 'web:v9' }] },
      },
    });
  });
});

describe('create, replace, patch', () => {
  test('create refuses what is there', () => {
    const run = runCommand([deployment()], 'create -f a.yaml', { files: { 'a.yaml': MANIFEST } });
    expect(run).toMatchObject({
      exit: 1,
      stderr:
        'Error from server (AlreadyExists): error when creating "a.yaml": deployments.apps "web" already exists\n',
    });
  });

  test('create from standard input', () => {
    const run = runCommand([], 'create -f -', {
      files: { '-': MANIFEST.replace('image: web:v2', 'image: ""') },
    });
    expect(run.stderr).toBe(
      'The Deployment "web" is invalid: spec.template.spec.containers[0].image: Required value\n',
    );
  });

  test('replace wants the version that is stored', () => {
    const stale = MANIFEST.replace('{name: web}', '{name: web, resourceVersion: "3"}');
    const run = runCommand([deployment()], 'replace -f a.yaml', { files: { 'a.yaml': stale } });
    expect(run).toMatchObject({
      exit: 1,
      stderr:
        'Error from server (Conflict): error when replacing "a.yaml": Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again\n',
    });
    expect(runCommand([deployment()], 'replace -f a.yaml', { files: { 'a.yaml': MANIFEST } }).stdout).toBe(
      'deployment.apps/web replaced\n',
    );
  });

  test('replace --force deletes and creates', () => {
    const stale = MANIFEST.replace('{name: web}', '{name: web, resourceVersion: "3"}');
    const run = runCommand([deployment()], 'replace --force -f a.yaml', { files: { 'a.yaml': stale } });
    expect(run).toMatchObject({
      exit: 0,
      stdout: 'deployment.apps "web" deleted from default namespace\ndeployment.apps/web replaced\n',
    });
    const { metadata, spec } = run.world.get(WEB) as Deployment;
    expect(metadata.uid).not.toBe('uid-web');
    expect(spec?.replicas).toBe(3);
    // What is not there yet is created.
    expect(runCommand([], 'replace --force -f a.yaml', { files: { 'a.yaml': MANIFEST } }).stdout).toBe(
      'deployment.apps/web replaced\n',
    );
  });

  test.each([
    ['--grace-period=1', '--grace-period must have --force specified'],
    ['--timeout=3s', '--timeout must have --force specified'],
    ['--force --dry-run=client', '--dry-run can not be used when --force is set'],
  ])('replace %s is refused', (flags, message) => {
    const files = { 'a.yaml': MANIFEST };
    expect(() => runCommand([deployment()], `replace -f a.yaml ${flags}`, { files })).toThrow(message);
  });

  test.each([
    [`-p '{"spec":{"replicas":4}}'`, 'patched', 4],
    [`--type=merge -p '{"spec":{"replicas":4}}'`, 'patched', 4],
    [`--type=json -p '[{"op":"replace","path":"/spec/replicas","value":4}]'`, 'patched', 4],
    [`-p '{"spec":{"replicas":2}}'`, 'patched (no change)', 2],
    ["-p 'spec: {replicas: 4}'", 'patched', 4],
  ])('patch %s', (flags, done, replicas) => {
    const run = runCommand([deployment()], `patch deployment web ${flags}`);
    expect(run.stdout).toBe(`deployment.apps/web ${done}\n`);
    expect((run.world.get(WEB) as Deployment).spec?.replicas).toBe(replicas);
  });

  test('a strategic patch finds a container by its name, a merge patch replaces the list', () => {
    const patch = '{"spec":{"template":{"spec":{"containers":[{"name":"side","image":"side:v1"}]}}}}';
    const images = (type: string) => {
      const { world } = runCommand([deployment()], `patch deployment web --type=${type} -p '${patch}'`);
      return (world.get(WEB) as Deployment).spec?.template.spec?.containers.map(({ image }) => image);
    };
    expect(images('strategic')).toEqual(['side:v1', 'web:v2']);
    expect(images('merge')).toEqual(['side:v1']);
  });

  test('delete what a file names', () => {
    const run = runCommand([deployment()], 'delete -f a.yaml', { files: { 'a.yaml': MANIFEST } });
    expect(run.stdout).toBe('deployment.apps "web" deleted from default namespace\n');
    expect(runCommand([], 'delete -f a.yaml', { files: { 'a.yaml': MANIFEST } }).stderr).toBe(
      'Error from server (NotFound): error when deleting "a.yaml": deployments.apps "web" not found\n',
    );
  });
});
