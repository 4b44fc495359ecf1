import { chmodSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { cli, fileIn, SAMPLE, tarOf, workFolder } from './run-cli.ts';

/** Exit 2, nothing on stdout, one screen on stderr without a stack trace. */
function expectRefusal(args: readonly string[], message: RegExp, input?: Buffer | string): void {
  const { status, stdout, stderr } = cli(args, input === undefined ? {} : { input });
  expect(stderr).toMatch(message);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).not.toMatch(/^\s+at .*\(|node:internal|TypeError|RangeError/m);
  expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(24);
}

const folder = workFolder();
const drain = (source: string) => ['simulate', 'drain n1', '--snapshot', source];
const list = (...items: unknown[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } };

describe('a bad snapshot', () => {
  test.each<[string, string | Buffer, RegExp]>([
    ['empty.json', '', /empty/i],
    ['broken.json', list(node).slice(0, -5), /broken\.json/],
    ['item.json', list(node, 'no object'), /item\.json/],
    [
      'binary.bin',
      Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256)),
      /binary\.bin/,
    ],
    ['truncated.tar.gz', readFileSync(SAMPLE).subarray(0, 20_000), /truncated\.tar\.gz/],
    ['absolute.tar.gz', tarOf('/etc/nodes.json', list(node)), /absolute\.tar\.gz|\/etc\/nodes\.json/],
    ['outside.tar.gz', tarOf('../../nodes.json', list(node)), /\.\.\/\.\.\/nodes\.json/],
    ['nothing.json', '{"hello": 1}', /nothing\.json/],
  ])('%s is refused', (name, content, message) => {
    expectRefusal(drain(fileIn(folder, name, content)), message);
  });

  test('a bomb is refused before it goes off', () => {
    const bomb = gzipSync(Buffer.alloc(600 * 2 ** 20, 'a'), { level: 9 });
    expectRefusal(drain(fileIn(folder, 'bomb.json.gz', bomb)), /bomb\.json\.gz/);
  });

  test('a file that is not there, or not for us, is refused', () => {
    expectRefusal(drain(join(folder, 'missing.json')), /missing\.json/);
    const secret = fileIn(folder, 'secret.json', list(node));
    chmodSync(secret, 0o000);
    if (process.getuid?.() !== 0) expectRefusal(drain(secret), /secret\.json/);
  });

  test('an empty folder is refused', () => {
    mkdirSync(join(folder, 'nothing-here'));
    expectRefusal(drain(join(folder, 'nothing-here')), /nothing-here/);
  });

  test('empty standard input is refused', () => {
    expectRefusal(drain('-'), /empty|no Kubernetes objects/i, '');
  });

  test('no snapshot at all is refused or read from the cluster', () => {
    const { status, stdout } = cli(['simulate', 'drain n1'], {
      env: { KUBECONFIG: '/nowhere', HOME: '/nowhere' },
    });
    expect([status, stdout]).toEqual([2, '']);
  });
});

describe('a bad command', () => {
  test.each<[string, RegExp]>([
    ['kubectl drain worker-55', /nodes "worker-55" not found[\s\S]*worker-5/],
    ['kubectl dran worker-5', /Did you mean drain/],
    ['kubectl drain worker-5 --ignore-daemonset', /ignore-daemonset/],
    ['kubectl logs web', /nothing to simulate: kubectl logs changes nothing/],
    ['kubectl edit deploy web', /not modelled[\s\S]*kubectl patch/],
    ['kubectl apply -f missing.yaml', /missing\.yaml/],
    ['kubectl scale deployment/nobody --replicas=x', /replicas/],
    ['', /no command/],
  ])('%j is refused', (line, message) => {
    expectRefusal(['simulate', line, '--snapshot', SAMPLE], message);
  });
});

describe('a bad flag', () => {
  const simulate = (...flags: string[]) => ['simulate', 'cordon worker-5', '--snapshot', SAMPLE, ...flags];

  test.each<[string[], RegExp]>([
    [['--sed', '3'], /Did you mean --seed/],
    [['--seed', 'x'], /--seed takes a whole number/],
    [['--runs', '0'], /--runs takes a whole number from 1/],
    [['--horizon', 'soon'], /--horizon takes a duration/],
    [['--assume', 'pod-redy=3s'], /Did you mean pod-ready/],
    [['--assume', 'pod-ready=three'], /--assume pod-ready takes a duration/],
    [['--tie-break', 'names'], /Did you mean name/],
    [['--fail-on', 'critcal'], /Did you mean critical/],
    [
      ['-o', 'yaml'],
      /unable to match a printer suitable for the output format "yaml", allowed formats are: html,json/,
    ],
    [['--output-file', 'report.json'], /--output-file takes FORMAT=PATH/],
    [['--kubernetes-version', 'v2.0'], /--kubernetes-version takes v1\.29 to v1\.36/],
    [['--scheduler-config', '/nowhere.yaml'], /nowhere\.yaml/],
  ])('%j is refused', (flags, message) => expectRefusal(simulate(...flags), message));

  test('a command without quotes is refused with them', () => {
    expectRefusal(
      ['simulate', 'kubectl', 'drain', 'worker-5', '--snapshot', SAMPLE],
      /kubectl smart simulate "kubectl drain worker-5"/,
    );
  });

  test('an unknown verb is refused with the nearest one', () => {
    expectRefusal(['simulat'], /unknown verb "simulat"[\s\S]*Did you mean simulate/);
  });

  test('what the scheduler configuration asks for and nobody models is refused, or ignored aloud', () => {
    const config = fileIn(
      folder,
      'scheduler.yaml',
      'apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\nextenders:\n- urlPrefix: http://extender\n',
    );
    expectRefusal(simulate('--scheduler-config', config), /extender http:\/\/extender/);
    const ignored = cli(simulate('--scheduler-config', config, '--ignore-unsupported'));
    expect(ignored.status).toBe(0);
    expect(ignored.stdout).toContain('http://extender');
  });
});

test('snapshot import writes nothing when its source is bad', () => {
  const target = workFolder();
  const source = fileIn(folder, 'broken-again.json', list(node).slice(0, -5));
  expectRefusal(['snapshot', 'import', source, '--to', join(target, 'x.ksnap')], /broken-again\.json/);
  expect(readdirSync(target)).toEqual([]);
});
