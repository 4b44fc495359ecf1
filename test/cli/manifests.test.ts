import { expect, test } from 'vitest';
import { cli, fileIn, workFolder } from './run-cli.ts';

const labels = { app: 'web' };
const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'shop:1' }] } };
const workload = (apiVersion: string, kind: string, name: string, spec: object) => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'default' },
  spec,
});
const node = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  status: {
    allocatable: { cpu: '8', memory: '8Gi', pods: '110' },
    conditions: [{ type: 'Ready', status: 'True' }],
  },
});

test('what manifests without uids ask for is made once, and is their own', () => {
  const items = [
    node('n1'),
    node('n2'),
    workload('apps/v1', 'Deployment', 'web', { replicas: 3, selector: { matchLabels: labels }, template }),
    workload('apps/v1', 'DaemonSet', 'agent', { selector: { matchLabels: labels }, template }),
    workload('apps/v1', 'StatefulSet', 'db', {
      replicas: 2,
      serviceName: 'db',
      selector: { matchLabels: labels },
      template,
    }),
    workload('batch/v1', 'Job', 'report', {
      template: { spec: { ...template.spec, restartPolicy: 'Never' } },
    }),
  ];
  const file = fileIn(
    workFolder(),
    'manifests.json',
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
  );
  const lines = ['kubectl scale deployment/web --replicas=4', 'sleep 1m'];
  const { stdout } = cli(['simulate', ...lines, '--snapshot', file, '-o', 'json', '--fail-on', 'none']);
  const { timeline, summary } = JSON.parse(stdout) as {
    timeline: { event: string; owner?: string }[];
    summary: { pending: number; settled: boolean };
  };
  const owners = timeline
    .filter(({ event }) => event === 'created')
    .map(({ owner = '' }) => owner.replace(/^ReplicaSet\/web-.*/, 'ReplicaSet/web'));
  const countOf = (owner: string) => owners.filter((each) => each === owner).length;
  expect([...new Set(owners)].sort().map((owner) => [owner, countOf(owner)])).toEqual([
    ['DaemonSet/agent', 2],
    ['Job/report', 1],
    ['ReplicaSet/web', 4],
    ['StatefulSet/db', 2],
  ]);
  expect(summary).toMatchObject({ pending: 0, settled: true });
});
