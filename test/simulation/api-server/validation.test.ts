import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../src/kubernetes/index.ts';
import { node, pod } from '../../support/snapshot.ts';
import { apiOn, ME } from './support.ts';

const metadata = { name: 'x', namespace: 'default' };
const NAME_PART =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

function config(rest: Record<string, unknown>): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, ...rest };
}

function service(spec: Record<string, unknown>): KubeObject {
  return { apiVersion: 'v1', kind: 'Service', metadata, spec };
}

function podWith(container: Record<string, unknown>, spec: Record<string, unknown> = {}): KubeObject {
  const containers = [{ name: 'c', image: 'c:v1', ...container }];
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers, ...spec } };
}

function budget(spec: Record<string, unknown>): KubeObject {
  return { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec };
}

function priority(name: string, rest: Record<string, unknown>): KubeObject {
  return { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, ...rest };
}

function cronJob(schedule: string): KubeObject {
  const spec = { containers: [{ name: 'c', image: 'c:v1' }], restartPolicy: 'Never' };
  const jobTemplate = { spec: { template: { spec } } };
  return { apiVersion: 'batch/v1', kind: 'CronJob', metadata, spec: { schedule, jobTemplate } };
}

function quota(hard: Record<string, string>): KubeObject {
  return { apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard } };
}

test.each([
  ['0 3 * * *', undefined],
  ['*/5 0-6 1,15 jan-mar MON', undefined],
  ['@every 1h30m', undefined],
  ['61 * * * *', 'end of range (61) above maximum (59): 61'],
  ['0 0 0 * *', 'beginning of range (0) below minimum (1): 0'],
  ['0 5-1 * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
  ['*/0 * * * *', 'step of range should be a positive number: */0'],
  ['0 0 * foo *', 'failed to parse int from foo: strconv.Atoi: parsing "foo": invalid syntax'],
  ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
  ['@nonsense', 'unrecognized descriptor: @nonsense'],
  ['every night', 'expected exactly 5 fields, found 2: [every night]'],
])('the schedule %j', (schedule, problem) => {
  const expected = problem && [`spec.schedule: Invalid value: ${JSON.stringify(schedule)}: ${problem}`];
  expect(problemsOf(cronJob(schedule))).toEqual(expected ?? []);
});

/** What is wrong with a new object, one text a field. */
function problemsOf(object: KubeObject): string[] {
  const answer = apiOn([]).api.create(object, ME);
  return answer.ok ? [] : (answer.status.causes ?? []).map(({ field, message }) => `${field}: ${message}`);
}

test.each([
  [
    'a label key with a space',
    config({ metadata: { ...metadata, labels: { 'a b': 'c' } } }),
    [`metadata.labels: Invalid value: "a b": name part ${NAME_PART}`],
  ],
  [
    'a label key without a name',
    config({ metadata: { ...metadata, labels: { 'example.com/': 'c' } } }),
    [
      'metadata.labels: Invalid value: "example.com/": name part must be non-empty',
      `metadata.labels: Invalid value: "example.com/": name part ${NAME_PART}`,
    ],
  ],
  [
    'an annotation with two slashes',
    config({ metadata: { ...metadata, annotations: { 'a/b/c': 'd' } } }),
    [
      `metadata.annotations: Invalid value: "a/b/c": a valid label key ${NAME_PART} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ],
  ],
  [
    'an annotation in capitals',
    config({ metadata: { ...metadata, annotations: { 'Example.COM/Name': 'd' } } }),
    [],
  ],
  [
    'a config key with a space',
    config({ data: { 'a b': 'c' } }),
    [
      `data[a b]: Invalid value: "a b": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
    ],
  ],
  [
    'ports of a container',
    podWith({
      ports: [
        { containerPort: 70_000 },
        {},
        { containerPort: 80, name: 'HTTP' },
        { containerPort: 1, protocol: 'ICMP' },
      ],
    }),
    [
      'spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
      'spec.containers[0].ports[1].containerPort: Required value',
      'spec.containers[0].ports[2].name: Invalid value: "HTTP": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
      'spec.containers[0].ports[2].name: Invalid value: "HTTP": must contain at least one letter (a-z)',
      'spec.containers[0].ports[3].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"',
    ],
  ],
  [
    'amounts of a container',
    podWith({
      resources: {
        limits: { bananas: '1', cpu: '1' },
        requests: { cpu: '2', 'example.com/gpu': '1', memory: '-1' },
      },
    }),
    [
      'spec.containers[0].resources.limits[bananas]: Invalid value: "bananas": must be a standard resource type or fully qualified',
      'spec.containers[0].resources.limits[bananas]: Invalid value: "bananas": must be a standard resource for containers',
      // What is limited is requested.
      'spec.containers[0].resources.requests[bananas]: Invalid value: "bananas": must be a standard resource type or fully qualified',
      'spec.containers[0].resources.requests[bananas]: Invalid value: "bananas": must be a standard resource for containers',
      'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
      'spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources',
      'spec.containers[0].resources.requests[memory]: Invalid value: "-1": must be greater than or equal to 0',
    ],
  ],
  [
    'a service account in capitals',
    podWith({}, { serviceAccountName: 'Robot' }),
    [
      `spec.serviceAccountName: Invalid value: "Robot": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
    ],
  ],
  [
    'ports of a service',
    service({ type: 'Sometimes', ports: [{ port: 0 }, { port: 80, name: 'a', protocol: 'ICMP' }] }),
    [
      'spec.ports[0].name: Required value',
      'spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive',
      'spec.ports[0].targetPort: Invalid value: 0: must be between 1 and 65535, inclusive',
      'spec.ports[1].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"',
      'spec.type: Unsupported value: "Sometimes": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
    ],
  ],
  [
    'a node port out of range',
    service({ type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] }),
    [
      'spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
    ],
  ],
  [
    'shares of a budget',
    budget({ minAvailable: '150%' }),
    ['spec.minAvailable: Invalid value: "150%": must not be greater than 100%'],
  ],
  [
    'a negative share',
    budget({ maxUnavailable: -1 }),
    ['spec.maxUnavailable: Invalid value: -1: must be greater than or equal to 0'],
  ],
  [
    'a class of the system',
    priority('system-mine', { value: 1 }),
    [
      "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: system-mine is not a known system priority class",
    ],
  ],
  [
    'a policy that is none',
    priority('mine', { value: 1, preemptionPolicy: 'Sometimes' }),
    ['preemptionPolicy: Unsupported value: "Sometimes": supported values: "PreemptLowerPriority", "Never"'],
  ],
  [
    'amounts of a quota',
    quota({ pods: '-2', bananas: '1' }),
    [
      'spec.hard[bananas]: Invalid value: "bananas": must be a standard resource type or fully qualified',
      'spec.hard[bananas]: Invalid value: "bananas": must be a standard resource for quota',
      'spec.hard[pods]: Invalid value: "-2": must be greater than or equal to 0',
    ],
  ],
  [
    'scopes of a quota',
    { ...quota({ pods: '1' }), spec: { scopes: ['Sometimes'] } },
    ['spec.scopes: Invalid value: ["Sometimes"]: unsupported scope'],
  ],
  [
    'an address of a service',
    service({ clusterIP: '300.1.1.1', ports: [{ port: 80 }] }),
    [
      'spec.clusterIPs[0]: Invalid value: "300.1.1.1": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    ],
  ],
  [
    'no name',
    config({ metadata: { namespace: 'default' } }),
    ['metadata.name: Required value: name or generateName is required'],
  ],
])('%s', (_what, object, expected) => {
  expect(problemsOf(object)).toEqual(expected);
});

describe('a change', () => {
  const frozen = { uid: 'u', immutable: true, data: { a: '1' } };

  test.each([
    [
      'of data that is immutable',
      config(frozen),
      config({ ...frozen, data: { a: '2' } }),
      ['data: Forbidden: field is immutable when `immutable` is set'],
    ],
    [
      'of its labels only',
      config(frozen),
      config({ ...frozen, metadata: { ...metadata, labels: { a: 'b' } } }),
      [],
    ],
    [
      'of a priority',
      priority('mine', { value: 1 }),
      priority('mine', { value: 2 }),
      ['value: Forbidden: may not be changed in an update.'],
    ],
    [
      'of the taints of a node',
      node('n1'),
      { ...node('n1'), spec: { taints: [{ key: 'a', effect: 'Sometimes' }] } } as unknown as KubeObject,
      [
        'metadata.taints[0].effect: Unsupported value: "Sometimes": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
      ],
    ],
  ])('%s', (_what, before, after, expected) => {
    const answer = apiOn([before]).api.update(after, ME);
    const found = answer.ok
      ? []
      : (answer.status.causes ?? []).map(({ field, message }) => `${field}: ${message}`);
    expect(found).toEqual(expected);
  });

  test('of the node of a pod is none that a client may make', () => {
    const { api } = apiOn([node('n1'), node('n2'), pod('x', 'n1')]);
    const target = { kind: 'Pod', namespace: 'default', name: 'x' };
    const answer = api.patch(target, 'merge', { spec: { nodeName: 'n2' } }, ME);
    expect(answer).toMatchObject({ ok: false, status: { reason: 'Invalid' } });
  });
});

test('before 1.36 the name of a service begins with a letter', () => {
  const named = { ...service({ ports: [{ port: 80 }] }), metadata: { ...metadata, name: '1st' } };
  expect(apiOn([], { kubernetes: '1.36' }).api.create(named, ME).ok).toBe(true);
  expect(apiOn([], { kubernetes: '1.35' }).api.create(named, ME).ok).toBe(false);
});

describe('a patch', () => {
  const stored = config({ metadata: { ...metadata, resourceVersion: '7' }, data: { a: '1' } });
  const target = { kind: 'ConfigMap', namespace: 'default', name: 'x' };

  test.each([
    [
      'of another name',
      { metadata: { name: 'y' } },
      'the name of the object (y) does not match the name on the URL (x)',
    ],
    [
      'of an old version',
      { metadata: { resourceVersion: '3' } },
      'Operation cannot be fulfilled on configmaps "x": the object has been modified; please apply your changes to the latest version and try again',
    ],
  ])('%s', (_what, body, message) => {
    expect(apiOn([stored]).api.patch(target, 'merge', body, ME)).toMatchObject({ status: { message } });
  });

  test('of the stored version', () => {
    const body = { metadata: { resourceVersion: '7' }, data: { a: '2' } };
    expect(apiOn([stored]).api.patch(target, 'merge', body, ME).ok).toBe(true);
  });

  test('that is no list of operations', () => {
    expect(apiOn([stored]).api.patch(target, 'json', { op: 'add' }, ME)).toMatchObject({
      status: {
        message:
          'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
      },
    });
  });

  test('without the key by which a list is merged', () => {
    const x = { kind: 'Pod', namespace: 'default', name: 'x' };
    const body = { spec: { containers: [{ image: 'c:v2' }] } };
    expect(apiOn([node('n1'), pod('x')]).api.patch(x, 'strategic', body, ME)).toMatchObject({
      status: { reason: '', message: 'map: map[image:c:v2] does not contain declared merge key: name' },
    });
  });
});
