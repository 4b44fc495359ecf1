import { describe, expect, it } from 'vitest';
import { changeWords, decidedChanges, type Recording, refKey } from '../../src/history/index.ts';
import { at, audit, configMap, deployment, historyOf, START_MS } from './support/history-of.ts';

const CONFIG = { kind: 'ConfigMap', namespace: 'shop', name: 'config' };
const WEB = { kind: 'Deployment.apps', namespace: 'shop', name: 'web' };

/** Every decided change in words, with whoever made it. */
function told(recording: Recording): string[] {
  return [...recording.objects.changes()].map((change) => {
    const words = changeWords(
      change.ref.kind,
      decidedChanges(recording.objects.stateBefore(change), recording.objects.stateAfter(change)),
    );
    const action = change.actionId === undefined ? undefined : recording.actions.action(change.actionId);
    const seconds = (change.timeMs - START_MS) / 1000;
    return `${seconds} ${change.operation} ${refKey(change.ref)} ${words} ${action?.actor.user ?? '?'}`;
  });
}

const made = audit(1, {
  verb: 'create',
  resource: 'configmaps',
  namespace: 'shop',
  name: 'config',
  code: 201,
  response: configMap('config', { SIZE: '1', LEVEL: 'info' }, 11),
});
const patched = audit(5, {
  verb: 'patch',
  resource: 'configmaps',
  namespace: 'shop',
  name: 'config',
  user: 'bob@example.com',
  request: { data: { SIZE: '2' } },
  response: configMap('config', { SIZE: '2', LEVEL: 'info' }, 15),
});
const EXPECTED = [
  '1 ADDED ConfigMap/shop/config  ann@example.com',
  '5 MODIFIED ConfigMap/shop/config SIZE 1 → 2 bob@example.com',
];

const lines = (events: readonly unknown[]) => events.map((event) => JSON.stringify(event));

describe('audit logs', () => {
  const both = [made, patched];
  const google = (event: typeof made, method: string) => ({
    insertId: event.auditID,
    timestamp: event.requestReceivedTimestamp,
    protoPayload: {
      '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
      methodName: `io.k8s.core.v1.configmaps.${method}`,
      resourceName: 'core/v1/namespaces/shop/configmaps/config',
      authenticationInfo: { principalEmail: (event.user as { username: string }).username },
      requestMetadata: { callerSuppliedUserAgent: event.userAgent },
      response: { '@type': 'core.k8s.io/v1.ConfigMap', ...(event.responseObject as object) },
    },
  });

  it.each<[string, Readonly<Record<string, string | readonly unknown[]>>]>([
    ['lines of JSON', { 'audit.log': both }],
    [
      'a webhook batch',
      { 'b.json': JSON.stringify({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', items: both }) },
    ],
    ['an array', { 'a.json': JSON.stringify(both) }],
    ['pretty documents', { 'p.json': both.map((each) => JSON.stringify(each, null, 2)).join('\n') }],
    ['rotated files out of order', { 'audit-2.log': [patched], 'audit-1.log': [made] }],
    ['files that overlap', { 'audit-1.log': [made, patched], 'audit-2.log': [patched] }],
    [
      'a container runtime’s log',
      { 'c.log': lines(both).map((log) => ({ log: `${log}\n`, stream: 'stdout' })) },
    ],
    [
      'CloudWatch',
      { 'cw.json': JSON.stringify({ events: lines(both).map((message) => ({ timestamp: 1, message })) }) },
    ],
    [
      'CloudWatch Insights',
      { 'cw.json': JSON.stringify(lines(both).map((message) => ({ '@message': message }))) },
    ],
    [
      'Azure Monitor',
      {
        'az.json': JSON.stringify({
          records: lines(both).map((log) => ({ category: 'kube-audit', properties: { log, pod: 'x' } })),
        }),
      },
    ],
    ['Elastic', { 'es.ndjson': both.map((source) => ({ _index: 'audit', _source: source })) }],
    ['Google Cloud', { 'gcp.json': JSON.stringify([google(made, 'create'), google(patched, 'patch')]) }],
    ['with other stages', { 'audit.log': [{ ...patched, stage: 'RequestReceived' }, made, patched] }],
  ])('%s', async (_name, files) => {
    const recording = await historyOf(files);
    expect(told(recording)).toEqual(EXPECTED);
    expect(recording.actions.actions()).toHaveLength(2);
  });

  it('of level Metadata tell who and when, and take the state from a watch', async () => {
    const bare = { ...patched, level: 'Metadata', requestObject: undefined, responseObject: undefined };
    const watch = [
      { type: 'ADDED', time: at(1.1), object: configMap('config', { SIZE: '1' }, 11) },
      { type: 'MODIFIED', time: at(5.2), object: configMap('config', { SIZE: '2' }, 15) },
    ];
    const recording = await historyOf({ 'audit.log': [bare], 'watch.ndjson': watch });
    expect(told(recording)).toEqual([
      '1.1 ADDED ConfigMap/shop/config  ?',
      '5 MODIFIED ConfigMap/shop/config SIZE 1 → 2 bob@example.com',
    ]);
  });

  it('of level Metadata alone say that the state is not known, and a snapshot says so', async () => {
    const bare = { ...patched, level: 'Metadata', requestObject: undefined, responseObject: undefined };
    const recording = await historyOf({ 'audit.log': [made, bare] });
    const [, change] = recording.objects.changesOf(CONFIG);
    expect(change).toMatchObject({ operation: 'TOUCHED', isStateKnown: false });
    const { notes, objects } = recording.snapshotAt(START_MS + 60_000);
    expect(notes.map(({ code }) => code)).toContain('STATE_MAY_BE_OLDER');
    expect(objects.get('ConfigMap')?.[0]?.data).toEqual({ SIZE: '1', LEVEL: 'info' });
  });

  it('of level Request are applied to the state before', async () => {
    const web = audit(1, {
      verb: 'create',
      resource: 'deployments',
      group: 'apps',
      namespace: 'shop',
      name: 'web',
      response: deployment('web', 3, 20),
    });
    const request = (seconds: number, verb: string, subresource: string | undefined, body: unknown) =>
      audit(seconds, {
        verb,
        resource: 'deployments',
        group: 'apps',
        namespace: 'shop',
        name: 'web',
        level: 'Request',
        request: body,
        ...(subresource === undefined ? {} : { subresource }),
      });
    const recording = await historyOf({
      'audit.log': [
        web,
        request(2, 'patch', 'scale', { spec: { replicas: 5 } }),
        request(3, 'patch', undefined, {
          spec: { template: { spec: { containers: [{ name: 'main', image: 'shop:2' }] } } },
        }),
        request(4, 'patch', undefined, [{ op: 'replace', path: '/spec/replicas', value: 1 }]),
      ],
    });
    expect(told(recording).slice(1)).toEqual([
      '2 TOUCHED Deployment/shop/web replicas 3 → 5 ann@example.com',
      '3 TOUCHED Deployment/shop/web image of main: shop:1 → shop:2 ann@example.com',
      '4 TOUCHED Deployment/shop/web replicas 5 → 1 ann@example.com',
    ]);
    expect(recording.objects.objectAt(WEB, START_MS + 9_000)?.spec).toMatchObject({ replicas: 1 });
  });

  it('tell apart what asks to go and what is gone', async () => {
    const pod = (seconds: number, grace: number, version: number) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'web-1',
        namespace: 'shop',
        uid: 'uid-1',
        resourceVersion: `${version}`,
        deletionTimestamp: at(seconds + grace),
        deletionGracePeriodSeconds: grace,
      },
      spec: { containers: [] },
    });
    const removal = (seconds: number, grace: number, version: number) =>
      audit(seconds, {
        verb: 'delete',
        resource: 'pods',
        namespace: 'shop',
        name: 'web-1',
        request: { kind: 'DeleteOptions', gracePeriodSeconds: grace },
        response: pod(seconds, grace, version),
      });
    const refused = { ...removal(9, 0, 30), responseStatus: { code: 404, message: 'not found' } };
    const recording = await historyOf({
      'audit.log': [removal(1, 30, 21), removal(4, 0, 24), refused],
      'watch.ndjson': [
        { type: 'MODIFIED', time: at(1.02), object: pod(1, 30, 21) },
        { type: 'DELETED', time: at(4.05), object: pod(4, 0, 25) },
      ],
    });
    const changes = recording.objects.changesOf({ kind: 'Pod', namespace: 'shop', name: 'web-1' });
    expect(changes.map(({ operation, timeMs }) => `${(timeMs - START_MS) / 1000} ${operation}`)).toEqual([
      '1 MODIFIED',
      '4 DELETED',
    ]);
    expect(recording.actions.actions().map(({ status, message }) => [status, message])).toEqual([
      [200, ''],
      [200, ''],
      [404, 'not found'],
    ]);
  });

  it('leave out dry runs and questions, and name whom a request is made for', async () => {
    const dry = { ...patched, auditID: 'dry', requestURI: '/api/v1/x?dryRun=All' };
    const question = audit(2, { verb: 'create', resource: 'subjectaccessreviews', name: '' });
    const other = { ...patched, auditID: 'as', impersonatedUser: { username: 'root' } };
    const recording = await historyOf({ 'audit.log': [made, dry, question, other] });
    expect(recording.actions.actions().map(({ actor }) => actor.user)).toEqual([
      'ann@example.com',
      'bob@example.com (as root)',
    ]);
  });

  it.each([
    ['ann@example.com', 'kubectl/v1.36.3', 'person'],
    [
      'admin',
      'kube-controller-manager/v1.36.3 (linux/amd64) kubernetes/x/deployment-controller',
      'controller',
    ],
    [
      'system:serviceaccount:kube-system:replicaset-controller',
      'kube-controller-manager/v1.36.3',
      'controller',
    ],
    ['system:kube-scheduler', 'kube-scheduler/v1.36.3', 'scheduler'],
    ['system:node:worker-1', 'kubelet/v1.36.3', 'node'],
    ['system:apiserver', 'kube-apiserver/v1.36.3', 'apiserver'],
    ['system:serviceaccount:ci:deployer', 'kubectl/v1.36.3', 'person'],
    ['system:serviceaccount:ci:deployer', 'Helm/3.15', 'person'],
    ['system:serviceaccount:cert-manager:cert-manager', 'controller/v1.15', 'controller'],
    [
      'system:serviceaccount:argocd:argocd-application-controller',
      'argocd-application-controller/v2',
      'person',
    ],
  ])('%s through %s is a %s', async (user, agent, role) => {
    const recording = await historyOf({
      'audit.log': [{ ...made, user: { username: user }, userAgent: agent }],
    });
    expect(recording.actions.actions()[0]?.actor.role).toBe(role);
  });

  it('says where it has no line at all', async () => {
    const minute = (each: number) => ({
      ...made,
      auditID: `m${each}`,
      requestReceivedTimestamp: at(each * 60),
    });
    const minutes = Array.from({ length: 60 }, (_, index) => index).filter((each) => each < 20 || each > 31);
    const recording = await historyOf({ 'audit.log': minutes.map(minute) });
    expect(
      recording.gaps().map(({ fromMs, toMs }) => [(fromMs - START_MS) / 60_000, (toMs - START_MS) / 60_000]),
    ).toEqual([[20, 32]]);
  });
});
