import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../src/kubernetes/index.ts';
import { node, pod } from '../../support/snapshot.ts';
import { apiOn, budget, ME } from './support.ts';

const WOULD_VIOLATE = "Cannot evict pod as it would violate the pod's disruption budget.";
const spent = { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1 };
const free = { disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1 };

function notReady(object: KubeObject): KubeObject {
  return { ...object, status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] } };
}

describe('eviction', () => {
  test('without a budget the pod gets its grace and a condition', () => {
    const { api, world, changes } = apiOn([node('n1'), pod('a', 'n1')]);
    expect(api.evict('default', 'a', ME)).toMatchObject({ ok: true });
    expect(changes.map(({ type }) => type)).toEqual(['setPodCondition', 'terminatePod']);
    expect(world.pods.deletionGraceSeconds(0)).toBe(30);
    expect(world.pods.condition(0, 'DisruptionTarget')).toEqual({
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'EvictionByEvictionAPI',
      message: 'Eviction API: evicting',
    });
  });

  test('a budget is spent by one for each eviction, with the pod noted', () => {
    const { api, world } = apiOn([node('n1'), pod('a', 'n1'), pod('b', 'n1'), budget('web', free)]);
    expect(api.evict('default', 'a', ME).ok).toBe(true);
    const stored = world.objects.get('PodDisruptionBudget.policy', 'default', 'web');
    expect(stored?.status).toMatchObject({
      disruptionsAllowed: 0,
      disruptedPods: { a: '2026-01-01T00:00:00Z' },
      conditions: [{ type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods' }],
    });
    expect(api.evict('default', 'b', ME)).toMatchObject({
      ok: false,
      status: { code: 429, reason: 'TooManyRequests', message: WOULD_VIOLATE, retryAfterSeconds: 0 },
    });
  });

  test('a dry run asks the budget and spends nothing', () => {
    const { api, changes } = apiOn([node('n1'), pod('a', 'n1'), pod('b', 'n1'), budget('web', free)]);
    expect(api.evict('default', 'a', ME, { dryRun: true }).ok).toBe(true);
    expect(api.evict('default', 'b', ME, { dryRun: true }).ok).toBe(true);
    expect(changes).toEqual([]);
  });

  test.each([
    [
      'not yet processed',
      { ...free, observedGeneration: 0 },
      'The disruption budget web is still being processed by the server.',
    ],
    ['too few healthy', spent, 'The disruption budget web needs 1 healthy pods and has 1 currently'],
    [
      'sync failed',
      {
        ...spent,
        conditions: [
          {
            type: 'DisruptionAllowed',
            status: 'False',
            reason: 'SyncFailed',
            message: 'no scale subresource',
          },
        ],
      },
      'The disruption budget web does not allow evicting pods currently because it failed sync: no scale subresource',
    ],
    [
      'enough healthy, a reason given',
      {
        disruptionsAllowed: 0,
        currentHealthy: 3,
        desiredHealthy: 1,
        conditions: [
          { type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods', message: 'why' },
        ],
      },
      'The disruption budget web does not allow evicting pods currently (InsufficientPods): why',
    ],
    [
      'enough healthy, no reason',
      { disruptionsAllowed: 0, currentHealthy: 3, desiredHealthy: 1 },
      'The disruption budget web does not allow evicting pods currently',
    ],
  ])('a refusal names its cause: %s', (_name, status, message) => {
    const { api } = apiOn([node('n1'), pod('a', 'n1'), budget('web', status)]);
    expect(api.evict('default', 'a', ME)).toMatchObject({
      ok: false,
      status: { code: 429, causes: [{ type: 'DisruptionBudget', message }] },
    });
  });

  test('two budgets are one too many, even if both allow it', () => {
    const { api } = apiOn([
      node('n1'),
      pod('a', 'n1'),
      budget('web', free),
      budget('all', free, { selector: {} }),
    ]);
    expect(api.evict('default', 'a', ME)).toMatchObject({
      ok: false,
      status: {
        code: 500,
        message:
          'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
      },
    });
  });

  test.each([
    ['pending', { phase: 'Pending' }],
    ['succeeded', { phase: 'Succeeded' }],
    ['failed', { phase: 'Failed' }],
  ])('a %s pod needs no budget', (_name, status) => {
    const { api } = apiOn([node('n1'), { ...pod('a', 'n1'), status }, budget('web', spent)]);
    expect(api.evict('default', 'a', ME).ok).toBe(true);
  });

  test('a pod that is already going needs no budget', () => {
    const { api } = apiOn([node('n1'), pod('a', 'n1'), budget('web', spent)]);
    api.delete({ kind: 'Pod', namespace: 'default', name: 'a' }, ME);
    expect(api.evict('default', 'a', ME).ok).toBe(true);
  });

  test.each([
    ['AlwaysAllow', { unhealthyPodEvictionPolicy: 'AlwaysAllow' }, spent, true],
    ['default, budget met', {}, { ...spent, currentHealthy: 1, desiredHealthy: 1 }, true],
    ['default, budget not met', {}, { ...spent, currentHealthy: 0 }, false],
    ['default, nothing desired', {}, { ...spent, currentHealthy: 0, desiredHealthy: 0 }, false],
  ])('a pod that is not ready: %s', (_name, spec, status, allowed) => {
    const { api, world } = apiOn([node('n1'), notReady(pod('a', 'n1')), budget('web', status, spec)]);
    expect(api.evict('default', 'a', ME).ok).toBe(allowed);
    const stored = world.objects.get('PodDisruptionBudget.policy', 'default', 'web');
    expect(stored?.status).toEqual({ observedGeneration: 1, expectedPods: 2, ...status });
  });

  test('a budget that overspent and one with too many evictions under way forbid', () => {
    const many = Object.fromEntries(Array.from({ length: 2001 }, (_, index) => [`p${index}`, '']));
    for (const [status, why] of [
      [{ ...free, disruptionsAllowed: -1 }, 'pdb disruptions allowed is negative'],
      [
        { ...free, disruptedPods: many },
        'DisruptedPods map too big - too many evictions not confirmed by PDB controller',
      ],
    ] as const) {
      const { api } = apiOn([node('n1'), pod('a', 'n1'), budget('web', status)]);
      const message = `poddisruptionbudget.policy "web" is forbidden: ${why}`;
      expect(api.evict('default', 'a', ME)).toMatchObject({ ok: false, status: { code: 403, message } });
    }
  });

  test('a snapshot without budgets is remembered as a gap', () => {
    const { api } = apiOn([node('n1'), pod('a', 'n1'), pod('b', 'n1')]);
    api.evict('default', 'a', ME);
    api.evict('default', 'b', ME);
    expect(api.reliances).toEqual([
      {
        kind: 'PodDisruptionBudget.policy',
        assumed: 'no budget guards the pod',
        example: 'default/a',
        count: 2,
      },
    ]);
  });
});
