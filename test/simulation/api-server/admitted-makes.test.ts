import { expect, test } from 'vitest';
import type { KubeObject } from '../../../src/kubernetes/index.ts';
import { ApiServer } from '../../../src/simulation/api-server/api-server.ts';
import { apply, World } from '../../../src/world/index.ts';
import { snapshotOf } from '../../support/snapshot.ts';
import { ME } from './support.ts';

const spec = { containers: [{ name: 'c', image: 'c:v1' }] };
const made: KubeObject = { apiVersion: 'v1', kind: 'Pod', metadata: { generateName: 'web-' }, spec };

function limits(cpu: string): KubeObject {
  const metadata = { name: 'limits', namespace: 'default' };
  const limit = { type: 'Container', default: { cpu } };
  return { apiVersion: 'v1', kind: 'LimitRange', metadata, spec: { limits: [limit] } };
}

/** The limit that a pod got in a fork of the world, and what its admission took for granted. */
function fork(world: World, cpu?: string) {
  const mark = world.mark();
  const api = new ApiServer({
    world,
    write: (_by, change) => apply(world, change),
    nowMs: () => 0,
    random: () => 0.5,
  });
  if (cpu) api.create(limits(cpu), ME);
  const answer = api.create(made, ME);
  const { containers } = (answer.ok ? answer.value.spec : {}) as {
    readonly containers?: readonly { readonly resources?: { readonly limits?: { readonly cpu: string } } }[];
  };
  const { reliances } = api;
  world.rollback(mark);
  return { cpu: containers?.[0]?.resources?.limits?.cpu, reliances };
}

test('a run is answered as if no other had been before it', () => {
  const world = new World(snapshotOf([]));
  const first = fork(world);
  expect(first.reliances.map(({ kind }) => kind)).toContain('ServiceAccount');
  expect(fork(world)).toEqual(first);
  expect(fork(world, '2').cpu).toBe('2');
  expect(fork(world, '3').cpu).toBe('3');
  expect(fork(world)).toEqual(first);
});
