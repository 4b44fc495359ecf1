import { describe, expect, test } from 'vitest';
import type { Deployment, KubeObject } from '../../src/kubernetes/index.ts';
import { node, pod } from '../support/snapshot.ts';
import { deployment, replicaSet } from './objects.ts';
import { runCommand, runCommands } from './support.ts';

const WEB = { kind: 'Deployment.apps', namespace: 'default', name: 'web' };

/** What a line prints and returns on a Deployment with two revisions, and the Deployment after it. */
function onWeb(line: string, spec: Record<string, unknown> = {}, metadata: Record<string, unknown> = {}) {
  const run = runCommand(
    [deployment(spec, metadata), replicaSet(1, 'web:v1'), replicaSet(2, 'web:v2'), node('n1')],
    line,
  );
  const { exit, stdout, stderr } = run;
  return { said: { exit, stdout, stderr }, web: run.world.get(WEB) as Deployment, run };
}

const ok = (stdout: string) => ({ exit: 0, stdout: `${stdout}\n`, stderr: '' });
const refused = (stderr: string) => ({ exit: 1, stdout: '', stderr: `${stderr}\n` });

describe('scale', () => {
  test.each([
    ['scale deployment/web --replicas=5', ok('deployment.apps/web scaled'), 5],
    ['scale deploy web --replicas=5', ok('deployment.apps/web scaled'), 5],
    ['scale deployments.v1.apps/web --replicas=0 -o name', ok('deployment.apps/web'), 0],
    ['scale deployment web --replicas=5 --current-replicas=2', ok('deployment.apps/web scaled'), 5],
    [
      'scale deployment web --replicas=5 --current-replicas=3',
      refused('error: Expected replicas to be 3, was 2'),
      2,
    ],
    [
      'scale deployment web --replicas=5 --resource-version=3',
      refused('error: Expected resource version to be 3, was 7'),
      2,
    ],
    ['scale deployment web --replicas=5 --dry-run=client', ok('deployment.apps/web scaled (dry run)'), 2],
    [
      'scale deployment web --replicas=5 --dry-run=server',
      ok('deployment.apps/web scaled (server dry run)'),
      2,
    ],
    [
      'scale deployment nope --replicas=5',
      refused('Error from server (NotFound): deployments.apps "nope" not found'),
      2,
    ],
    ['scale foo/web --replicas=5', refused('error: the server doesn\'t have a resource type "foo"'), 2],
    [
      'scale node/n1 --replicas=5',
      refused('Error from server (NotFound): the server could not find the requested resource'),
      2,
    ],
  ])('%s', (line, said, replicas) => {
    const result = onWeb(line);
    expect(result.said).toEqual(said);
    expect(result.web.spec?.replicas).toBe(replicas);
  });

  test('changes the generation, and nothing of what was not asked for', () => {
    const { web } = onWeb('scale deployment/web --replicas=5');
    const before = deployment();
    expect(web.metadata.generation).toBe(2);
    expect(web.spec?.template).toEqual((before.spec as { template: unknown }).template);
  });
});

describe('set', () => {
  test.each([
    ['set image deployment/web main=web:v3', ok('deployment.apps/web image updated'), 'web:v3'],
    ['set image deployment/web *=web:v3', ok('deployment.apps/web image updated'), 'web:v3'],
    ['set image deployment web main=web:v2', { exit: 0, stdout: '', stderr: '' }, 'web:v2'],
    ['set serviceaccount deployment/web robot', ok('deployment.apps/web serviceaccount updated'), 'web:v2'],
    ['set sa deployment web default', ok('deployment.apps/web serviceaccount updated'), 'web:v2'],
    [
      'set image deployment/web other=web:v3',
      refused('error: unable to find container named "other"'),
      'web:v2',
    ],
  ])('%s', (line, said, image) => {
    const result = onWeb(line);
    expect(result.said).toEqual(said);
    expect(result.web.spec?.template.spec?.containers[0]?.image).toBe(image);
  });

  test('a service account stands in both fields that the API has for it', () => {
    const { web } = onWeb('set serviceaccount deployment/web robot');
    expect(web.spec?.template.spec).toMatchObject({ serviceAccountName: 'robot', serviceAccount: 'robot' });
  });

  test.each([
    [
      'set selector service/web tier=front,app=web',
      ok('service/web selector updated'),
      { tier: 'front', app: 'web' },
    ],
    [
      'set selector service/web tier==front --dry-run=server',
      ok('service/web selector updated (server dry run)'),
      { app: 'web' },
    ],
    [
      'set selector deployment/web app=web',
      refused('error: setting a selector is only supported for Services'),
      { app: 'web' },
    ],
  ])('%s', (line, said, selector) => {
    const service: KubeObject = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'default', uid: 'uid-service' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    };
    const { exit, stdout, stderr, world } = runCommand([deployment(), service], line);
    expect({ exit, stdout, stderr }).toEqual(said);
    expect(world.get({ kind: 'Service', namespace: 'default', name: 'web' })?.spec).toMatchObject({
      selector,
    });
  });

  test('resources are merged with what is there', () => {
    const template = {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'main', image: 'x', resources: { requests: { memory: '1Gi' } } }] },
    };
    const { said, web } = onWeb('set resources deployment/web --requests=cpu=500m --limits=cpu=1', {
      template,
    });
    expect(said).toEqual(ok('deployment.apps/web resource requirements updated'));
    expect(web.spec?.template.spec?.containers[0]?.resources).toEqual({
      requests: { memory: '1Gi', cpu: '500m' },
      limits: { cpu: '1' },
    });
  });

  test('variables come, change and go', () => {
    const template = {
      metadata: { labels: { app: 'web' } },
      spec: {
        containers: [
          {
            name: 'main',
            image: 'x',
            env: [
              { name: 'A', value: '1' },
              { name: 'B', value: '2' },
            ],
          },
        ],
      },
    };
    const { said, web } = onWeb('set env deployment/web A=3 C=4 B-', { template });
    expect(said).toEqual(ok('deployment.apps/web env updated'));
    expect(web.spec?.template.spec?.containers[0]?.env).toEqual([
      { name: 'A', value: '3' },
      { name: 'C', value: '4' },
    ]);
  });
});

describe('rollout', () => {
  test('restart stamps the template', () => {
    const { said, web } = onWeb('rollout restart deployment/web');
    expect(said).toEqual(ok('deployment.apps/web restarted'));
    expect(web.spec?.template.metadata?.annotations).toEqual({
      'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00Z',
    });
  });

  test('restart twice within a second', () => {
    const { results } = runCommands(
      [deployment()],
      [
        'rollout restart deployment/web',
        'rollout restart deployment/web',
        'sleep 1s',
        'rollout restart deployment/web',
      ],
    );
    expect(results.map(({ exit }) => exit)).toEqual([0, 1, 0, 0]);
    expect(results[1]?.stderr).toBe(
      'error: failed to create patch for web: if restart has already been triggered within the past second, please wait before attempting to trigger another\n',
    );
  });

  test.each([
    ['rollout pause deployment/web', {}, ok('deployment.apps/web paused')],
    [
      'rollout pause deployment/web',
      { paused: true },
      refused('error: deployments.apps "web" is already paused'),
    ],
    ['rollout resume deployment/web', { paused: true }, ok('deployment.apps/web resumed')],
    ['rollout resume deployment/web', {}, refused('error: deployments.apps "web" is not paused')],
    [
      'rollout restart deployment/web',
      { paused: true },
      refused('error: deployments.apps "web" can\'t restart paused deployment (run rollout resume first)'),
    ],
    ['rollout undo deployment/web', {}, ok('deployment.apps/web rolled back')],
    ['rollout undo deployment/web --to-revision=1', {}, ok('deployment.apps/web rolled back')],
    [
      'rollout undo deployment/web --to-revision=2',
      {},
      ok('deployment.apps/web skipped rollback (current template already matches revision 2)'),
    ],
    [
      'rollout undo deployment/web --to-revision=9',
      {},
      refused('error: unable to find specified revision 9 in history'),
    ],
    [
      'rollout undo deployment/web',
      { paused: true },
      refused(
        "error: you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again",
      ),
    ],
    ['rollout status deployment/web', {}, ok('deployment "web" successfully rolled out')],
    [
      'rollout history deployment/web',
      {},
      ok('deployment.apps/web \nREVISION  CHANGE-CAUSE\n1         <none>\n2         <none>\n'),
    ],
    ['rollout restart node/n1', {}, refused('error: nodes "n1" restarting is not supported')],
  ])('%s on %j', (line, spec, said) => {
    expect(onWeb(line, spec).said).toEqual(said);
  });

  test('undo brings the template of the revision before back', () => {
    const { web } = onWeb('rollout undo deployment/web');
    expect(web.spec?.template.spec?.containers[0]?.image).toBe('web:v1');
    expect(web.spec?.template.metadata?.labels).toEqual({ app: 'web' });
  });

  test('undo without history', () => {
    const { stderr, exit } = runCommand([deployment()], 'rollout undo deployment/web');
    expect([exit, stderr]).toEqual([1, 'error: no rollout history found for deployment "web"\n']);
  });

  test('status tells every change, and a missed deadline', () => {
    const { results } = runCommands(
      [deployment({}, { generation: 2 })],
      ['rollout status deployment/web --timeout=10s'],
      {},
    );
    expect(results[0]).toMatchObject({
      exit: 1,
      endMs: 10_000,
      stdout: 'Waiting for deployment spec update to be observed...\n',
      stderr: 'error: timed out waiting for the condition\n',
    });
    const late = deployment();
    const status = {
      ...(late.status as object),
      conditions: [{ type: 'Progressing', reason: 'ProgressDeadlineExceeded' }],
    };
    expect(runCommand([{ ...late, status }], 'rollout status deployment/web').stderr).toBe(
      'error: deployment "web" exceeded its progress deadline\n',
    );
  });
});

describe('autoscale', () => {
  test.each([
    [
      'autoscale deployment/web --max=0',
      refused('error: --max=MAXPODS is required and must be at least 1, max: 0'),
    ],
    [
      'autoscale deployment/web --min=5 --max=2',
      refused('error: --max=MAXPODS must be larger or equal to --min=MINPODS, max: 2, min: 5'),
    ],
    [
      'autoscale deployment/web --min=2 --max=5 --cpu=70%',
      ok('horizontalpodautoscaler.autoscaling/web autoscaled'),
    ],
  ])('%s', (line, said) => {
    expect(onWeb(line).said).toEqual(said);
  });

  test('gives a target, a range and a default minimum', () => {
    const { run } = onWeb('autoscale deployment/web --max=5 --cpu=500m');
    expect(run.world.list('HorizontalPodAutoscaler.autoscaling')[0]?.spec).toEqual({
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      minReplicas: 1,
      maxReplicas: 5,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'AverageValue', averageValue: '500m' } },
        },
      ],
    });
  });
});

describe('expose and run', () => {
  test('expose takes the selector of the object', () => {
    const { said, run } = onWeb('expose deployment/web --port=80 --target-port=8080');
    expect(said).toEqual(ok('service/web exposed'));
    expect(run.world.list('Service')[0]?.spec).toMatchObject({
      selector: { app: 'web' },
      ports: [{ port: 80, protocol: 'TCP', targetPort: 8080 }],
      type: 'ClusterIP',
    });
  });

  test.each([
    ['expose deployment/web', refused("error: couldn't find port via --port flag or introspection")],
    ['run once --image=tool:v1 -- sleep 5', ok('pod/once created')],
    ['create deployment shop --image=shop:v1 --replicas=3', ok('deployment.apps/shop created')],
    [
      'create deployment web --image=shop:v1',
      refused('error: failed to create deployment: deployments.apps "web" already exists'),
    ],
    ['create namespace shop', ok('namespace/shop created')],
    ['create pdb web --selector=app=web --min-available=50%', ok('poddisruptionbudget.policy/web created')],
    ['create configmap c --from-literal=a=b', ok('configmap/c created')],
    [
      'create job now --from=cronjob/none',
      refused('Error from server (NotFound): cronjobs.batch "none" not found'),
    ],
  ])('%s', (line, said) => {
    expect(onWeb(line).said).toEqual(said);
  });

  test('a pod that is run has what the API server fills in', () => {
    const { run } = onWeb('run once --image=tool:v1');
    expect(run.world.list('Pod')[0]).toMatchObject({
      metadata: { labels: { run: 'once' } },
      spec: {
        priority: 0,
        serviceAccountName: 'default',
        restartPolicy: 'Always',
        tolerations: [
          { key: 'node.kubernetes.io/not-ready', tolerationSeconds: 300 },
          { key: 'node.kubernetes.io/unreachable' },
        ],
      },
      status: { phase: 'Pending' },
    });
  });
});

describe('delete', () => {
  const cluster = [
    node('n1'),
    pod('a', 'n1'),
    pod('b', 'n1'),
    pod('c', 'n1', { app: 'other' }),
    deployment(),
  ];

  test.each([
    ['delete pod a', 'pod "a" deleted from default namespace\n', '', 2000],
    [
      'delete pods -l app=web',
      'pod "a" deleted from default namespace\npod "b" deleted from default namespace\n',
      '',
      2010,
    ],
    [
      'delete po/a deploy/web --wait=false',
      'pod "a" deleted from default namespace\ndeployment.apps "web" deleted from default namespace\n',
      '',
      10,
    ],
    ['delete pod a -o name', 'pod/a\n', '', 2000],
    ['delete pod a --dry-run=client', 'pod "a" deleted from default namespace (dry run)\n', '', 0],
    ['delete pod a --dry-run=server', 'pod "a" deleted from default namespace (server dry run)\n', '', 0],
    ['delete pods -l app=none', 'No resources found\n', '', 0],
    ['delete pod none --ignore-not-found', '', '', 0],
    ['delete node n1', 'node "n1" deleted\n', '', 0],
    [
      'delete node n1 -n shop',
      'node "n1" deleted\n',
      'Warning: deleting cluster-scoped resources, not scoped to the provided namespace\n',
      0,
    ],
    [
      'delete pods --field-selector=metadata.name!=a',
      'pod "b" deleted from default namespace\npod "c" deleted from default namespace\n',
      '',
      2010,
    ],
    [
      'delete pod a --force',
      'pod "a" force deleted from default namespace\n',
      'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n',
      0,
    ],
  ])('%s', (line, stdout, stderr, endMs) => {
    expect(runCommand(cluster, line)).toMatchObject({ exit: 0, stdout, stderr, endMs });
  });

  test('of what is not there goes on with the rest', () => {
    const run = runCommand(cluster, 'delete pod none a nix --wait=false');
    expect(run).toMatchObject({
      exit: 1,
      stdout: 'pod "a" deleted from default namespace\n',
      stderr:
        'Error from server (NotFound): pods "none" not found\nError from server (NotFound): pods "nix" not found\n',
    });
  });

  test('waits no longer than it may', () => {
    const held = pod('a', 'n1');
    const metadata = { ...held.metadata, finalizers: ['example.com/hold'] };
    const run = runCommand([node('n1'), { ...held, metadata }], 'delete pod a --timeout=3s');
    expect(run).toMatchObject({
      exit: 1,
      endMs: 3000,
      stderr: 'error: timed out waiting for the condition on pods/a\n',
    });
  });

  test.each([
    ['--now', 1],
    ['--grace-period=0', 1],
    ['--grace-period=7', 7],
    ['', 30],
  ])('grace with %j', (flags, graceSeconds) => {
    const { log } = runCommand(cluster, `delete pod a ${flags}`);
    expect(log.find(({ change }) => change.type === 'terminatePod')?.change).toMatchObject({ graceSeconds });
  });
});
