import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cli, fileIn, workFolder } from './run-cli.ts';

const CACHE = 'test/incidents/incident-cache';
const AT = ['--timestamp', '2026-11-21 08:13', '--timezone', 'UTC', '--recording', CACHE];

describe('replay outage', () => {
  test('json, and a report in a file beside it', () => {
    const folder = workFolder();
    const { status, stdout, stderr } = cli([
      'replay',
      'outage',
      ...AT,
      '-o',
      'json',
      '--output-file',
      `markdown=${folder}/post-mortem.md`,
    ]);
    expect(status, stderr).toBe(0);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ apiVersion: 'kubectl-smart/v1', kind: 'IncidentReport' });
    expect(report.chain[0]).toMatchObject({
      object: 'ConfigMap/default/api-config',
      who: 'jenkins@prod',
      summary: 'CACHE_SIZE 256Mi → unlimited',
      relation: 'read by Deployment/default/api',
    });
    expect(readFileSync(`${folder}/post-mortem.md`, 'utf8')).toContain('#### Chain');
  });

  test('the same input gives the same bytes; the recording may be named by the environment', () => {
    const [first, second] = [0, 1].map(() =>
      cli(['replay', 'outage', '--timestamp=08:13', '--timezone=UTC', '-o', 'json'], {
        env: { KUBECTL_SMART_RECORDING: CACHE },
      }),
    );
    expect(first?.status).toBe(0);
    expect(first?.stdout).toBe(second?.stdout);
    expect(first?.stderr).toContain('KUBECTL_SMART_RECORDING');
  });

  test('without the cause', () => {
    const { stdout, status } = cli(['replay', 'outage', ...AT, '--without', 'ConfigMap/default/api-config']);
    expect(status).toBe(0);
    expect(stdout).toContain('Simulated without ConfigMap/default/api-config');
  });

  test.each([
    [
      ['replay', 'outage', '--timestamp', '2024-01-15 14:30', '--recording', CACHE],
      /nothing is recorded around/,
    ],
    [['replay', 'outage', '--timestamp', 'whenever', '--recording', CACHE], /takes a time such as/],
    [['replay', 'outag', ...AT], /Did you mean outage/],
    [['replay', 'outage', '--recording', CACHE], /--timestamp/],
    [['replay', 'outage', ...AT, '--window', 'long'], /takes a duration/],
    [['replay', 'outage', ...AT, '--without', 'a', '--with', 'b'], /two differences/],
    [['replay', 'outage', ...AT, '--without', 'Pod/x/y'], /It can be one of/],
    [['replay', 'outage', ...AT, '--with', 'kubectl explode'], /explode/],
    [['replay', 'outage', ...AT, '--edges', 'nowhere.yaml'], /cannot read nowhere/],
    [['replay', 'outage', ...AT, '-o', 'yaml'], /unable to match a printer/],
  ])('%s is refused', (args, words) => {
    const { status, stderr, stdout } = cli(args);
    expect(status).toBe(2);
    expect(stderr).toMatch(words);
    expect(stdout).toBe('');
  });
});

describe('trace', () => {
  test('text and json', () => {
    const args = [
      'trace',
      'latency',
      'gateway',
      '--spike',
      '08:13',
      '--timezone',
      'UTC',
      '--recording',
      CACHE,
    ];
    expect(cli(args).stdout).toContain('ConfigMap/default/api-config');
    const report = JSON.parse(cli([...args, '-o', 'json']).stdout);
    expect(report).toMatchObject({ kind: 'TraceReport', target: 'Deployment/default/gateway' });
  });

  test('edges from a file lead on', () => {
    const edges = fileIn(
      workFolder(),
      'edges.yaml',
      '- {from: deployment/billing/billing, to: service/default/api}\n',
    );
    const { stdout, stderr } = cli([
      'trace',
      'latency',
      'billing',
      '--spike',
      '08:13',
      '--timezone',
      'UTC',
      '--recording',
      CACHE,
      '--edges',
      edges,
    ]);
    expect(stdout, stderr).toContain('Deployment/default/api  called by Deployment/billing/billing');
  });

  test.each([
    [
      ['trace', 'speed', 'gateway', '--spike', '08:13', '--recording', CACHE],
      /takes latency, errors, saturation/,
    ],
    [['trace', 'latency', 'gatewy', '--spike', '08:13', '--recording', CACHE], /Did you mean gateway/],
  ])('%s is refused', (args, words) => {
    const { status, stderr } = cli(args);
    expect(status).toBe(2);
    expect(stderr).toMatch(words);
  });
});

describe('replay healing', () => {
  const POLICY = `apiVersion: kubeskippy.io/v1alpha1
kind: HealingPolicy
metadata: {name: api-oom, namespace: default}
spec:
  mode: automatic
  selector: {namespaces: [default], resources: [{apiVersion: apps/v1, kind: Deployment, excludeNames: [gateway]}]}
  triggers: [{name: oom, type: event, cooldownPeriod: 1m, eventTrigger: {reason: OOMKilling, count: 2, window: 5m}}]
  actions: [{name: restart-it, type: restart}, {name: lose-it, type: delete, priority: 1}]
`;
  const healing = (args: readonly string[], input = POLICY) =>
    cli(['replay', 'healing', '-f', '-', '--recording', CACHE, ...args], { input });

  test('says what would have been done, and what would have come of it', () => {
    const { stdout, status } = healing([]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/! restart-it on Deployment\/default\/api: would act {3}score \d+/);
    expect(stdout).toMatch(/kubectl delete deployment\/api -n default --grace-period=30/);
    const report = JSON.parse(healing(['-o', 'json']).stdout) as {
      evaluations: {
        actions: {
          action: string;
          score: number;
          simulated: object;
        }[];
      }[];
    };
    const [restart, loss] = report.evaluations[0]?.actions ?? [];
    expect(loss?.simulated).toMatchObject({ verdict: expect.any(String) });
    expect(restart!.score).toBeGreaterThan(loss!.score);
  });

  test('refuses what is no policy', () => {
    const { stderr, status } = healing([], 'apiVersion: v1\nkind: ConfigMap\n');
    expect(status).toBe(2);
    expect(stderr).toMatch(/kubeskippy\.io\/v1alpha1/);
  });
});

test('what happened on another day says which one', () => {
  const args = ['replay', 'outage', '--timestamp', '2024-01-15 19:30', '--timezone', 'UTC'];
  const source = ['--recording', 'recordings/sample.ksrec'];
  const { stdout } = cli([...args, ...source]);
  expect(stdout).toMatch(/^ {2}2023-11-29 11:20:00\.000 {2}Deployment\/production\/recommendations/m);
  expect(stdout).toMatch(/^ {2}17:59:22\.876 {2}Pod\/production\/recommendations/m);
  expect(stdout).toContain('47 days later crashing');
  expect(cli([...args, ...source, '-o', 'markdown']).stdout).toContain('1. 2023-11-29 11:20:00 `Deployment');
});
