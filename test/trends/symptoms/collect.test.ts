import { expect, test } from 'vitest';
import { openRecording, type Recording, refKey } from '../../../src/history/index.ts';
import { collectChanges } from '../../../src/trends/symptoms/collect-changes.ts';
import { collectSymptoms } from '../../../src/trends/symptoms/collect-symptoms.ts';
import { Owners } from '../../../src/trends/symptoms/owners.ts';
import { fileIn, workFolder } from '../../cli/run-cli.ts';

const at = (minute: number) => `2024-03-01T10:${String(minute).padStart(2, '0')}:00Z`;
const watched = (minute: number, type: string, object: object) =>
  JSON.stringify({ type, time: at(minute), object });
const lines = (...all: readonly string[]) => `${all.join('\n')}\n`;

async function recorded<Answer>(
  files: Readonly<Record<string, string>>,
  ask: (recording: Recording) => Answer,
): Promise<Answer> {
  const folder = workFolder();
  for (const [name, text] of Object.entries(files)) fileIn(folder, name, text);
  const recording = await openRecording([folder]);
  try {
    return ask(recording);
  } finally {
    recording.close();
  }
}

const owner = (apiVersion: string, kind: string, name: string) => [
  { apiVersion, kind, name, uid: name, controller: true },
];

function pod(version: number, restartCount: number, reason?: string) {
  const lastState = reason === undefined ? {} : { lastState: { terminated: { reason, exitCode: 137 } } };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'web-1-a',
      namespace: 'shop',
      uid: 'p',
      resourceVersion: String(version),
      ownerReferences: owner('apps/v1', 'ReplicaSet', 'web-1'),
    },
    status: { containerStatuses: [{ name: 'web', restartCount, ...lastState }] },
  };
}

test('symptoms stand by what people know: the workload, the node, the Service', async () => {
  const set = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: 'web-1',
      namespace: 'shop',
      uid: 'r',
      resourceVersion: '1',
      ownerReferences: owner('apps/v1', 'Deployment', 'web'),
    },
  };
  const node = (version: number, status: string) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n1', uid: 'n', resourceVersion: String(version) },
    status: { conditions: [{ type: 'Ready', status }] },
  });
  const slice = (version: number, ready: boolean) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: 'web-x',
      namespace: 'shop',
      uid: 's',
      resourceVersion: String(version),
      labels: { 'kubernetes.io/service-name': 'web' },
    },
    endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready } }],
  });
  const event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'e', namespace: 'shop', uid: 'e' },
    involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web-1-a' },
    reason: 'Unhealthy',
    type: 'Warning',
    message: '',
    count: 1,
    firstTimestamp: at(6),
    lastTimestamp: at(6),
  };
  const symptoms = await recorded(
    {
      'watch.ndjson': lines(
        watched(0, 'ADDED', set),
        watched(1, 'ADDED', pod(2, 0)),
        watched(1, 'ADDED', node(3, 'True')),
        watched(1, 'ADDED', slice(4, true)),
        watched(2, 'MODIFIED', pod(5, 1, 'OOMKilled')),
        watched(3, 'MODIFIED', pod(6, 2, 'Error')),
        watched(4, 'MODIFIED', node(7, 'Unknown')),
        watched(5, 'MODIFIED', slice(8, false)),
        watched(6, 'ADDED', event),
        watched(7, 'MODIFIED', slice(9, true)),
      ),
    },
    (recording) => collectSymptoms(recording, Owners.of(recording)),
  );
  expect(
    symptoms.map(({ subject, what, times }) => [
      refKey(subject),
      what,
      times.map((time) => new Date(time).getUTCMinutes()),
    ]),
  ).toEqual([
    ['Deployment/shop/web', 'OOMKilled', [2]],
    ['Deployment/shop/web', 'Unhealthy', [6]],
    ['Deployment/shop/web', 'restarts', [2, 3]],
    ['Node/n1', 'NotReady', [4]],
    ['Service/shop/web', 'without endpoints', [5]],
  ]);
});

test('changes are what was decided, by how; of an audit log without bodies what people asked for', async () => {
  const deployment = (version: number, replicas: number, image: string, cause?: string, ready = 0) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'web',
      namespace: 'shop',
      uid: 'd',
      resourceVersion: String(version),
      ...(cause ? { annotations: { 'kubernetes.io/change-cause': cause } } : {}),
    },
    spec: { replicas, template: { spec: { containers: [{ name: 'web', image }] } } },
    status: { readyReplicas: ready },
  });
  const asked = (minute: number, username: string, resource: string, name: string, subresource?: string) =>
    JSON.stringify({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: 'Metadata',
      auditID: `${minute}`,
      stage: 'ResponseComplete',
      verb: 'patch',
      requestURI: '/',
      user: { username },
      userAgent: username.startsWith('system:') ? 'kube-controller-manager/v1.36.3' : 'kubectl/v1.36.3',
      objectRef: {
        resource,
        namespace: 'shop',
        name,
        apiVersion: 'v1',
        ...(subresource ? { subresource } : {}),
      },
      responseStatus: { code: 200 },
      requestReceivedTimestamp: at(minute),
    });
  const changes = await recorded(
    {
      'watch.ndjson': lines(
        watched(0, 'ADDED', deployment(1, 2, 'web:1')),
        watched(1, 'MODIFIED', deployment(2, 2, 'web:1', 'only a remark')),
        watched(2, 'MODIFIED', deployment(3, 2, 'web:1', 'only a remark', 2)),
        watched(3, 'MODIFIED', deployment(4, 3, 'web:1', 'only a remark', 2)),
        watched(4, 'MODIFIED', deployment(5, 3, 'web:2', 'only a remark', 2)),
      ),
      'audit.log': lines(
        asked(5, 'tom@example.com', 'configmaps', 'settings'),
        asked(6, 'system:serviceaccount:kube-system:x', 'configmaps', 'settings'),
        asked(7, 'tom@example.com', 'configmaps', 'settings'),
      ),
    },
    (recording) => collectChanges(recording, Owners.of(recording)),
  );
  expect(
    changes.map(({ ref, how, times }) => [
      refKey(ref),
      how,
      times.map((time) => new Date(time).getUTCMinutes()),
    ]),
  ).toEqual([
    ['ConfigMap/shop/settings', 'changed', [5, 7]],
    ['Deployment/shop/web', 'rolled out', [4]],
    ['Deployment/shop/web', 'scaled', [3]],
  ]);
});
