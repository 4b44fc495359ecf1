import { describe, expect, test } from 'vitest';
import type { KubeObject, ResourceQuota } from '../../../src/kubernetes/index.ts';
import { node, pod } from '../../support/snapshot.ts';
import { apiOn, ME } from './support.ts';

const NAMESPACE = 'default';

function namespace(labels: Record<string, string> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE, labels } };
}

function object(apiVersion: string, kind: string, name: string, rest: Record<string, unknown>): KubeObject {
  return { apiVersion, kind, metadata: { name, namespace: NAMESPACE, uid: `uid-${name}` }, ...rest };
}

function newPod(spec: Record<string, unknown> = {}, resources: Record<string, unknown> = {}): KubeObject {
  const containers = [{ name: 'c', image: 'c:v1', resources }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'x', namespace: NAMESPACE },
    spec: { containers, ...spec },
  };
}

/** The refusal of a new pod in a namespace with these objects; undefined when it is let in. */
function refusalOf(created: KubeObject, ...objects: readonly KubeObject[]): string | undefined {
  const answer = apiOn([namespace(), ...objects]).api.create(created, ME);
  return answer.ok ? undefined : answer.status.message;
}

describe('quota', () => {
  const quota = (hard: Record<string, string>, used: Record<string, string>, spec = {}) =>
    object('v1', 'ResourceQuota', 'rq', { spec: { hard, ...spec }, status: { hard, used } });

  test.each([
    [
      'exceeded',
      quota({ 'requests.cpu': '1' }, { 'requests.cpu': '800m' }),
      { requests: { cpu: '400m' } },
      'pods "x" is forbidden: exceeded quota: rq, requested: requests.cpu=400m, used: requests.cpu=800m, limited: requests.cpu=1',
    ],
    [
      'exceeded twice, by name',
      quota({ pods: '4', 'requests.cpu': '2' }, { pods: '4', 'requests.cpu': '2' }),
      { requests: { cpu: '500m' } },
      'pods "x" is forbidden: exceeded quota: rq, requested: pods=1,requests.cpu=500m, used: pods=4,requests.cpu=2, limited: pods=4,requests.cpu=2',
    ],
    [
      'silent pod',
      quota({ 'requests.cpu': '1', 'limits.memory': '1Gi' }, { 'requests.cpu': '0', 'limits.memory': '0' }),
      {},
      'pods "x" is forbidden: failed quota: rq: must specify limits.memory for: c; requests.cpu for: c',
    ],
    [
      'not computed yet',
      quota({ 'requests.cpu': '1' }, {}),
      { requests: { cpu: '400m' } },
      'pods "x" is forbidden: status unknown for quota: rq, resources: requests.cpu',
    ],
    [
      'room left',
      quota({ 'requests.cpu': '1' }, { 'requests.cpu': '600m' }),
      { requests: { cpu: '400m' } },
      undefined,
    ],
    [
      'another scope',
      quota({ pods: '0' }, { pods: '0' }, { scopes: ['Terminating'] }),
      { requests: { cpu: '400m' } },
      undefined,
    ],
  ])('%s', (_name, stored, resources, message) => {
    expect(refusalOf(newPod({}, resources), stored)).toBe(message);
  });

  test('counts what it lets in and gives back what goes', () => {
    const { api, world } = apiOn([namespace(), node('n1'), quota({ pods: '1' }, { pods: '0' })]);
    const used = () => (world.list('ResourceQuota')[0] as ResourceQuota | undefined)?.status?.used;
    expect(api.create(newPod(), ME).ok).toBe(true);
    expect(used()).toEqual({ pods: '1' });
    expect(api.create({ ...newPod(), metadata: { name: 'y', namespace: NAMESPACE } }, ME).ok).toBe(false);
    api.delete({ kind: 'Pod', namespace: NAMESPACE, name: 'x' }, ME);
    expect(used()).toEqual({ pods: '0' });
  });

  test('a new quota counts what is there', () => {
    const { api, world } = apiOn([namespace(), node('n1'), pod('a', 'n1'), pod('b', 'n1')]);
    api.create(
      object('v1', 'ResourceQuota', 'rq', { spec: { hard: { pods: '5', 'requests.cpu': '1' } } }),
      ME,
    );
    expect(world.list('ResourceQuota')[0]?.status).toEqual({
      hard: { pods: '5', 'requests.cpu': '1' },
      used: { pods: '2', 'requests.cpu': '200m' },
    });
  });
});

describe('limit range', () => {
  const range = (limit: Record<string, unknown>) =>
    object('v1', 'LimitRange', 'lr', { spec: { limits: [limit] } });

  test.each([
    [
      { type: 'Container', max: { cpu: '300m' } },
      { limits: { cpu: '400m' } },
      'pods "x" is forbidden: maximum cpu usage per Container is 300m, but limit is 400m',
    ],
    [
      { type: 'Container', min: { memory: '1Gi' } },
      { requests: { memory: '512Mi' } },
      'pods "x" is forbidden: minimum memory usage per Container is 1Gi, but request is 512Mi',
    ],
    [
      { type: 'Container', maxLimitRequestRatio: { cpu: '2' } },
      { requests: { cpu: '100m' }, limits: { cpu: '400m' } },
      'pods "x" is forbidden: cpu max limit to request ratio per Container is 2, but provided ratio is 4.000000',
    ],
    [
      { type: 'Pod', max: { cpu: '1' } },
      {},
      'pods "x" is forbidden: maximum cpu usage per Pod is 1.  No limit is specified',
    ],
  ])('%j', (limit, resources, message) => {
    expect(refusalOf(newPod({}, resources), range(limit))).toBe(message);
  });

  test('several problems stand in brackets', () => {
    const limit = { type: 'Container', max: { cpu: '300m', memory: '1Gi' } };
    expect(refusalOf(newPod({}, { limits: { cpu: '1', memory: '2Gi' } }), range(limit))).toBe(
      'pods "x" is forbidden: [maximum cpu usage per Container is 300m, but limit is 1, maximum memory usage per Container is 1Gi, but limit is 2Gi]',
    );
  });

  test('fills in what a container does not say', () => {
    const limit = { type: 'Container', default: { cpu: '1' }, defaultRequest: { cpu: '100m' } };
    const { api } = apiOn([namespace(), range(limit)]);
    const answer = api.create(newPod(), ME);
    expect(answer.ok && answer.value).toMatchObject({
      metadata: {
        annotations: {
          'kubernetes.io/limit-ranger':
            'LimitRanger plugin set: cpu request for container c; cpu limit for container c',
        },
      },
      spec: { containers: [{ resources: { requests: { cpu: '100m' }, limits: { cpu: '1' } } }] },
    });
  });
});

describe('priority', () => {
  const high = {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'high' },
    value: 1000,
  };

  test.each([
    [{}, 0],
    [{ priorityClassName: 'high' }, 1000],
    [{ priorityClassName: 'system-node-critical' }, 2_000_001_000],
  ])('%j', (spec, priority) => {
    const { api } = apiOn([namespace(), high]);
    const answer = api.create(newPod(spec), ME);
    expect(answer.ok && answer.value.spec).toMatchObject({
      priority,
      preemptionPolicy: 'PreemptLowerPriority',
    });
  });

  test.each([
    [{ priorityClassName: 'nope' }, 'pods "x" is forbidden: no PriorityClass with name nope was found'],
    [
      { priority: 7 },
      'pods "x" is forbidden: the integer value of priority (7) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name',
    ],
  ])('%j is refused', (spec, message) => {
    expect(refusalOf(newPod(spec), high)).toBe(message);
  });

  test('without any class in the snapshot a class has the priority of its pods', () => {
    const known = pod('a');
    const { api } = apiOn([
      namespace(),
      { ...known, spec: { ...(known.spec as object), priorityClassName: 'high', priority: 9 } },
    ]);
    const answer = api.create(newPod({ priorityClassName: 'high' }), ME);
    expect(answer.ok && answer.value.spec).toMatchObject({ priority: 9 });
    expect(api.reliances.map(({ kind }) => kind)).toContain('PriorityClass.scheduling.k8s.io');
  });
});

describe('other admission', () => {
  test.each([
    [
      'service account',
      newPod({ serviceAccountName: 'sa' }),
      object('v1', 'ServiceAccount', 'default', {}),
      'pods "x" is forbidden: error looking up service account default/sa: serviceaccount "sa" not found',
    ],
    [
      'runtime class',
      newPod({ runtimeClassName: 'kata' }),
      { apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: { name: 'runc' } },
      'pods "x" is forbidden: pod rejected: RuntimeClass "kata" not found',
    ],
    [
      'containers',
      { ...newPod(), spec: { containers: [] } },
      namespace(),
      'Pod "x" is invalid: spec.containers: Required value',
    ],
  ])('%s', (_name, created, stored, message) => {
    expect(refusalOf(created, stored)).toBe(message);
  });

  test('pod security refuses pods and warns of templates', () => {
    const restricted = namespace({ 'pod-security.kubernetes.io/enforce': 'restricted' });
    const words =
      'PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")';
    const { api } = apiOn([restricted]);
    expect(api.create(newPod(), ME)).toMatchObject({
      ok: false,
      status: { code: 403, message: `pods "x" is forbidden: violates ${words}` },
    });
    const spec = {
      selector: { matchLabels: { a: 'b' } },
      template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'c:v1' }] } },
    };
    expect(api.create(object('apps/v1', 'Deployment', 'web', { spec }), ME)).toMatchObject({
      ok: true,
      warnings: [`would violate ${words}`],
    });
  });

  test('binding copies zone and region onto the pod', () => {
    const { api, world } = apiOn([namespace(), node('n1', 'b'), pod('a')]);
    api.bind(0, 0, ME);
    expect(world.podObject(0)).toMatchObject({
      metadata: { labels: { app: 'web', 'topology.kubernetes.io/zone': 'b' } },
      spec: { nodeName: 'n1' },
    });
    expect(api.bind(0, 0, ME)).toMatchObject({
      ok: false,
      status: {
        message: 'Operation cannot be fulfilled on pods/binding "a": pod a is already assigned to node "n1"',
      },
    });
  });
});

describe('policies in CEL', () => {
  const policy = (validation: Record<string, unknown>, spec: Record<string, unknown> = {}): KubeObject => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'few' },
    spec: {
      matchConstraints: {
        resourceRules: [
          { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] },
        ],
      },
      validations: [validation],
      ...spec,
    },
  });
  const binding = (...validationActions: string[]): KubeObject => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: 'few-here' },
    spec: { policyName: 'few', validationActions },
  });
  const deniedBy =
    "pods \"x\" is forbidden: ValidatingAdmissionPolicy 'few' with binding 'few-here' denied request: ";

  test.each([
    [
      { expression: 'size(object.spec.containers) > 1' },
      {},
      'failed expression: size(object.spec.containers) > 1',
    ],
    [{ expression: 'false', message: 'never' }, {}, 'never'],
    [{ expression: 'false', messageExpression: "'no ' + object.metadata.name" }, {}, 'no x'],
    [
      { expression: 'variables.images.all(i, i.startsWith("registry/"))' },
      { variables: [{ name: 'images', expression: 'object.spec.containers.map(c, c.image)' }] },
      'failed expression: variables.images.all(i, i.startsWith("registry/"))',
    ],
    [
      { expression: 'has(object.metadata.labels)' },
      { matchConditions: [{ name: 'c', expression: 'false' }] },
      undefined,
    ],
    [{ expression: 'object.spec.nothing == 1' }, { failurePolicy: 'Ignore' }, undefined],
    [{ expression: "object.metadata.name == 'x'" }, {}, undefined],
  ])('%j %j', (validation, spec, why) => {
    const message = refusalOf(newPod(), policy(validation, spec), binding('Deny'));
    expect(message).toBe(why === undefined ? undefined : deniedBy + why);
  });

  test('scaling goes to a resource of its own', () => {
    const rule = (resource: string) => ({
      matchConstraints: {
        resourceRules: [
          { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['UPDATE'], resources: [resource] },
        ],
      },
    });
    const spec = {
      replicas: 1,
      selector: { matchLabels: { a: 'b' } },
      template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'c:v1' }] } },
    };
    const scaled = (resource: string, subresource?: 'scale') => {
      const few = policy({ expression: 'object.spec.replicas <= 5' }, rule(resource));
      const { api } = apiOn([
        namespace(),
        object('apps/v1', 'Deployment', 'web', { spec }),
        few,
        binding('Deny'),
      ]);
      const target = { kind: 'Deployment.apps', namespace: NAMESPACE, name: 'web' };
      return api.patch(target, 'merge', { spec: { replicas: 9 } }, ME, subresource ? { subresource } : {}).ok;
    };
    expect([scaled('deployments'), scaled('deployments', 'scale')]).toEqual([false, true]);
    expect([scaled('deployments/scale'), scaled('deployments/scale', 'scale')]).toEqual([true, false]);
  });

  test('a warning lets the request through', () => {
    const { api } = apiOn([namespace(), policy({ expression: 'false', message: 'hm' }), binding('Warn')]);
    expect(api.create(newPod(), ME)).toMatchObject({
      ok: true,
      warnings: ["Validation failed for ValidatingAdmissionPolicy 'few' with binding 'few-here': hm"],
    });
  });
});

describe('webhooks', () => {
  const hook = (failurePolicy: string): KubeObject => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'guard' },
    webhooks: [
      {
        name: 'v.example.com',
        failurePolicy,
        clientConfig: { service: { name: 'web', namespace: 'default', path: '/v' } },
        rules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['pods'] }],
      },
    ],
  });
  const service = object('v1', 'Service', 'web', { spec: { selector: { app: 'web' } } });
  const call =
    'Internal error occurred: failed calling webhook "v.example.com": failed to call webhook: Post "https://web.default.svc:443/v?timeout=10s": ';

  test('without a backend nothing gets past one that must agree', () => {
    expect(refusalOf(newPod(), hook('Fail'), service)).toBe(
      `${call}no endpoints available for service "web"`,
    );
    const other = object('v1', 'Service', 'other', { spec: {} });
    expect(refusalOf(newPod(), hook('Fail'), other)).toBe(`${call}service "web" not found`);
    expect(refusalOf(newPod(), hook('Ignore'), service)).toBeUndefined();
  });

  test('with a backend it would be asked, and that is noted', () => {
    const { api } = apiOn([namespace(), node('n1'), pod('a', 'n1'), service, hook('Fail')]);
    expect(api.create(newPod(), ME).ok).toBe(true);
    expect(api.reliances.map(({ assumed }) => assumed)).toContain(
      'webhook v.example.com with 1 ready endpoints (failurePolicy Fail) would be asked and agrees',
    );
  });

  test('its own configuration can always be deleted', () => {
    const { api } = apiOn([namespace(), service, hook('Fail')]);
    const reference = { kind: 'ValidatingWebhookConfiguration.admissionregistration.k8s.io', name: 'guard' };
    expect(api.delete(reference, ME).ok).toBe(true);
  });
});
