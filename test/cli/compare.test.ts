import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSchema, violations } from '../report/schema-check.ts';
import { cli, fileIn, workFolder } from './run-cli.ts';

const RUN = 'test/twin/drain-basic';
const COMMAND = 'kubectl drain worker-2 --ignore-daemonsets --delete-emptydir-data --timeout=60s';
const simulate = (command: string, against: string, ...more: readonly string[]) =>
  cli([
    ...['simulate', command, '--snapshot', `${RUN}/before.json.gz`, '--fail-on', 'none'],
    ...['--assume', 'pod-ready=3s', '--assume', 'pod-termination=2s', '--compare', against, ...more],
  ]);

/** A node of a snapshot that is newer than the recording. */
const LATE_NODE = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n', creationTimestamp: '2027-01-01T00:00:00Z' },
};

describe('simulate --compare', () => {
  it('holds a prediction beside a recorded run, times and words included', () => {
    const { status, stdout } = simulate(COMMAND, RUN);
    expect(status).toBe(0);
    expect(stdout).toContain('drain-basic: 100 % of 39 points held\n');
    expect(stdout).toMatch(/1\/1 {2}which pods stay pending, in which words/);
  });

  it('takes the file of the run, packed or not, and one that tells less', () => {
    const truth = JSON.parse(gunzipSync(readFileSync(`${RUN}/truth.json.gz`)).toString());
    const { name, description, kubernetes, commands, timeline, events } = truth;
    const bare = fileIn(
      workFolder(),
      'run.json',
      JSON.stringify({ name, description, kubernetes, commands, timeline, events }),
    );
    expect(simulate(COMMAND, `${RUN}/truth.json.gz`).stdout).toContain('100 % of 39 points held');
    expect(simulate(COMMAND, bare).stdout).toContain('100 % of 39 points held');
  });

  it('holds it beside a snapshot that was taken afterwards', () => {
    const report = JSON.parse(simulate(COMMAND, `${RUN}/after.json.gz`, '-o', 'json').stdout);
    const { score, aspects } = report.comparison;
    expect(score).toBe(1);
    expect(Object.keys(aspects)).toEqual(['leaves', 'comes', 'lands', 'pending', 'services']);
    expect(violations(readSchema('impact-report.v1'), report)).toEqual([]);
  });

  it('says what did not hold, and that other commands were recorded', () => {
    const { stdout } = simulate('kubectl drain worker-1 --ignore-daemonsets --delete-emptydir-data', RUN);
    expect(stdout).toContain('  ? The recording is of other commands (drain worker-2');
    expect(stdout).toContain('(leaves)\n    happened:  leaves worker-2\n    predicted: leaves worker-1');
  });

  it.each([
    ['a folder that is not there', 'nowhere'],
    ['a run without a time line', () => fileIn(workFolder(), 'truth.json', '{"name":"x","commands":[]}')],
    ['a run that is broken off', () => fileIn(workFolder(), 'truth.json', '{"name":"x","commands":[')],
    [
      'a packed file that is damaged',
      () => fileIn(workFolder(), 'truth.json.gz', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8])),
    ],
    ['a file of something else', () => fileIn(workFolder(), 'notes.json', '{"a":1}')],
  ])('refuses %s', (_, path) => {
    const { status, stdout, stderr } = simulate(COMMAND, typeof path === 'string' ? path : path());
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: /);
  });
});

describe('simulate --compare RECORDING', () => {
  const recording = join(workFolder(), 'incident.ksrec');
  beforeAll(() => {
    expect(cli(['record', 'import', 'test/incidents/incident-drain-budget', '--to', recording]).status).toBe(
      0,
    );
  });
  const drain = (at: string, ...more: readonly string[]) =>
    cli([
      ...[
        'simulate',
        'kubectl drain worker-2 --ignore-daemonsets --delete-emptydir-data',
        '--horizon',
        '100s',
      ],
      ...['--recording', recording, '--at', at, '--compare', recording, '--fail-on', 'none', '-o', 'json'],
      ...['--assume', 'pod-ready=3s', '--assume', 'pod-termination=2s', ...more],
    ]);

  it("holds pods' lives and services beside what was recorded, from the first change of a person on", () => {
    const { comparison } = JSON.parse(drain('2026-11-27T15:09:21Z').stdout);
    const about = (object: string) =>
      comparison.points.filter((point: { object: string }) => point.object.startsWith(object));
    expect(about('shop/web-7dbfd5946d').every(({ held }: { held: boolean }) => held)).toBe(true);
    expect(comparison.notes[0]).toBe(
      'Times are counted from 2026-11-27T15:09:22Z, when maria@example.com made the first change after the snapshot (patch Node/worker-2).',
    );
    expect(comparison.notes[1]).toMatch(
      /^Others acted meanwhile, which was not simulated: jenkins@ci patch Deployment\/web at .*, omar@example.com delete PodDisruptionBudget\/ledger at 57/,
    );
  });

  it('refuses a snapshot from after its end', () => {
    const { status, stderr } = cli(
      [
        ...['simulate', 'kubectl cordon n', '--snapshot', '-', '--compare', recording],
        ...['--fail-on', 'none'],
      ],
      { input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [LATE_NODE] }) },
    );
    expect(status).toBe(2);
    expect(stderr).toMatch(/the recording ends at 2026-11-27T15:11:\d\dZ, before the snapshot was taken/);
  });
});

describe('a comparison in other formats', () => {
  const away = 'kubectl drain worker-1 --ignore-daemonsets --delete-emptydir-data';
  it.each([
    ['markdown', /^Compared with `drain-basic`: \*\*\d+\.\d %\*\* of \d+ points held \(exit 1\/1,/m],
    [
      'html',
      /<h2 id="comparison">Was it right\?<\/h2><p>\d+\.\d % of \d+ points held, compared with drain-basic\.<\/p>/,
    ],
    ['ndjson', /^\{"type":"comparison","name":"drain-basic","aspects":/m],
  ])('%s tells it', (format, expected) => {
    expect(simulate(away, RUN, '-o', format).stdout).toMatch(expected);
  });
});
