import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { cli, fileIn, workFolder } from './run-cli.ts';

const INCIDENT = 'test/incidents/incident-cache';
const folder = workFolder();
const recording = join(folder, 'incident.ksrec');

beforeAll(() => {
  expect(cli(['record', 'import', INCIDENT, '--to', recording]).status).toBe(0);
});

describe('record', () => {
  it('import says what went in and leaves nothing else behind', () => {
    const { stdout, status } = cli(['record', 'info', recording]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/audit\.log\.gz +audit log: \d+ records/);
    expect(stdout).toMatch(/truth\.json +not read/);
    expect(readdirSync(folder)).toEqual(['incident.ksrec']);
  });

  it('info reads raw sources as it reads the file', () => {
    const [ofFile, ofFolder] = [recording, INCIDENT].map(
      (path) => JSON.parse(cli(['record', 'info', path, '-o', 'json']).stdout) as Record<string, unknown>,
    );
    expect(ofFile?.digest).toBe(ofFolder?.digest);
    expect(ofFile).toMatchObject({
      kind: 'RecordingInfo',
      kubernetes: 'v1.36.3',
      from: '2026-11-21T08:11:29.758Z',
    });
  });

  it('info of many sources fits a screen or two, and says when nothing has a time', () => {
    const { stdout } = cli(['record', 'info', 'recordings/sample.ksrec']);
    expect(stdout).toMatch(/api\.log \(\d+ files\) +container log: \d+ records/);
    expect(stdout.split('\n').length).toBeLessThan(40);
    const empty = fileIn(workFolder(), 'empty.json', '{"kind":"PodList","apiVersion":"v1","items":[]}');
    expect(cli(['record', 'info', empty]).stdout).toMatch(/from +not known: nothing in it has a time/);
  });

  it('a failed import keeps the file that was there', () => {
    const bad = fileIn(folder, 'bad.log', '{"kind":"Event","apiVersion":"audit.k8s.io/v1","verb"');
    const { status, stderr } = cli(['record', 'import', bad, '--to', recording]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/cut off/);
    expect(existsSync(recording)).toBe(true);
    expect(cli(['record', 'info', recording]).status).toBe(0);
  });

  it.each<[string, string[], RegExp]>([
    ['no recording', ['record', 'info'], /needs a recording/],
    ['--at without a recording', ['schedule', '--at', '14:30'], /--at needs a recording/],
    ['a time that is none', ['schedule', '--recording', recording, '--at', 'soon'], /--at takes a time/],
    [
      'a time before the beginning',
      ['schedule', '--recording', recording, '--at', '2020-01-01 00:00'],
      /begins only at/,
    ],
  ])('%s is refused', (_name, args, message) => {
    const { status, stderr } = cli(args, { env: { KUBECTL_SMART_RECORDING: '' } });
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('--at', () => {
  const names = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const { stdout, status } = cli(['snapshot', 'export', '-o', 'list', '--timezone', 'UTC', ...args], {
      env,
    });
    expect(status).toBe(0);
    const { items } = JSON.parse(stdout) as {
      items: { kind: string; data?: Record<string, string>; metadata: { name: string } }[];
    };
    return {
      apiPods: items.filter(({ kind, metadata }) => kind === 'Pod' && metadata.name.startsWith('api-'))
        .length,
      cacheSize: items.find(({ metadata }) => metadata.name === 'api-config')?.data?.CACHE_SIZE,
    };
  };

  it('exports the cluster as it was', () => {
    expect(names(['--recording', recording, '--at', '2026-11-21 08:12:02'])).toEqual({
      apiPods: 3,
      cacheSize: '256Mi',
    });
    expect(names(['--recording', recording, '--at', '08:12:40'])).toEqual({
      apiPods: 5,
      cacheSize: 'unlimited',
    });
    expect(names([recording])).toEqual({ apiPods: 5, cacheSize: '256Mi' });
  });

  it('takes the recording of the environment, and raw sources', () => {
    expect(names(['--at', '08:12:40'], { KUBECTL_SMART_RECORDING: INCIDENT })).toEqual({
      apiPods: 5,
      cacheSize: 'unlimited',
    });
  });

  it('simulates on it', () => {
    const { stdout, status } = cli([
      'simulate',
      'drain worker-1',
      '--recording',
      recording,
      '--at',
      '2026-11-21T08:12:40Z',
      '-o',
      'json',
    ]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      snapshot: { takenAt: expect.stringMatching(/^2026-11-21T08:12:40(\.000)?Z/) },
    });
  });
});

describe('what such changes were followed by before', () => {
  const seenBefore = (args: readonly string[]) => {
    const { stdout, stderr } = cli([
      'simulate',
      `kubectl patch configmap api-config --type=merge -p '{"data":{"CACHE_SIZE":"1Gi"}}'`,
      '--fail-on',
      'none',
      ...args,
    ]);
    return stdout + stderr;
  };
  const TOLD =
    /Seen before .*\n.*CACHE_SIZE[\s\S]*jenkins@prod\n.*default\/api without endpoints for 30s.*all back 1m28s/;

  it('is quoted from the recording that is worked on, and from one beside a snapshot', () => {
    expect(seenBefore(['--recording', recording])).toMatch(TOLD);
    expect(seenBefore(['--snapshot', `${INCIDENT}/before.json.gz`, '--recording', recording])).toMatch(TOLD);
    expect(seenBefore(['--recording', recording, '--at', '2026-11-21T08:12:00Z'])).not.toMatch(/Seen before/);
  });
});

it('half a record at the end of a log is left out and named; half a list is refused', () => {
  const log = gunzipSync(readFileSync('test/incidents/incident-cache/audit.log.gz'));
  const folder = workFolder();
  const cut = fileIn(folder, 'audit.log', log.subarray(0, log.indexOf('\n', 100_000) - 40));
  const { status, stdout, stderr } = cli(['record', 'info', cut]);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('the last record is cut off and left out');
  const pods = { apiVersion: 'v1', kind: 'PodList', items: [{ metadata: { name: 'a', namespace: 'b' } }] };
  const list = fileIn(folder, 'pods.json', JSON.stringify(pods).slice(0, -2));
  const refused = cli(['record', 'info', list]);
  expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('it was cut off')]);
});
