import { describe, expect, test } from 'vitest';
import { parseCommands } from '../../src/commands/index.ts';
import type { KubeObject } from '../../src/kubernetes/index.ts';
import { node } from '../support/snapshot.ts';
import { deployment } from './objects.ts';
import { filesOf, runCommand, runCommands } from './support.ts';

const ITEMS: readonly KubeObject[] = [
  node('n1'),
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } },
  deployment({}, { labels: { a: '1', b: '2' } }),
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', namespace: 'default' },
    data: { 'some.key': 'x' },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: { ports: [{ port: 80 }] },
  },
];

function saidBy(line: string, files: Record<string, string> = {}): string {
  const { stdout, stderr } = runCommand(ITEMS, line, { files });
  return stdout + stderr;
}

test.each([
  [
    'two labels that are there',
    'label deploy/web a=2 b=3',
    "'a' already has a value (1), and --overwrite is false\n'b' already has a value (2), and --overwrite is false\n",
  ],
  [
    'two labels that are there, beside another error',
    'label deploy/web deploy/none a=2 b=3',
    `Error from server (NotFound): deployments.apps "none" not found\n['a' already has a value (1), and --overwrite is false, 'b' already has a value (2), and --overwrite is false]\n`,
  ],
  [
    'a namespace that is missing',
    'label deploy/web x=y -n none',
    'Error from server (NotFound): namespaces "none" not found\n',
  ],
  [
    'a field that no kind has',
    'label deploy --field-selector spec.replicas=1 x=y',
    'Error from server (BadRequest): Unable to find "apps/v1, Resource=deployments" that match label selector "", field selector "spec.replicas=1": "spec.replicas" is not a known field selector: only "metadata.name", "metadata.namespace"\n',
  ],
  [
    'a field that pods do not have',
    'delete pods --field-selector spec.color=red',
    'Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "", field selector "spec.color=red": field label not supported: spec.color\n',
  ],
  ['a dry run of a taint', 'taint node n1 a=b:NoSchedule --dry-run=client', 'node/n1 tainted\n'],
  [
    'a dry run of a patch',
    `patch deploy/web -p '{"spec":{"replicas":3}}' --dry-run=server`,
    'deployment.apps/web patched\n',
  ],
  [
    'a container that no pod has',
    'set env deploy/web -c none X=1',
    'Warning: Deployment/web does not have any containers matching "none"\n',
  ],
  [
    'variables from a ConfigMap',
    'set env deploy/web --from=configmap/settings --prefix=P_',
    'deployment.apps/web env updated\nWarning: key some.key transferred to SOME_KEY\n',
  ],
  [
    'a rollout of what has none',
    'rollout undo svc/web',
    'error: error retrieving rollbacker for "Service", no visitor method exists for { Service}\n',
  ],
  [
    'a history of what has none',
    'rollout history svc/web',
    'error: error retrieving history for "Service", no visitor method exists for { Service}\n',
  ],
  [
    'a boolean cascade',
    'delete cm settings --cascade=true',
    'configmap "settings" deleted from default namespace\nwarning: --cascade=true is deprecated (boolean value) and can be replaced with --cascade=background.\n',
  ],
  [
    'a service that is there',
    'create service clusterip web --tcp=80',
    'error: failed to create ClusterIP service: services "web" already exists\n',
  ],
  [
    'a count that cannot be, set at the scale',
    `patch deploy/web --subresource=scale --type=merge -p '{"spec":{"replicas":-1}}'`,
    'The Scale "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0\n',
  ],
  [
    'a scale that is not there',
    `patch cm settings --subresource=scale --type=merge -p '{"spec":{"replicas":1}}'`,
    'Error from server (NotFound): the server could not find the requested resource\n',
  ],
  [
    'an affinity that is none',
    'expose svc web --port=80 --name=x --selector=a=b --session-affinity=Sometimes',
    'error: unknown session affinity: Sometimes\n',
  ],
  [
    'an autoscaler of what does not scale',
    'autoscale svc web --max=2',
    'error: cannot autoscale a Service: could not find scale subresource for /v1, Resource=services in discovery information\n',
  ],
  [
    'an image with a name that is no container',
    'create deploy x --image=example.com/My_App:v1',
    expect.stringMatching(
      /spec\.template\.spec\.containers\[0\]\.name: Invalid value: "My-App-[a-z0-9]{5}": a lowercase RFC 1123 label/,
    ),
  ],
  [
    'a secret that cannot be',
    'create secret generic Key',
    expect.stringContaining(
      'error: failed to create secret Secret "Key" is invalid: metadata.name: Invalid value: "Key": ',
    ),
  ],
])('%s', (_what, line, expected) => {
  expect(saidBy(line)).toEqual(expected);
});

test('a selector of a set becomes an expression of the budget', () => {
  const { world } = runCommands(ITEMS, [
    "create pdb x --selector='app in (web,api),tier=front,!old' --max-unavailable=1",
  ]);
  expect(world.get({ kind: 'PodDisruptionBudget.policy', namespace: 'default', name: 'x' })).toMatchObject({
    spec: {
      selector: {
        matchLabels: { tier: 'front' },
        matchExpressions: [
          { key: 'app', operator: 'In', values: ['web', 'api'] },
          { key: 'old', operator: 'DoesNotExist' },
        ],
      },
    },
  });
});

test.each([
  [
    "label deploy/web 'a=red blue'",
    expect.stringMatching(/^invalid label value: "a=red blue": a valid label must be an empty string or /),
  ],
  ['label deploy/web a=b=c', 'invalid label spec: a=b=c'],
  [
    'label deploy --all --field-selector metadata.name=x a=b',
    'cannot set --all and --field-selector at the same time',
  ],
  [
    'annotate deploy/web a=b a-',
    'can not both modify and remove the following annotation(s) in the same command: a',
  ],
  ["set env deploy/web '1 A=b'", expect.stringMatching(/^"1 A" is not a valid key name: /)],
  [
    "create cm x --from-literal='A B=1'",
    expect.stringMatching(/^"A B" is not a valid key name for a ConfigMap: /),
  ],
  ['create svc externalname x --external-name=Bad_Name', 'invalid service external name Bad_Name'],
  ['create svc nodeport x --clusterip=None', 'ClusterIP=None can only be used with ClusterIP service type'],
  ['run x --image=x --restart=Sometimes', 'invalid restart policy: Sometimes'],
  ['run x --image=x --image-pull-policy=Sometimes', 'invalid image pull policy: Sometimes'],
  ["run x --image=x --env='1 A=b'", 'invalid env: 1 A=b'],
  ["run x --image=' '", 'Invalid image name " ": invalid reference format'],
  ['apply -f old.yaml --force --server-side', '--force cannot be used with --server-side'],
  ['apply -f old.yaml --force --dry-run=server', '--dry-run=server cannot be used with --force'],
  ['create pdb x --selector=a=b --max-unavailable=-1', 'invalid format specified for max-unavailable'],
  ['create quota x --hard=pods=many', expect.stringMatching(/^quantities must match the regular expression/)],
])('%j is refused', (line, message) => {
  const files = filesOf({ 'old.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n' });
  expect(() => parseCommands([line], files)).toThrow(expect.objectContaining({ message }));
});

describe('a file', () => {
  const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n';
  const OLD = 'apiVersion: apps/v1beta1\nkind: Deployment\nmetadata: {name: old}\n';
  const GROUPLESS = 'apiVersion: v1\nkind: Deployment\nmetadata: {name: old}\n';
  const files = {
    'old.yaml': [OLD, GROUPLESS, MAP].join('---\n'),
    'one-old.yaml': OLD,
    'nameless.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n',
    'labelled.yaml': `${MAP}---\n${MAP.replace('name: one', 'name: two, labels: {a: b}')}`,
    'number.yaml': `${MAP}data: {A: 1}\n`,
    'unknown.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one, colour: red}\ndatum: {A: x}\n',
  };
  const noMatch = (version: string) =>
    `resource mapping not found for name: "old" namespace: "" from "old.yaml": no matches for kind "Deployment" in version "${version}"\nensure CRDs are installed first`;

  test.each([
    [
      'of versions that are gone: errors of their own',
      'apply -f old.yaml',
      `configmap/one created\n${noMatch('apps/v1beta1')}\n${noMatch('v1')}\n`,
    ],
    [
      'of versions that are gone: one error beside another',
      'create -f old.yaml -f number.yaml',
      `configmap/one created\nError from server (BadRequest): error when creating "number.yaml": ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string\n[${noMatch('apps/v1beta1')}, ${noMatch('v1')}]\n`,
    ],
    [
      'of one version that is gone',
      'delete -f one-old.yaml',
      `error: ${noMatch('apps/v1beta1').replace('old.yaml', 'one-old.yaml')}\n`,
    ],
    [
      'without a name, applied',
      'apply -f nameless.yaml',
      'error: error when retrieving current configuration of:\nResource: "/v1, Resource=configmaps", GroupVersionKind: "/v1, Kind=ConfigMap"\nName: "", Namespace: "default"\nfrom server for: "nameless.yaml": resource name may not be empty\n',
    ],
    [
      'without a name, replaced',
      'replace -f nameless.yaml',
      'error: error when replacing "nameless.yaml": resource name may not be empty\n',
    ],
    ['of which a selector takes a part', 'apply -f labelled.yaml -l a=b', 'configmap/two created\n'],
    [
      'of which a selector takes nothing',
      'create -f labelled.yaml -l a=c',
      'error: no objects passed to create\n',
    ],
    [
      'that is not sent is not decoded',
      'create -f number.yaml --dry-run=client',
      'configmap/one created (dry run)\n',
    ],
    [
      'with unknown fields, in the order in which they are sent',
      'create -f unknown.yaml',
      'Error from server (BadRequest): error when creating "unknown.yaml": ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "datum", unknown field "metadata.colour"\n',
    ],
  ])('%s', (_what, line, expected) => {
    expect(saidBy(line, files)).toEqual(expected);
  });

  test('with an old version is applied again and again, five times', () => {
    const stale = MAP.replace('name: one', 'name: settings, resourceVersion: "1"');
    const stored = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'settings',
        namespace: 'default',
        resourceVersion: '7',
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
      },
    };
    const { results } = runCommands([stored], ['apply -f stale.yaml'], { files: { 'stale.yaml': stale } });
    expect(results).toMatchObject([{ exit: 1, startMs: 0, endMs: 4000 }]);
    expect(results[0]?.stderr).toContain(
      'Error from server (Conflict): error when applying patch:\n{"metadata":',
    );
  });
});

describe('apply --force', () => {
  const manifest = (fields: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n${fields}\n`;
  const files = {
    'old.yaml': manifest('immutable: true\ndata: {A: x}'),
    'new.yaml': manifest('immutable: true\ndata: {A: new}'),
    'bad.yaml': manifest('immutable: true\ndata: {A B: z}'),
  };
  const one = { kind: 'ConfigMap', namespace: 'default', name: 'one' };

  test('deletes and creates what may not change', () => {
    const { results, world } = runCommands([], ['apply -f old.yaml', 'apply -f new.yaml --force'], { files });
    expect(results[1]).toMatchObject({ exit: 0, stdout: 'configmap/one configured\n' });
    expect(world.get(one)).toMatchObject({ data: { A: 'new' } });
  });

  test('brings the old one back when the new one is refused', () => {
    const { results, world } = runCommands([], ['apply -f old.yaml', 'apply -f bad.yaml --force'], { files });
    expect(results[1]?.exit).toBe(1);
    expect(world.get(one)).toMatchObject({ data: { A: 'x' } });
  });
});
