import { describe, expect, test } from 'vitest';
import { node, pod } from '../support/snapshot.ts';
import { runCommand, runCommands } from './support.ts';

const cluster = [node('n1', 'a'), node('n2', 'b'), node('n3', 'b')];

describe('cordon', () => {
  test.each([
    ['cordon n1', 'node/n1 cordoned\n'],
    ['cordon node/n1 n2', 'node/n1 cordoned\nnode/n2 cordoned\n'],
    ['uncordon n1', 'node/n1 already uncordoned\n'],
    ['cordon -l topology.kubernetes.io/zone=b', 'node/n2 cordoned\nnode/n3 cordoned\n'],
    ['cordon n1 --dry-run=client', 'node/n1 cordoned (dry run)\n'],
  ])('%s', (line, stdout) => {
    expect(runCommand(cluster, line)).toMatchObject({ exit: 0, stdout, stderr: '' });
  });
});

describe('taint', () => {
  test.each([
    ['taint node n1 a=b:NoSchedule', 'node/n1 tainted\n', ''],
    ['taint nodes n1 n2 a:NoExecute', 'node/n1 tainted\nnode/n2 tainted\n', ''],
    ['taint nodes --all a=b:NoSchedule', 'node/n1 tainted\nnode/n2 tainted\nnode/n3 tainted\n', ''],
    ['taint node n1 a-', '', 'error: taint "a" not found\n'],
    ['taint node n1 a:NoSchedule-', '', 'error: taint "a:NoSchedule" not found\n'],
    ['taint pod n1 a=b:NoSchedule', '', 'error: invalid resource type pod, only node types are supported\n'],
    ['taint node n9 a=b:NoSchedule', '', 'Error from server (NotFound): nodes "n9" not found\n'],
  ])('%s', (line, stdout, stderr) => {
    expect(runCommand(cluster, line)).toMatchObject({ exit: stderr ? 1 : 0, stdout, stderr });
  });

  test('one line after another', () => {
    const { results, world } = runCommands(cluster, [
      'taint node n1 a=b:NoSchedule',
      'taint node n1 a=c:NoSchedule',
      'taint node n1 a=c:NoSchedule --overwrite',
      'taint node n1 a:NoSchedule- d=e:NoExecute',
      'taint node n1 d-',
    ]);
    expect(results.map(({ stdout, stderr }) => stdout + stderr)).toEqual([
      'node/n1 tainted\n',
      'error: node n1 already has a taint(s) with same effect(s) and --overwrite is false\n',
      'node/n1 modified\n',
      'node/n1 modified\n',
      'node/n1 untainted\n',
    ]);
    expect(world.nodes.object(0)?.spec?.taints).toBeUndefined();
  });
});

describe('label and annotate', () => {
  test.each([
    ['label node n1 a=b', 'node/n1 labeled\n', ''],
    ['label node n1 topology.kubernetes.io/zone=a', 'node/n1 not labeled\n', ''],
    ['label node n1 topology.kubernetes.io/zone-', 'node/n1 unlabeled\n', ''],
    ['label node n1 none-', 'label "none" not found.\nnode/n1 not labeled\n', ''],
    [
      'label node n1 topology.kubernetes.io/zone=b',
      '',
      "error: 'topology.kubernetes.io/zone' already has a value (a), and --overwrite is false\n",
    ],
    [
      'label node n1 topology.kubernetes.io/zone=b --overwrite x=y z-',
      'label "z" not found.\nnode/n1 labeled\n',
      '',
    ],
    ['label nodes --all a=b', 'node/n1 labeled\nnode/n2 labeled\nnode/n3 labeled\n', ''],
    ['annotate node n1 a=b', 'node/n1 annotated\n', ''],
  ])('%s', (line, stdout, stderr) => {
    expect(runCommand(cluster, line)).toMatchObject({ exit: stderr ? 1 : 0, stdout, stderr });
  });

  test('an annotation is not overwritten unasked', () => {
    const { results } = runCommands(cluster, ['annotate node n1 a=b', 'annotate node n1 a=c']);
    expect(results[1]?.stderr).toBe(
      "error: --overwrite is false but found the following declared annotation(s): 'a' already has a value (b)\n",
    );
  });

  test('a pod whose labels change has another template', () => {
    const { world } = runCommand([...cluster, pod('p', 'n1')], 'label pod p app=x --overwrite');
    expect(world.pods.template(0).make.labels).toEqual({ app: 'x' });
  });
});

describe('nodes that fail, recover and join', () => {
  test.each([
    ['fail node n1 n2', ['fail n1', 'fail n2']],
    ['fail node -l topology.kubernetes.io/zone=b', ['fail n2', 'fail n3']],
    ['fail zone b', ['fail n2', 'fail n3']],
    ['recover node n1', ['recover n1']],
  ])('%s', (line, faults) => {
    expect(runCommand(cluster, line).faults).toEqual(faults);
  });

  test('a new node is like one that is there', () => {
    const { world, stdout } = runCommand(cluster, 'add node n4 --like n2 --labels pool=x --cpu 16');
    expect(stdout).toBe('node/n4 added\n');
    expect(world.nodes.object(world.nodes.row('n4'))).toMatchObject({
      metadata: { labels: { 'kubernetes.io/hostname': 'n4', 'topology.kubernetes.io/zone': 'b', pool: 'x' } },
      spec: { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }] },
      status: { allocatable: { cpu: '16', memory: '8Gi', pods: '110' } },
    });
  });

  test('sleep lets the clock run', () => {
    const { results } = runCommands(cluster, ['cordon n1', 'sleep 4s', 'uncordon n1']);
    expect(results.map(({ startMs }) => startMs)).toEqual([0, 0, 4000]);
  });
});

describe('wait', () => {
  test.each([
    ['wait --for=condition=Ready pod/a', 0, 'pod/a condition met\n', ''],
    ['wait --for=jsonpath={.status.phase}=Running pod/a', 0, 'pod/a condition met\n', ''],
    ['wait --for=delete pod/none', 0, '', ''],
    ['wait --for=condition=Ready pod/none', 1, '', 'Error from server (NotFound): pods "none" not found\n'],
    ['wait --for=condition=Ready pods -l app=none', 1, '', 'error: no matching resources found\n'],
    [
      'wait --for=condition=Ready=false pod/a --timeout=2s',
      1,
      '',
      'error: timed out waiting for the condition on pods/a\n',
    ],
  ])('%s', (line, exit, stdout, stderr) => {
    expect(runCommand([...cluster, pod('a', 'n1')], line)).toMatchObject({ exit, stdout, stderr });
  });

  test('for a deletion that is under way', () => {
    const { results } = runCommands(
      [...cluster, pod('a', 'n1')],
      ['delete pod a --wait=false', 'wait --for=delete pod/a'],
    );
    expect(results[1]).toMatchObject({ exit: 0, endMs: 2000, stdout: 'pod/a condition met\n' });
  });

  test('for deletions that end at one time: each has met it', () => {
    const { results } = runCommands(
      [...cluster, pod('a', 'n1'), pod('b', 'n1')],
      ['delete pods a b --wait=false', 'wait --for=delete pod/a pod/b'],
    );
    expect(results[1]?.stdout).toBe('pod/a condition met\npod/b condition met\n');
  });
});
