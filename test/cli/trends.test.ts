import { describe, expect, test } from 'vitest';
import type { ForecastReport, PatternReport, TopReport } from '../../src/trends/index.ts';
import { readSchema, violations } from '../report/schema-check.ts';
import { cli, fileIn, SAMPLE_RECORDING, workFolder } from './run-cli.ts';

const UTC = ['--timezone', 'UTC'];
const env = { KUBECTL_SMART_RECORDING: SAMPLE_RECORDING };
const DAY_MS = 86_400_000;

function json<Report>(args: readonly string[]): Report {
  const { status, stdout, stderr } = cli([...args, '-o', 'json'], { env });
  expect([status, stderr.replace(/^recording .*\n/, '')]).toEqual([0, '']);
  return JSON.parse(stdout) as Report;
}

describe('patterns of the sample recording', () => {
  const report = json<PatternReport>(['patterns', ...UTC]);

  test('what is planted is found, and nothing else', () => {
    expect(violations(readSchema('pattern-report.v1'), report)).toEqual([]);
    expect(report.patterns.map(({ summary, hits, cases }) => [summary, hits, cases])).toEqual([
      ['EvictionThresholdMet of Node/worker-3 from 02:00 to 03:00', 133, 179],
      [
        'ConfigMap/production/pricing changed, then within 10 min restarts of Deployment/production/checkout',
        20,
        24,
      ],
      ['restarts of Deployment/default/frontend on Fridays from 20:00 to 24:00', 20, 26],
      [
        'tom@shop.example restarts Deployment/default/api first after ContainerOutOfMemory of Deployment/default/api',
        9,
        15,
      ],
      ['OOMKilled of Deployment/batch/invoicing on day 1 of the month', 6, 6],
      [
        'sarah@shop.example scales Deployment/default/api first after ContainerOutOfMemory of Deployment/default/api',
        6,
        15,
      ],
    ]);
    const pricing = report.patterns.find(({ cause }) => cause === 'ConfigMap/production/pricing');
    expect(pricing).toMatchObject({ before: 0, relation: 'Deployment/production/checkout mounts it' });
    for (const { p, lift, hits } of report.patterns) {
      expect(p).toBeLessThanOrEqual(0.05);
      expect(lift).toBeGreaterThanOrEqual(2);
      expect(hits).toBeGreaterThanOrEqual(3);
    }
  });

  test('unusual days are those of the planted incidents', () => {
    expect(report.anomalies?.map(({ from, what }) => `${from.slice(0, 10)} ${what}`)).toEqual([
      '2024-01-15 OOMKilling',
      '2023-09-14 Unhealthy',
      '2023-10-17 Failed',
      '2024-01-16 BackOff',
    ]);
  });

  test('--operational is one list without unusual days; a higher support shows less', () => {
    expect(json<PatternReport>(['patterns', '--operational', ...UTC]).anomalies).toBeUndefined();
    const fewer = json<PatternReport>(['patterns', '--min-support', '10', ...UTC]);
    expect(fewer.patterns.map(({ type }) => type)).toEqual(['temporal', 'systematic', 'temporal']);
  });

  test('text and markdown say the same', () => {
    const text = cli(['patterns', '--operational', ...UTC], { env }).stdout;
    const markdown = cli(['patterns', '-o', 'markdown', ...UTC], { env }).stdout;
    expect(text).toContain('Deployment/production/checkout mounts it');
    for (const shown of [text, markdown]) expect(shown).toContain('Correlated, not proven.');
    expect(markdown.split('\n').filter((line) => line.startsWith('| '))).toHaveLength(2 + 6 + 4);
  });

  test('bad flags are said', () => {
    for (const args of [
      ['--min-support', '1'],
      ['--window', 'soon'],
      ['--timezone', 'Mars/Olympus'],
      ['-o', 'yaml'],
    ]) {
      const { status, stdout, stderr } = cli(['patterns', ...args], { env });
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toContain(args[0] === '-o' ? 'allowed formats are' : args[0]);
    }
  });
});

describe('predict', () => {
  test('on the sample recording: what is planted runs out when it does, the decoys are not foretold', () => {
    const report = json<ForecastReport>(['predict']);
    expect(violations(readSchema('forecast-report.v1'), report)).toEqual([]);
    expect(
      report.forecasts.map(({ object, what }) => `${object.replace(/-[a-z0-9]+-[a-z0-9]{5}$/, '')} ${what}`),
    ).toEqual([
      'PersistentVolumeClaim/production/checkout-uploads storage',
      'Pod/production/inventory memory of container inventory',
      'ResourceQuota/data/data-quota requests.cpu',
      'Node/worker-2 disk /',
      'Certificate/default/shop-tls certificate',
      'PersistentVolumeClaim/data/data-postgres-0 storage',
      'Node/* cpu',
      'Deployment/production/recommendations restarts',
    ]);
    // By how the series were made: days from the end until each is full.
    for (const [object, days] of [
      ['PersistentVolumeClaim/production/checkout-uploads', (1 - 0.94) / (0.64 / 6.375)],
      ['PersistentVolumeClaim/data/data-postgres-0', (0.07 / 0.62) * 180.375],
      ['Node/worker-2', (1 - (0.34 + 0.0169 * 30)) / 0.0169],
    ] as const) {
      const { earliest = '', latest = '' } = report.forecasts.find((forecast) => forecast.object === object)!;
      const truth = Date.parse(report.source.at) + days * DAY_MS;
      expect(Date.parse(earliest), object).toBeLessThanOrEqual(truth);
      expect(Date.parse(latest), object).toBeGreaterThanOrEqual(truth);
    }
    const disk = report.forecasts.find(({ object }) => object === 'Node/worker-2');
    const toEviction = ((0.9 - (0.34 + 0.0169 * 30)) / 0.0169).toFixed(0);
    expect(disk?.fix?.effect).toMatch(
      new RegExp(`evicts pods from 90 % on \\(in ${toEviction}\\.\\d days at this rate\\)`),
    );
    for (const { points = 12, fix } of report.forecasts) {
      expect(points).toBeGreaterThanOrEqual(12);
      expect(fix.command).toMatch(/^(kubectl|cmctl) /);
    }
    const reasons = new Map(report.notForecast.map(({ object, reason }) => [object, reason]));
    expect(reasons.get('PersistentVolumeClaim/monitoring/data-prometheus-0')).toBe('cycle without growth');
    expect(reasons.get('Certificate/production/checkout-tls')).toBe('renews by itself');
    expect(reasons.get('PersistentVolumeClaim/data/data-redis-0')).toBe('no growth');
  });

  test('what was not yet known then is not used: --at', () => {
    const report = json<ForecastReport>(['predict', '--at', '2023-12-20T00:00:00Z', '--horizon', '60d']);
    const objects = report.forecasts.map(({ object }) => object);
    expect(objects).toContain('PersistentVolumeClaim/data/data-postgres-0');
    expect(objects).not.toContain('PersistentVolumeClaim/production/checkout-uploads');
    expect(report.source.history?.to).toBe('2023-12-20T00:00:00.000Z');
  });

  test('text names what is not said, wide each of it, markdown is a table', () => {
    const text = cli(['predict', '-n', 'data'], { env }).stdout;
    expect(text).toMatch(
      /in \d+(\.\d)? days \(2024-01-2\d \d\d:\d\d, 95 %: .*ResourceQuota\/data\/data-quota requests.cpu/,
    );
    expect(text).not.toContain('worker-2');
    const wide = cli(['predict', '-n', 'data', '-o', 'wide'], { env }).stdout;
    expect(wide).toContain('PersistentVolumeClaim/data/data-redis-0 storage: no growth');
    expect(
      cli(['predict', '-o', 'markdown'], { env })
        .stdout.split('\n')
        .filter((line) => line.startsWith('| ')),
    ).toHaveLength(9);
  });

  test('a plain snapshot: what needs no history, and that it has none', () => {
    const items = [
      {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: { name: 'n1', creationTimestamp: '2024-01-01T00:00:00Z' },
        status: { allocatable: { cpu: '2', memory: '8Gi', pods: '10' } },
      },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'a', namespace: 'shop', creationTimestamp: '2024-01-10T00:00:00Z' },
        spec: {
          nodeName: 'n1',
          containers: [{ name: 'a', image: 'a', resources: { requests: { cpu: '1900m' } } }],
        },
        status: { phase: 'Running' },
      },
      {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'q', namespace: 'shop' },
        spec: { hard: { pods: '4' } },
        status: { hard: { pods: '4', cpu: '8' }, used: { pods: '4', cpu: '1' } },
      },
      {
        apiVersion: 'cert-manager.io/v1',
        kind: 'Certificate',
        metadata: { name: 'tls', namespace: 'shop' },
        spec: { secretName: 'tls' },
        status: { notAfter: '2024-01-20T00:00:00Z' },
      },
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'other', namespace: 'shop' },
        type: 'kubernetes.io/tls',
        data: { 'tls.crt': 'eA==' },
      },
      {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: 'e', namespace: 'shop' },
        involvedObject: { kind: 'Pod', name: 'a', namespace: 'shop' },
        reason: 'Pulled',
        type: 'Normal',
        lastTimestamp: '2024-01-11T00:00:00Z',
      },
    ];
    const path = fileIn(workFolder(), 'list.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
    const report = json<ForecastReport>(['predict', '--snapshot', path]);
    expect(report.forecasts.map(({ object, what, state }) => [object, what, state])).toEqual([
      ['ResourceQuota/shop/q', 'pods', 'has run out'],
      ['Certificate/shop/tls', 'certificate', 'runs out'],
      ['Node/*', 'cpu', 'nearly full'],
    ]);
    expect(report.notForecast).toContainEqual(
      expect.objectContaining({ object: 'Secret/shop/other', reason: 'not readable' }),
    );
    expect(report.notes[0]).toContain('a snapshot has no past');
    expect(report.source.history).toBeUndefined();
  });

  test('bad flags are said', () => {
    for (const args of [
      ['--horizon', 'long'],
      ['--min-points', '2'],
      ['--at', '2019-01-01T00:00:00Z'],
    ]) {
      const { status, stdout, stderr } = cli(['predict', ...args], { env });
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toContain(args[0]!);
    }
  });
});

describe('predict of one object', () => {
  test('says when it runs out, or why nothing is foretold', () => {
    const report = json<ForecastReport>(['predict', 'certificate/shop-tls']);
    expect(violations(readSchema('forecast-report.v1'), report)).toEqual([]);
    expect(report.forecasts.map(({ object, runsOut }) => [object, runsOut])).toEqual([
      ['Certificate/default/shop-tls', '2024-01-27T06:00:00.000Z'],
    ]);
    expect(cli(['predict', 'certificate', 'checkout-tls'], { env }).stdout).toContain(
      'renews by itself: cert-manager renews it at 2024-02-26 06:00',
    );
  });

  test('that is not there', () => {
    const { status, stderr } = cli(['predict', 'pvc/checkout-upload'], { env });
    expect(status).toBe(2);
    expect(stderr).toContain('Did you mean checkout-uploads?');
  });
});

describe('top', () => {
  test('a namespace as it is, and what runs out in it within the horizon', () => {
    const report = json<TopReport>(['top', 'production', '--horizon=24h']);
    expect(violations(readSchema('top-report.v1'), report)).toEqual([]);
    expect(report.forecasts.map(({ what }) => what)).toEqual([
      'storage',
      'memory of container inventory',
      'restarts',
    ]);
    const failing = report.pods.find(({ pod }) => pod === 'failing-pod');
    expect(failing).toMatchObject({
      ready: false,
      restarts: 11,
      restartsLastDay: 11,
      cpu: { request: 0.1 },
      memory: { limit: 256 * 1024 ** 2 },
    });
    expect(report.pods[0]?.pod).toMatch(/^inventory-/);
    expect(report.pods[0]?.runsOut?.what).toBe('memory of container inventory');
  });

  test('without metrics nothing is claimed to be used', () => {
    const text = cli(['top', 'shop', '--snapshot', 'snapshots/sample.ksnap']).stdout;
    expect(text.split('\n')[1]).toMatch(/^\S+ +\? +\d+m +\? +\d+Mi/);
    expect(text).toContain('a snapshot has no past');
  });

  test('a use that nobody measured is not the same as a request that nobody made', () => {
    const limited = { name: 'a', image: 'a', resources: { limits: { memory: '64Mi' } } };
    const pod = (name: string, containers: readonly object[]) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'shop', creationTimestamp: '2026-03-01T10:00:00Z' },
      spec: { containers, nodeName: 'n1' },
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
    });
    const items = [
      pod('free', [{ name: 'b', image: 'b' }]),
      pod('half', [limited, { name: 'b', image: 'b' }]),
    ];
    const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    const [, free, half] = cli(['top', 'shop', '--snapshot', '-'], { input }).stdout.split('\n');
    expect(free?.split(/ {2,}/)).toEqual(['free', '?', '-', '?', '-', '-', '0', 'n1']);
    expect(half?.split(/ {2,}/)).toEqual(['half', '?', '-', '?', '-', '-', '0', 'n1']);
  });

  test('a namespace that is none', () => {
    const { status, stderr } = cli(['top', 'prodution'], { env });
    expect(status).toBe(2);
    expect(stderr).toContain('Did you mean production?');
  });
});
