import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { describe, expect, test } from 'vitest';
import { describeSnapshot } from '../../src/cli/verbs/snapshot/describe-snapshot.ts';
import type { Snapshot } from '../../src/snapshot/index.ts';
import { snapshotOf } from '../support/snapshot.ts';
import { cli, DRAIN, fileIn, SAMPLE, workFolder } from './run-cli.ts';

describe('help', () => {
  test('stands on stdout with examples, without arguments too', () => {
    for (const args of [[], ['--help'], ['-h']]) {
      const { status, stdout, stderr } = cli(args);
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toContain('kubectl smart simulate "kubectl drain worker-5');
      expect(stdout).toContain('schedule');
    }
  });

  test.each(['simulate', 'schedule', 'sweep', 'snapshot', 'completion'])(
    'of %s says how it is used',
    (verb) => {
      const { status, stdout } = cli([verb, '--help']);
      expect(status).toBe(0);
      expect(stdout).toContain(`Usage: kubectl smart ${verb}`);
      expect(stdout).not.toContain('[])');
    },
  );

  test('comes at once', () => {
    cli(['--help']);
    const times = Array.from({ length: 5 }, () => {
      const begin = performance.now();
      cli(['--help']);
      return performance.now() - begin;
    });
    // Start of Node included; the bound is wide because test machines are shared.
    expect(Math.min(...times)).toBeLessThan(600);
  });

  test('a verb that there is not: a near one, or where to look', () => {
    expect(cli(['simulat']).stderr).toContain('Did you mean simulate?');
    for (const verb of ['drain', 'foo']) {
      const { status, stderr } = cli([verb]);
      expect(status).toBe(2);
      expect(stderr).toContain('kubectl smart simulate "kubectl drain …"');
      expect(stderr).not.toContain('Did you mean');
    }
  });

  test('and the version come as kubectl gives them', () => {
    expect(cli(['help', 'simulate']).stdout).toContain('Usage: kubectl smart simulate');
    expect(cli(['help', 'snapshot', 'info']).stdout).toContain('Usage: kubectl smart snapshot info');
    expect(cli(['version']).stdout).toBe(cli(['--version']).stdout);
  });

  test.each([
    [['simulate', 'drain', 'worker-5', '--ignore-daemonsets'], 'put it in quotes'],
    [['simulate', '-f', 'web.yaml'], 'kubectl smart simulate "kubectl apply -f FILE"'],
    [['trace', 'latency'], 'See kubectl smart trace --help'],
    [['simulate', 'drain worker-5', '--ignore-daemonset'], 'See kubectl smart simulate --help'],
  ])('is pointed to by what is wrong with %j', (args, hint) => {
    const { status, stdout, stderr } = cli(args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(hint);
  });

  test('a node that there is not: near ones, or some that there are', () => {
    const hintOf = (node: string) => cli(['simulate', `drain ${node}`, '--snapshot', SAMPLE]).stderr;
    expect(hintOf('woker-5')).toContain('Did you mean worker-5');
    expect(hintOf('ip-10-0-0-1')).toMatch(/There are worker-0, .* and 7 more\./);
  });

  test.each([
    [['diag', 'checkout'], 'deployment/checkout -n shop'],
    [['graph', 'checkout'], 'deployment/checkout -n shop'],
    [['history', 'checkout'], 'deployment/checkout -n shop'],
  ])('%j: an object without its kind is told with it', (args, hint) => {
    const { status, stderr } = cli([...args, '--snapshot', SAMPLE]);
    expect(status).toBe(2);
    expect(stderr).toContain(`Write it with its kind: ${hint}`);
  });

  test.each([['predict'], ['sweep'], ['snapshot', 'info']])(
    'a format that there is not is refused by %s %s as kubectl does',
    (...verb) => {
      expect(cli([...verb, '-o', 'yml']).stderr).toMatch(
        /^error: unable to match a printer suitable for the output format "yml", allowed formats are: /,
      );
    },
  );

  test('a note of a snapshot names the files and objects that it is about', () => {
    const notes = [{ code: 'INFERRED', message: '5 objects', objects: ['a/1', 'a/2', 'a/3', 'a/4', 'a/5'] }];
    const text = describeSnapshot({ ...snapshotOf([]), notes } as Snapshot);
    expect(text).toContain(
      '  [INFERRED] 5 objects\n      a/1\n      a/2\n      a/3\n      … 2 more, see -o json\n',
    );
  });

  test('--version names the package and what it models', () => {
    expect(cli(['--version']).stdout).toMatch(
      /^kubectl-smart \d+\.\d+\.\d+ \(models Kubernetes v1\.29 to v1\.36\)\n$/,
    );
  });
});

describe('exit codes', () => {
  const safe = ['simulate', 'kubectl cordon worker-5', '--snapshot', SAMPLE];

  test('0 when nothing is found, 1 when something critical is, 0 again with --fail-on none', () => {
    expect(cli(safe).status).toBe(0);
    expect(cli(['simulate', DRAIN, '--snapshot', SAMPLE]).status).toBe(1);
    expect(cli(['simulate', DRAIN, '--snapshot', SAMPLE, '--fail-on', 'none']).status).toBe(0);
  });

  test('1 from the severity that is asked for', () => {
    const drain = [
      'simulate',
      'drain worker-6 --ignore-daemonsets --delete-emptydir-data',
      '--snapshot',
      SAMPLE,
    ];
    const report = JSON.parse(cli([...drain, '-o', 'json']).stdout) as { findings: { severity: string }[] };
    const has = (severity: string) => report.findings.some((finding) => finding.severity === severity);
    expect(cli([...drain, '--fail-on', 'info']).status).toBe(
      has('critical') || has('warning') || has('info') ? 1 : 0,
    );
    expect(cli([...drain, '--fail-on', 'critical']).status).toBe(has('critical') ? 1 : 0);
  });

  test('3 with --strict when the snapshot lacks what touches the verdict', () => {
    const list = cli(['simulate', DRAIN, '--snapshot', SAMPLE, '--strict', '--fail-on', 'none']);
    expect(list.status).toBe(0);
    const folder = workFolder();
    const pods = fileIn(
      folder,
      'pods.json',
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [node, pod] }),
    );
    const strict = cli(['simulate', 'drain n1 --force', '--snapshot', pods, '--strict']);
    expect(strict.status).toBe(3);
    expect(strict.stdout).toContain('PodDisruptionBudget');
  });
});

const node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n1', uid: 'n1' },
  status: {
    allocatable: { cpu: '4', memory: '8Gi', pods: '110' },
    conditions: [{ type: 'Ready', status: 'True' }],
  },
};
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'default', uid: 'p' },
  spec: { nodeName: 'n1', containers: [{ name: 'c', image: 'i' }] },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
};

describe('determinism', () => {
  const run = (...more: string[]) => cli(['simulate', DRAIN, '--snapshot', SAMPLE, ...more]);

  test.each([['text'], ['json'], ['ndjson'], ['markdown'], ['html'], ['junit']])(
    '%s is the same twice, byte for byte',
    (format) => {
      expect(run('-o', format).stdout).toBe(run('-o', format).stdout);
    },
  );

  test('--runs gives the same twice', () => {
    expect(run('--runs', '3', '-o', 'json').stdout).toBe(run('--runs', '3', '-o', 'json').stdout);
  });

  test('kubectl in front changes nothing', () => {
    const without = cli(['simulate', DRAIN.replace('kubectl ', ''), '--snapshot', SAMPLE, '-o', 'json']);
    expect(without.stdout).toBe(run('-o', 'json').stdout);
  });
});

describe('outputs', () => {
  test('stdout holds the result and nothing else', () => {
    const { stdout, stderr } = cli(['simulate', DRAIN, '--snapshot', SAMPLE, '-o', 'json']);
    expect(() => JSON.parse(stdout)).not.toThrow();
    expect(stderr).toBe('');
  });

  test('several reports of one run go to files, whole', () => {
    const folder = workFolder();
    const args = [
      '--output-file',
      `json=${join(folder, 'r.json')}`,
      '--output-file',
      `markdown=${join(folder, 'r.md')}`,
    ];
    const { stdout } = cli(['simulate', DRAIN, '--snapshot', SAMPLE, ...args]);
    expect(stdout).toContain('BLOCKED');
    expect(JSON.parse(readFileSync(join(folder, 'r.json'), 'utf8'))).toMatchObject({ kind: 'ImpactReport' });
    expect(readFileSync(join(folder, 'r.md'), 'utf8')).toContain('### ⛔');
    expect(readdirSync(folder).sort()).toEqual(['r.json', 'r.md']);
  });

  test('a file that cannot be written is an error and leaves nothing', () => {
    const { status, stderr } = cli([
      'simulate',
      DRAIN,
      '--snapshot',
      SAMPLE,
      '--output-file',
      'json=/nowhere/r.json',
    ]);
    expect(status).toBe(2);
    expect(stderr).toContain('cannot write /nowhere/r.json');
    expect(existsSync('/nowhere')).toBe(false);
  });

  test('standard input is a source', () => {
    const piped = cli(['simulate', 'drain n1 --force', '--snapshot', '-', '-o', 'json'], {
      input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [node, pod] }),
    });
    expect(JSON.parse(piped.stdout)).toMatchObject({ summary: { evicted: 1, lost: 1 } });
  });

  test('--assume sets what a snapshot cannot know', () => {
    const report = JSON.parse(
      cli(['simulate', DRAIN, '--snapshot', SAMPLE, '--assume', 'pod-ready=42s', '-o', 'json']).stdout,
    );
    expect(report.assumptions).toContainEqual(
      expect.objectContaining({ key: 'pod-ready', value: 42, source: 'flag' }),
    );
  });
});

describe('completion', () => {
  test('kubectl gets choices with their descriptions', () => {
    const { stdout } = cli(['__complete', 's']);
    expect(stdout).toMatch(/^simulate\t.+$/m);
    expect(stdout).toMatch(/:4\n$/);
    expect(cli(['__complete', 'simulate', '--asu']).stdout).toBe(':4\n');
    expect(cli(['__complete', 'simulate', '--ass']).stdout).toMatch(/^--assume\t/);
  });

  test.each(['bash', 'zsh', 'fish'])('%s gets a script', (shell) => {
    expect(cli(['completion', shell]).stdout).toContain('__complete');
  });
});

describe('snapshot redact', () => {
  test('replaces names and keeps the verdict', () => {
    const folder = workFolder();
    const file = join(folder, 'anonymous.ksnap');
    const map = join(folder, 'map.json');
    expect(cli(['snapshot', 'redact', SAMPLE, '--to', file, '--names', '--map', map]).status).toBe(0);
    const { originals } = JSON.parse(readFileSync(map, 'utf8')) as { originals: Record<string, string> };
    const [worker] = Object.entries(originals).find(([, original]) => original === 'worker')!;
    const verdict = (command: string, snapshot: string) =>
      JSON.parse(cli(['simulate', command, '--snapshot', snapshot, '-o', 'json']).stdout).summary as {
        readonly evicted: number;
        readonly pending: number;
        readonly verdict: string;
      };
    const before = verdict(DRAIN, SAMPLE);
    const after = verdict(DRAIN.replace('worker-5', `${worker}-5`), file);
    expect([after.evicted, after.pending, after.verdict]).toEqual([
      before.evicted,
      before.pending,
      before.verdict,
    ]);
    expect(cli(['snapshot', 'info', file]).stdout).not.toContain('sample');
  });

  test('a map without names is refused', () => {
    expect(cli(['snapshot', 'redact', SAMPLE, '--to', 'x.ksnap', '--map', 'm.json']).status).toBe(2);
  });
});

describe('snapshot export and diff', () => {
  test('what is exported reads back as the same cluster', () => {
    const folder = workFolder();
    const list = fileIn(folder, 'list.json', cli(['snapshot', 'export', SAMPLE]).stdout);
    const same = cli(['snapshot', 'diff', SAMPLE, list]);
    expect([same.status, same.stdout.split('\n')[0]]).toEqual([0, 'No differences.']);
  });

  test('a difference is named by its field, with exit 1', () => {
    const folder = workFolder();
    const file = (name: string, unschedulable: boolean) =>
      fileIn(
        folder,
        name,
        JSON.stringify({
          apiVersion: 'v1',
          kind: 'List',
          items: [{ ...node, spec: { unschedulable } }, pod],
        }),
      );
    const { status, stdout } = cli(['snapshot', 'diff', file('a.json', false), file('b.json', true)]);
    expect(status).toBe(1);
    expect(stdout).toContain('~ Node n1\n    spec.unschedulable: false -> true\n');
  });
});
