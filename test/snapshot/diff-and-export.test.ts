import { describe, expect, it } from 'vitest';
import { diffSnapshots, exportSnapshot, readSnapshot, snapshotOf } from '../../src/snapshot/index.ts';
import { makeFile } from './support/files.ts';
import { makeNode, makePod } from './support/objects.ts';

const deployment = (replicas: number, images: readonly string[], generation = 1) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default', uid: 'd', generation, resourceVersion: String(generation) },
  spec: {
    replicas,
    template: { spec: { containers: images.map((image) => ({ name: image.split(':')[0], image })) } },
  },
});
const complete = { complete: ['Node', 'Namespace', 'Deployment.apps'] };

describe('diffSnapshots()', () => {
  it('tells what changed by meaning, and leaves noise out', () => {
    const before = snapshotOf(
      [makeNode('n1'), makeNode('n2'), deployment(3, ['a:1', 'b:1']), makePod('p'), makePod('gone')],
      complete,
    ).snapshot;
    const moved = makePod('p', { spec: { nodeName: 'n2' } });
    const after = snapshotOf(
      [makeNode('n1'), deployment(5, ['b:1', 'a:2'], 2), moved, makePod('new')],
      complete,
    ).snapshot;
    const { objects, moved: moves } = diffSnapshots(before, after);
    expect(objects.map(({ kind, key, change }) => `${change} ${kind} ${key}`)).toEqual([
      'changed Deployment.apps default/web',
      'removed Node n2',
      'removed Pod default/gone',
      'added Pod default/new',
      'changed Pod default/p',
    ]);
    expect(objects[0]!.fields).toEqual([
      { path: 'spec.replicas', before: 3, after: 5 },
      { path: 'spec.template.spec.containers[a].image', before: 'a:1', after: 'a:2' },
    ]);
    expect(moves).toEqual([{ pod: 'default/p', from: 'n1', to: 'n2' }]);
  });

  it('does not compare values that one of the two hides', () => {
    const settings = (data: Readonly<Record<string, string>>) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'settings', namespace: 'default', uid: 'c' },
      data,
    });
    const of = (data: Readonly<Record<string, string>>) =>
      snapshotOf([settings(data)], { complete: ['ConfigMap'] }).snapshot;
    const shown = of({ CURRENCY: 'EUR', MODE: 'a' });
    const hidden = of({ CURRENCY: '***HIDDEN***', MODE: 'b', NEW: '***HIDDEN***' });
    for (const [before, after] of [
      [shown, hidden],
      [hidden, shown],
    ] as const) {
      const [difference] = diffSnapshots(before, after).objects;
      expect(difference?.fields.map(({ path }) => path)).toEqual(['data.MODE', 'data.NEW']);
    }
  });

  it('is empty for the same snapshot, and says when a pod was made anew', () => {
    const { snapshot } = snapshotOf([makeNode('n1'), makePod('p')], complete);
    expect(diffSnapshots(snapshot, snapshot)).toMatchObject({ objects: [], moved: [] });
    const recreated = snapshotOf(
      [makeNode('n1'), makePod('p', { metadata: { uid: 'other' } })],
      complete,
    ).snapshot;
    expect(diffSnapshots(snapshot, recreated).objects).toMatchObject([{ kind: 'Pod', change: 'recreated' }]);
  });

  it('compares no kind that one side does not know', () => {
    const before = snapshotOf([makeNode('n1'), deployment(1, ['a:1'])], complete).snapshot;
    const after = snapshotOf([makeNode('n1')], { complete: ['Node', 'Namespace'] }).snapshot;
    const difference = diffSnapshots(before, after);
    expect(difference.objects).toEqual([]);
    expect(difference.incomparable).toEqual(['Deployment.apps']);
  });
});

describe('exportSnapshot()', () => {
  const { snapshot } = snapshotOf([makePod('p'), makeNode('n1'), deployment(1, ['a:1'])], complete);

  it('gives what reads back as the same, as a list or a line an object', async () => {
    for (const format of ['list', 'ndjson'] as const) {
      const text = [...exportSnapshot(snapshot, format)].join('');
      const back = await readSnapshot([makeFile(text)]);
      expect(diffSnapshots(snapshot, back)).toMatchObject({ objects: [] });
      expect(back.pods.makes.get(0)).toEqual(snapshot.pods.makes.get(0));
    }
    JSON.parse([...exportSnapshot(snapshot, 'list')].join(''));
  });

  it('gives kwok nodes that it plays, before the pods, without what the server sets', async () => {
    const text = [...exportSnapshot(snapshot, 'kwok')].join('');
    expect(text.indexOf('"kind":"Node"')).toBeLessThan(text.indexOf('"kind":"Pod"'));
    expect(text).toContain('"kwok.x-k8s.io/node":"fake"');
    expect(text).not.toMatch(/"uid"|resourceVersion/);
    expect((await readSnapshot([makeFile(text)])).pods.count).toBe(1);
  });
});
