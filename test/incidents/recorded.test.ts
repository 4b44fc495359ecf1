import { describe, expect, test } from 'vitest';
import { findTarget } from '../../src/cli/options/find-target.ts';
import { openRecording } from '../../src/history/index.ts';
import { replayOutage, simulateOtherwise, traceMetric } from '../../src/incidents/index.ts';
import { readSchema, violations } from '../report/schema-check.ts';

const WINDOW_MS = 30 * 60_000;
const wire = (document: object): unknown => JSON.parse(JSON.stringify(document));
const files = {
  read: (path: string): string => {
    throw new Error(`no file ${path}`);
  },
  list: () => undefined,
};

async function replay(name: string, time: string) {
  const recording = await openRecording([`test/incidents/${name}`]);
  return { recording, ...replayOutage(recording, { timeMs: Date.parse(time), windowMs: WINDOW_MS }) };
}

interface Expected {
  readonly name: string;
  readonly time: string;
  /** Beginnings of the chain's objects, the cause first. */
  readonly chain: readonly string[];
  readonly who: string | undefined;
  /** Changes that had nothing to do with it. */
  readonly innocent: readonly string[];
  /** Attempts that did not help: user and object. */
  readonly vain: readonly (readonly [string, string])[];
  readonly by: readonly string[];
  /** Seconds at zero, by Service. */
  readonly zero: Readonly<Record<string, number>>;
}

const RECORDED: readonly Expected[] = [
  {
    name: 'incident-cache',
    time: '2026-11-21T08:13:10Z',
    chain: [
      'ConfigMap/default/api-config',
      'Deployment/default/api',
      'Pod/default/api-6c67d77d9b',
      'Service/default/api',
      'Pod/default/gateway-',
      'Service/default/gateway',
    ],
    who: 'jenkins@prod',
    innocent: ['ConfigMap/billing/billing-config'],
    vain: [['tom@example.com', 'Deployment/default/api']],
    by: ['tom@example.com', 'CACHE_SIZE unlimited → 256Mi', 'restarted'],
    zero: { 'default/api': 30, 'default/gateway': 43.5 },
  },
  {
    name: 'incident-drain-budget',
    time: '2026-11-27T15:09:40Z',
    chain: ['Node/worker-2', 'Pod/shop/cache-', 'Service/shop/cache', 'Pod/shop/web-', 'Service/shop/web'],
    who: 'maria@example.com',
    innocent: ['ConfigMap/billing/reports-config', 'Deployment/billing/reports', 'Deployment/shop/web'],
    vain: [
      ['tom@example.com', 'Deployment/shop/cache'],
      ['omar@example.com', 'PodDisruptionBudget/payments/ledger'],
    ],
    by: ['tom@example.com', 'uncordoned (Node/worker-2)'],
    zero: { 'shop/cache': 85.7, 'shop/web': 79.9 },
  },
  {
    name: 'incident-zone-loss',
    time: '2026-11-27T15:10:40Z',
    chain: ['Node/worker-', 'Pod/data/ledger-', 'Service/data/ledger'],
    who: undefined,
    innocent: ['ConfigMap/billing/invoices-config', 'Deployment/billing/invoices', 'Deployment/shop/api'],
    vain: [
      ['tom@example.com', 'Pod/data/ledger-0'],
      ['tom@example.com', 'Node/worker-2'],
    ],
    by: ['ana@example.com', 'Deployment/search/finder', 'uncordoned (Node/worker-5)'],
    zero: { 'search/finder': 92.4, 'data/ledger': 152.2 },
  },
  {
    name: 'incident-bad-image',
    time: '2026-11-27T15:07:40Z',
    chain: [
      'Deployment/shop/checkout',
      'Pod/shop/checkout-',
      'Service/shop/checkout',
      'Pod/shop/web-',
      'Service/shop/web',
    ],
    who: 'jenkins@ci',
    innocent: ['ConfigMap/shop/web-config'],
    vain: [['petra@example.com', 'Deployment/shop/checkout']],
    by: ['tom@example.com', 'Deployment/shop/checkout'],
    zero: { 'shop/checkout': 62.9, 'shop/web': 50 },
  },
];

describe.each(RECORDED)('$name', ({ name, time, chain, who, innocent, vain, by, zero }) => {
  test('its chain, attempts, costs and end', async () => {
    const { report } = await replay(name, time);
    expect(report.chain).toHaveLength(chain.length);
    for (const [index, object] of chain.entries()) expect(report.chain[index]?.object).toContain(object);
    expect(report.chain[0]?.who).toBe(who);
    expect(report.alternatives).toEqual([]);
    const changes = report.timeline.filter(({ type }) => type === 'change' || type === 'action');
    for (const each of innocent) {
      expect(report.chain.map(({ object }) => object)).not.toContain(each);
      expect(
        changes
          .filter(({ object, who: user }) => object === each && user !== report.chain[0]?.who)
          .map(({ object }) => object),
      ).toEqual([]);
    }
    for (const [user, object] of vain) {
      expect(report.timeline).toContainEqual(expect.objectContaining({ type: 'action', who: user, object }));
    }
    for (const words of by) expect(report.recovery.by).toContain(words);
    for (const { service, zeroFrom, zeroTo } of report.impact.services) {
      expect((Date.parse(zeroTo ?? '') - Date.parse(zeroFrom)) / 1000).toBeCloseTo(
        zero[service] ?? Number.NaN,
        0,
      );
    }
    expect(report.impact.services).toHaveLength(Object.keys(zero).length);
    const times = report.chain.map((link) => link.time);
    expect(times).toEqual([...times].sort());
    expect(violations(readSchema('incident-report.v1'), wire(report))).toEqual([]);
  });

  test('a time outside of the outage finds the same one', async () => {
    const { recording, report } = await replay(name, time);
    for (const timeMs of [recording.span.fromMs, recording.span.toMs]) {
      const other = replayOutage(recording, { timeMs, windowMs: WINDOW_MS }).report;
      expect(other.chain[0]?.object).toBe(report.chain[0]?.object);
    }
  });
});

describe('the same hour with one thing different', () => {
  test('a drain left out: the Service that it emptied keeps its endpoint, what followed in the application is not derived', async () => {
    const replayed = await replay('incident-drain-budget', '2026-11-27T15:09:40Z');
    const counterfactual = simulateOtherwise(replayed, { without: 'Node/worker-2' }, { seed: 1, files });
    const cache = counterfactual.services.find(({ service }) => service === 'shop/cache');
    expect(cache?.asItWasZeroSeconds).toBeCloseTo(cache?.recordedZeroSeconds ?? 0, -1);
    expect(cache?.simulatedZeroSeconds).toBe(0);
    expect(counterfactual.commands.some(({ command }) => command.startsWith('evict '))).toBe(false);
    expect(counterfactual.notDerived.map(({ object }) => object)).toEqual(['Deployment/shop/web']);
    expect(
      violations(readSchema('incident-report.v1'), wire({ ...replayed.report, counterfactual })),
    ).toEqual([]);
  });

  test('a zone that is not lost', async () => {
    const replayed = await replay('incident-zone-loss', '2026-11-27T15:10:40Z');
    const node = replayed.report.chain[0]?.object ?? '';
    const { services, notDerived } = simulateOtherwise(replayed, { without: node }, { seed: 1, files });
    for (const { asItWasZeroSeconds, recordedZeroSeconds, simulatedZeroSeconds } of services) {
      expect(Math.abs(asItWasZeroSeconds - (recordedZeroSeconds ?? 0))).toBeLessThan(15);
      expect(simulatedZeroSeconds).toBe(0);
    }
    expect(notDerived).toEqual([]);
  });

  test('a bad image fails in the simulation too, and only with it', async () => {
    const replayed = await replay('incident-bad-image', '2026-11-27T15:07:40Z');
    const audit = replayed.report.chain[0]?.evidence[0] ?? '';
    const { services } = simulateOtherwise(replayed, { without: audit }, { seed: 1, files });
    expect(services.find(({ service }) => service === 'shop/checkout')).toMatchObject({
      simulatedZeroSeconds: 0,
    });
    expect(services.find(({ service }) => service === 'shop/checkout')?.asItWasZeroSeconds).toBeGreaterThan(
      50,
    );
  });

  test('what an application makes of a value is said to rest on the chain', async () => {
    const replayed = await replay('incident-cache', '2026-11-21T08:13:10Z');
    const { services, notDerived, verdict } = simulateOtherwise(
      replayed,
      { without: 'ConfigMap/default/api-config' },
      { seed: 1, files },
    );
    expect(services.every(({ asItWasZeroSeconds }) => asItWasZeroSeconds === 0)).toBe(true);
    expect(notDerived.map(({ why }) => why.includes('correlation'))).toEqual([true, true]);
    expect(verdict).toContain('rests on the chain alone');
  });

  test('one command more', async () => {
    const replayed = await replay('incident-drain-budget', '2026-11-27T15:09:40Z');
    const { services, change } = simulateOtherwise(
      replayed,
      { with: 'kubectl cordon worker-0' },
      { seed: 1, files },
    );
    expect(change).toContain('with kubectl cordon worker-0');
    expect(services.find(({ service }) => service === 'shop/cache')?.simulatedZeroSeconds).toBeGreaterThan(
      50,
    );
  });

  test('what nobody did cannot be left out', async () => {
    const replayed = await replay('incident-cache', '2026-11-21T08:13:10Z');
    expect(() => simulateOtherwise(replayed, { without: 'ConfigMap/x/y' }, { seed: 1, files })).toThrow(
      /nothing that was done/,
    );
  });
});

describe('trace', () => {
  const trace = async (target: string, family: 'latency' | 'errors' = 'latency', windowMs = WINDOW_MS) => {
    const recording = await openRecording(['test/incidents/incident-cache']);
    return traceMetric(recording, {
      target: findTarget(recording, [target], undefined),
      family,
      spikeMs: Date.parse('2026-11-21T08:13:00Z'),
      windowMs,
    });
  };

  test('from the latency of the caller to the change of what the callee reads', async () => {
    const report = await trace('gateway');
    expect(report.paths[0]?.steps.map(({ object }) => object)).toEqual([
      'Service/default/gateway',
      'Service/default/api',
      expect.stringContaining('Pod/default/api-'),
      'Deployment/default/api',
      'ConfigMap/default/api-config',
    ]);
    expect(violations(readSchema('trace-report.v1'), wire(report))).toEqual([]);
    expect(JSON.stringify(report)).not.toContain('billing-config');
  });

  test('says why there is nothing', async () => {
    const none = await trace('gateway', 'errors');
    expect(none.paths).toEqual([]);
    expect(none.limits.join()).toContain('no errors of Deployment/default/gateway is recorded');
    const recording = await openRecording(['test/incidents/incident-zone-loss']);
    const level = traceMetric(recording, {
      target: findTarget(recording, ['web'], 'shop'),
      family: 'latency',
      spikeMs: Date.parse('2026-11-27T15:11:00Z'),
      windowMs: WINDOW_MS,
    });
    expect(level.paths).toEqual([]);
    expect(level.limits.join()).toContain('did not leave its usual level');
  });

  test('too few samples say nothing', async () => {
    const report = await trace('gateway', 'latency', 15_000);
    expect(report.paths).toEqual([]);
    expect(report.limits.join()).toContain('too few to tell a change');
  });

  test('a Service, a kind and a name, an unknown name', async () => {
    const recording = await openRecording(['test/incidents/incident-cache']);
    expect(findTarget(recording, ['svc/gateway'], undefined)).toMatchObject({
      kind: 'Service',
      namespace: 'default',
    });
    expect(findTarget(recording, ['deploy', 'api'], undefined)).toMatchObject({ kind: 'Deployment.apps' });
    expect(() => findTarget(recording, ['gatewy'], undefined)).toThrow(/knows no workload/);
    expect(() => findTarget(recording, ['api'], 'billing')).toThrow(/in namespace billing/);
  });
});
