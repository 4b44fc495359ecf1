import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../src/kubernetes/index.ts';
import type { CommandContext, DeleteOptions } from '../../../src/simulation/index.ts';
import { but, runSteps, story } from '../../support/run.ts';
import { node, pod } from '../../support/snapshot.ts';

interface Owner {
  readonly kind: string;
  readonly name: string;
}

/** A ConfigMap, or anything else without behaviour of its own. */
function object(kind: string, name: string, owners: readonly Owner[] = [], blocks = true): KubeObject {
  return {
    apiVersion: 'v1',
    kind,
    metadata: {
      name,
      namespace: 'default',
      uid: `uid-${name}`,
      ...(owners.length > 0 ? { ownerReferences: owners.map((owner) => reference(owner, blocks)) } : {}),
    },
  };
}

function reference({ kind, name }: Owner, blockOwnerDeletion = true) {
  return { apiVersion: 'v1', kind, name, uid: `uid-${name}`, blockOwnerDeletion };
}

function remove(kind: string, name: string, options: DeleteOptions = {}) {
  return ({ api, actor }: CommandContext) =>
    void api.delete({ kind, namespace: 'default', name }, actor, options);
}

const A = { kind: 'ConfigMap', name: 'a' };
const B = { kind: 'ConfigMap', name: 'b' };

function names(world: ReturnType<typeof runSteps>['world'], kind = 'Secret'): string[] {
  return world.list(kind).map(({ metadata }) => metadata.name ?? '');
}

describe('what has lost its owner', () => {
  test('goes, level by level', () => {
    const items = [
      object('ConfigMap', 'a'),
      object('Secret', 's', [A]),
      object('Service', 't', [{ kind: 'Secret', name: 's' }]),
    ];
    const { world, run } = runSteps(items, [[0, remove('ConfigMap', 'a')]]);
    expect([names(world, 'ConfigMap'), names(world), names(world, 'Service')]).toEqual([[], [], []]);
    expect(run.endMs).toBe(20);
  });

  test('stays while another owner lives, without the reference to the lost one', () => {
    const items = [object('ConfigMap', 'a'), object('ConfigMap', 'b'), object('Secret', 's', [A, B])];
    const { world } = runSteps(items, [[0, remove('ConfigMap', 'a')]]);
    expect(world.objects.get('Secret', 'default', 's')?.metadata.ownerReferences).toEqual([reference(B)]);
  });

  test('is let go when the owner is to leave orphans', () => {
    const items = [object('ConfigMap', 'a'), object('Secret', 's', [A])];
    const { world } = runSteps(items, [[0, remove('ConfigMap', 'a', { propagation: 'Orphan' })]]);
    expect(names(world, 'ConfigMap')).toEqual([]);
    expect(world.objects.get('Secret', 'default', 's')?.metadata.ownerReferences).toBeUndefined();
  });

  test('is not deleted for an owner of a kind that nobody has looked for', () => {
    const items = [object('ConfigMap', 'a'), object('Secret', 's', [A, { kind: 'Mystery', name: 'm' }])];
    const { world } = runSteps(items, [[0, remove('ConfigMap', 'a')]]);
    expect(names(world)).toEqual(['s']);
  });
});

test('an owner that came and went in the run is gone, though nobody has looked for its kind before', () => {
  const owner = {
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: { name: 'w', namespace: 'default' },
  };
  const reference = { kind: 'Widget.example.com', namespace: 'default', name: 'w' };
  const { world } = runSteps(
    [],
    [
      [0, ({ api, actor }) => void api.create(owner, actor)],
      [
        1,
        ({ api, actor, world }) => {
          const uid = world.get(reference)?.metadata.uid ?? '';
          const ownerReferences = [{ apiVersion: 'example.com/v1', kind: 'Widget', name: 'w', uid }];
          api.create(
            {
              apiVersion: 'v1',
              kind: 'Secret',
              metadata: { name: 's', namespace: 'default', ownerReferences },
            },
            actor,
          );
        },
      ],
      [2, ({ api, actor }) => void api.delete(reference, actor)],
    ],
  );
  expect(names(world)).toEqual([]);
});

describe('an owner that waits for its dependents', () => {
  const owned = but(pod('p', 'n'), { metadata: { ownerReferences: [reference(A)] } });

  test('goes after them', () => {
    const { world, run } = runSteps(
      [node('n'), object('ConfigMap', 'a'), owned],
      [[0, remove('ConfigMap', 'a', { propagation: 'Foreground' })]],
    );
    expect(story(world, run)).toEqual(['0.00 terminating p in 30', '2.02 gone p']);
    const gone = run.log.records.find(({ change }) => change.type === 'removeObject');
    expect(gone?.timeMs).toBe(2020);
  });

  test('does not wait for those that do not block it', () => {
    const free = but(pod('p', 'n'), { metadata: { ownerReferences: [reference(A, false)] } });
    const { run } = runSteps(
      [node('n'), object('ConfigMap', 'a'), free],
      [[0, remove('ConfigMap', 'a', { propagation: 'Foreground' })]],
    );
    const gone = run.log.records.find(({ change }) => change.type === 'removeObject');
    expect(gone?.timeMs).toBe(0);
  });
});

test('a namespace loses its pods first, then everything else, then itself', () => {
  const namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop', uid: 'ns' },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  } as unknown as KubeObject;
  const inShop = { metadata: { namespace: 'shop' } };
  const items = [
    node('n'),
    namespace,
    but(object('ConfigMap', 'a'), inShop),
    but(pod('p', 'n'), { ...inShop, spec: { terminationGracePeriodSeconds: 30 } }),
  ];
  const { world, run } = runSteps(items, [
    [0, ({ api, actor }) => void api.delete({ kind: 'Namespace', name: 'shop' }, actor)],
  ]);
  const gone = run.log.records.flatMap(({ timeMs, change }) =>
    change.type === 'removeObject' || change.type === 'removePod' ? [`${timeMs} ${change.type}`] : [],
  );
  expect(gone).toEqual(['7020 removePod', '10020 removeObject', '10020 removeObject']);
  expect(names(world, 'Namespace')).toEqual([]);
});
