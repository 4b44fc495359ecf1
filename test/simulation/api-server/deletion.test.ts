import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../src/kubernetes/index.ts';
import { node, pod } from '../../support/snapshot.ts';
import { apiOn, ME } from './support.ts';

const A = { kind: 'Pod', namespace: 'default', name: 'a' };

function deployment(metadata: Record<string, unknown> = {}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default', uid: 'd', generation: 1, ...metadata },
    spec: {},
  };
}
const WEB = { kind: 'Deployment.apps', namespace: 'default', name: 'web' };

describe('deleting a pod', () => {
  test.each([
    ['its own grace', {}, 30],
    ['a given one', { gracePeriodSeconds: 5 }, 5],
    ['a negative one is a second', { gracePeriodSeconds: -7 }, 1],
  ])('takes %s', (_name, options, graceSeconds) => {
    const { api, world } = apiOn([node('n1'), pod('a', 'n1')]);
    api.delete(A, ME, options);
    expect(world.pods.deletionGraceSeconds(0)).toBe(graceSeconds);
    expect(world.pods.deletionMs(0)).toBe(world.startMs + graceSeconds * 1000);
  });

  test.each([
    ['without a node', pod('a')],
    ['that has ended', { ...pod('a', 'n1'), status: { phase: 'Succeeded' } }],
  ])('removes one %s at once', (_name, object) => {
    const { api, changes } = apiOn([node('n1'), object]);
    api.delete(A, ME);
    expect(changes.map(({ type }) => type)).toEqual(['terminatePod', 'removePod']);
  });

  test('twice: the grace only gets shorter, and never reaches into the past', () => {
    const { api, world, clock } = apiOn([node('n1'), pod('a', 'n1')]);
    api.delete(A, ME);
    api.delete(A, ME, { gracePeriodSeconds: 60 });
    expect(world.pods.deletionGraceSeconds(0)).toBe(30);
    clock.nowMs = 5000;
    api.delete(A, ME, { gracePeriodSeconds: 20 });
    expect(world.pods.deletionMs(0) - world.startMs).toBe(20_000);
    clock.nowMs = 15_000;
    api.delete(A, ME, { gracePeriodSeconds: 10 });
    expect(world.pods.deletionMs(0) - world.startMs).toBe(15_000);
    expect(world.pods.deletionGraceSeconds(0)).toBe(1);
    api.delete(A, ME, { gracePeriodSeconds: 0 });
    expect(world.pods.exists(0)).toBe(false);
  });

  test('finalizers hold the object until they are dropped', () => {
    const held = pod('a', 'n1');
    const { api, world } = apiOn([
      node('n1'),
      { ...held, metadata: { ...held.metadata, finalizers: ['batch.kubernetes.io/job-tracking'] } },
    ]);
    expect(world.podObject(0).metadata.finalizers).toEqual(['batch.kubernetes.io/job-tracking']);
    api.delete(A, ME);
    api.podStopped(0, ME);
    expect(world.pods.exists(0)).toBe(true);
    api.patch(A, 'merge', { metadata: { finalizers: null } }, ME);
    expect(world.pods.exists(0)).toBe(false);
  });

  test('a uid that does not fit is a conflict', () => {
    const { api } = apiOn([node('n1'), pod('a', 'n1')]);
    const message =
      'Operation cannot be fulfilled on Pod "a": the UID in the precondition (x) does not match the UID in record (uid-a). The object might have been deleted and then recreated';
    expect(api.delete(A, ME, { uid: 'x' })).toMatchObject({ ok: false, status: { code: 409, message } });
  });
});

describe('deleting another object', () => {
  test('in the background it goes at once', () => {
    const { api, world } = apiOn([deployment()]);
    expect(api.delete(WEB, ME, { propagation: 'Background' }).ok).toBe(true);
    expect(world.get(WEB)).toBeUndefined();
    expect(api.delete(WEB, ME)).toMatchObject({
      ok: false,
      status: { code: 404, message: 'deployments.apps "web" not found' },
    });
  });

  test.each([
    ['Foreground', 'foregroundDeletion'],
    ['Orphan', 'orphan'],
  ] as const)('%s leaves it to the garbage collector', (propagation, finalizer) => {
    const { api, world } = apiOn([deployment()]);
    api.delete(WEB, ME, { propagation });
    expect(world.get(WEB)?.metadata).toMatchObject({
      finalizers: [finalizer],
      deletionTimestamp: '2026-01-01T00:00:00Z',
      deletionGracePeriodSeconds: 0,
      generation: 2,
    });
    const stored = world.get(WEB) as KubeObject;
    api.update({ ...stored, metadata: { ...stored.metadata, finalizers: [] } }, ME);
    expect(world.get(WEB)).toBeUndefined();
  });

  test('a job that says nothing leaves its pods behind', () => {
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'j', namespace: 'default', uid: 'j' },
    };
    const { api, world } = apiOn([job]);
    api.delete({ kind: 'Job.batch', namespace: 'default', name: 'j' }, ME);
    expect(world.list('Job.batch')[0]?.metadata.finalizers).toEqual(['orphan']);
  });

  test('a namespace is terminating until it is empty, and takes nothing new', () => {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', uid: 'n' } };
    const { api, world } = apiOn([namespace]);
    api.delete({ kind: 'Namespace', name: 'shop' }, ME);
    expect(world.list('Namespace')[0]?.status).toEqual({ phase: 'Terminating' });
    const answer = api.create({ ...deployment(), metadata: { name: 'web', namespace: 'shop' } }, ME);
    expect(answer).toMatchObject({
      ok: false,
      status: {
        code: 403,
        message:
          'deployments.apps "web" is forbidden: unable to create new content in namespace shop because it is being terminated',
      },
    });
    const stored = world.list('Namespace')[0] as KubeObject;
    api.update({ ...stored, spec: { finalizers: [] } }, ME);
    expect(world.list('Namespace')).toEqual([]);
  });

  test('the first namespaces stay', () => {
    const { api } = apiOn([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system' } }]);
    expect(api.delete({ kind: 'Namespace', name: 'kube-system' }, ME)).toMatchObject({
      ok: false,
      status: { message: 'namespaces "kube-system" is forbidden: this namespace may not be deleted' },
    });
  });
});
