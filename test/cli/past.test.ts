import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSchema, violations } from '../report/schema-check.ts';
import { apiStory } from '../support/api-story.ts';
import { cli, SAMPLE, SAMPLE_RECORDING, workFolder } from './run-cli.ts';

/** A recorded incident: a config change, OOM kills, an outage, a change back; and one that has nothing to do with it. */
const RAW = 'test/incidents/incident-cache';
const INCIDENT = join(workFolder(), 'incident.ksrec');
const STORY = join(workFolder(), 'story.ksrec');
for (const [source, file] of [
  [RAW, INCIDENT],
  [apiStory().write(), STORY],
] as const)
  expect(cli(['record', 'import', source, '--to', file]).status).toBe(0);
/** Without what differs each time: paths, and the endings of names that the simulation makes. */
const named = (text: string) =>
  text
    .replaceAll(INCIDENT, 'incident.ksrec')
    .replaceAll(STORY, 'story.ksrec')
    .replace(/-sm[a-z0-9]{3}\b/g, '-NEW');
const recorded = (...args: string[]) => cli([...args, '--recording', INCIDENT]);
const told = (...args: string[]) => cli([...args, '--recording', STORY]);
const json = (result: { readonly stdout: string }) => JSON.parse(result.stdout);

describe('history', () => {
  test('of the incident reads as its golden file does', async () => {
    const { status, stdout, stderr } = recorded('history', 'deployment/api', '--decisions');
    expect([status, stderr]).toEqual([0, '']);
    await expect(named(stdout)).toMatchFileSnapshot('golden/history-decisions.txt');
    const markdown = recorded('history', 'deployment/api', '--decisions', '-o', 'markdown').stdout;
    await expect(named(markdown)).toMatchFileSnapshot('golden/history-decisions.md');
    const whole = told('history', 'deployment/api', '--decisions').stdout;
    await expect(named(whole)).toMatchFileSnapshot('golden/history-story.txt');
  });

  test('JSON is what its schema says, on a recording and on a snapshot', () => {
    const schema = readSchema('history-report.v1');
    for (const result of [
      recorded('history', 'deploy', 'api', '--decisions', '-o', 'json'),
      recorded('history', 'deploy/api', '-o', 'json'),
      told('history', 'deployment/api', '--decisions', '-o', 'json'),
      cli(['history', 'deploy/web', '--decisions', '--snapshot', SAMPLE, '-o', 'json']),
    ])
      expect(violations(schema, json(result))).toEqual([]);
  });

  test('--state shows the object as it was, in YAML that reads back as itself', () => {
    const args = ['history', 'deploy/api', '--state', '--at', '2026-11-21T08:12:30Z'];
    const { stdout } = recorded(...args);
    expect(stdout).toContain('# last decided 2026-11-21T08:12:24.783Z, tom@example.com (kubectl)');
    expect(stdout).toContain('replicas: 5');
    const state = json(recorded(...args, '-o', 'json'));
    expect(violations(readSchema('object-state.v1'), state)).toEqual([]);
    const file = join(workFolder(), 'api.yaml');
    writeFileSync(file, stdout);
    const applied = recorded('simulate', `kubectl apply -f ${file}`, '--at', '2026-11-21T08:12:30Z');
    expect(applied.stdout).toContain('~ deployment/default/api  t+0.1s  changes annotations\n');
  });

  test.each([
    [['history', 'deployment/ghost'], 'there is no Deployment "ghost"'],
    [['history', 'deplyoment/api'], 'Did you mean deployment'],
    [['history', 'api'], 'an object is named KIND/NAME'],
    [['history', 'deploy/api', '--at', '2020-01-01'], 'the recording begins only at'],
    [['history', 'deploy/api', '--at', 'noonish'], '--at takes a time'],
    [['history', 'deploy/api', '-o', 'svg'], 'allowed formats are'],
    [['history', 'cm/kube-root-ca.crt'], 'is in several namespaces'],
    [['trace', 'latency', 'api', '--spike', '2040-01-01'], 'nothing is recorded around 2040-01-01'],
  ])('%j is refused: %s', (args, message) => {
    const { status, stdout, stderr } = recorded(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});

describe('a time after the end of the recording', () => {
  test.each([
    [['why', 'deployment/api', '--replicas=5']],
    [['diag', 'deployment', 'api']],
    [['simulate', 'kubectl cordon worker-1']],
  ])('%j is answered as of the end, and that is said once', (args) => {
    const at = (...moment: readonly string[]) => recorded(...args, ...moment);
    const beyond = at('--at', '2040-01-01');
    expect(beyond.stderr).toMatch(/^the recording ends at \S+: --at is taken for that time\n$/);
    expect(beyond.stdout).not.toContain('2040');
    expect(beyond.stdout.replace(' --at 2040-01-01', '')).toBe(at().stdout);
  });
});

describe('why', () => {
  test('of a tried value reads as its golden file does', async () => {
    const { status, stdout } = told('why', 'deployment/api', '--replicas=5');
    expect(status).toBe(0);
    await expect(named(stdout)).toMatchFileSnapshot('golden/why-replicas.txt');
    const incident = recorded('why', 'deployment/api', '--replicas=8').stdout;
    await expect(named(incident)).toMatchFileSnapshot('golden/why-incident.txt');
    const markdown = told('why', 'deployment/api', '--replicas=5', '-o', 'markdown').stdout;
    expect(markdown).toContain('#### Was it `5` before?');
  });

  test('JSON is what its schema says, for every way to ask', () => {
    const schema = readSchema('why-report.v1');
    const image = 'spec.template.spec.containers[main].image';
    for (const [args, path] of [
      [['deployment/api', '--replicas=5'], 'spec.replicas'],
      [['deployment/api', '--replicas'], 'spec.replicas'],
      [['deployment/api', '--image', 'main=shop/api:v9'], image],
      [['deployment/api', '--image'], image],
      [
        ['deployment/api', '--field', 'memory'],
        'spec.template.spec.containers[main].resources.limits.memory',
      ],
      [['cm/api-config', '--field', 'CACHE_SIZE', '--value', '1Gi'], 'data.CACHE_SIZE'],
    ] as const) {
      if (path.endsWith('.memory')) {
        expect(told('why', ...args).stderr).toContain('has several fields memory');
        continue;
      }
      const report = json(told('why', ...args, '-o', 'json'));
      expect([violations(schema, report), report.path]).toEqual([[], path]);
    }
  });

  test('simulates the command on the moment that is asked about, and on a snapshot', () => {
    const { simulation } = json(told('why', 'deployment/api', '--replicas=5', '-o', 'json'));
    expect(simulation).toMatchObject({
      command: 'kubectl scale deployment/api -n default --replicas=5',
      pending: [],
    });
    expect(simulation.landings).toHaveLength(2);
    expect(simulation.placedAnyway).toBeGreaterThan(0);
    const sample = json(cli(['why', 'deploy/web', '--replicas=500', '--snapshot', SAMPLE, '-o', 'json']));
    expect(sample.simulation.findings.length).toBeGreaterThan(0);
    expect(sample.unknown[0]).toContain('a snapshot is one moment');
    expect(
      json(told('why', 'deployment/api', '--replicas=5', '--no-simulate', '-o', 'json')).simulation,
    ).toBeNull();
  });

  test.each([
    [['why', 'deployment/api'], 'what is asked about is missing'],
    [['why', 'deployment/api', '--replicas=many'], '--replicas takes a whole number'],
    [['why', 'deployment/api', '--image', 'side=x'], 'has the containers main, not side'],
    [['why', 'deployment/api', '--field', 'colour'], 'has no field "colour"'],
    [['why', 'deployment/api', '--replicas=3', '--field', 'x'], 'ask about two fields'],
  ])('%j is refused: %s', (args, message) => {
    const { status, stderr } = told(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('note', () => {
  test('prints the command and runs nothing', () => {
    const { status, stdout } = cli([
      'note',
      'deploy/api',
      "it's 5 $now",
      '--ticket',
      'https://t.example/1',
      '-n',
      'shop',
    ]);
    expect([status, stdout]).toEqual([
      0,
      "kubectl annotate deployment/api -n shop --overwrite 'smart.kubectl/reason=it'\\''s 5 $now' smart.kubectl/ticket=https://t.example/1\n",
    ]);
    expect(cli(['simulate', stdout.trim(), '--snapshot', SAMPLE]).stdout).toContain(
      'deployments.apps "api" not found',
    );
  });

  test('is left in a file, line by line, that histories read', () => {
    const file = join(workFolder(), 'notes.ndjson');
    for (const text of ['first', 'second'])
      expect(cli(['note', 'deployment/api', text, '--sidecar', file, '--author', 'kim']).status).toBe(0);
    const notes = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(notes.map(({ text }) => text)).toEqual(['first', 'second']);
    expect(notes.flatMap((note) => violations(readSchema('note.v1'), note))).toEqual([]);
    const read = recorded('history', 'deployment/api', '--decisions', '--notes', file).stdout;
    expect(read).toMatch(/kim: first {2}\(note\)/);
    expect(cli(['history', 'deploy/web', '--snapshot', SAMPLE, '--notes', file]).stdout).not.toContain('kim');
    expect(
      cli(['history', 'deployment/api', '--decisions', '--recording', RAW, '--recording', file]).stdout,
    ).toContain('kim: first');
  });

  test('leaves the files of others alone', () => {
    const file = join(workFolder(), 'diary.txt');
    writeFileSync(file, 'dear diary\n');
    const { status, stderr } = cli(['note', 'deployment/api', 'text', '--sidecar', file]);
    expect([status, readFileSync(file, 'utf8')]).toEqual([2, 'dear diary\n']);
    expect(stderr).toContain('this is no file of notes');
    const missing = join(workFolder(), 'no', 'such', 'folder.ndjson');
    expect(cli(['note', 'deployment/api', 'text', '--sidecar', missing]).status).toBe(2);
    expect(existsSync(missing)).toBe(false);
  });

  test.each([
    [['note', 'deployment/api', 'two', 'words'], 'put it in quotes'],
    [['note', 'api', 'text'], 'an object is named KIND/NAME'],
    [['note', 'gadget/api', 'text'], 'there is no kind "gadget"'],
    [['note', 'deployment/api', ' '], 'the note is empty'],
  ])('%j is refused: %s', (args, message) => {
    const { status, stderr } = cli(args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('debug', () => {
  test('of the incident reads as its golden file does', async () => {
    const { status, stdout, stderr } = recorded('debug', 'pod-crash', '--timeline');
    expect([status, stderr]).toEqual([0, '']);
    await expect(named(stdout)).toMatchFileSnapshot('golden/debug-pod-crash.txt');
    const brief = recorded('debug', 'pod-crash').stdout;
    expect(brief).not.toContain('Time line');
    expect(brief).toContain('CONTAINER_OUT_OF_MEMORY');
  });

  test('JSON is what its schema says, on a recording and on a snapshot', () => {
    const schema = readSchema('debug-timeline.v1');
    const sick = 'docs/handbook/sick-pods.yaml';
    for (const result of [
      recorded('debug', 'pod-crash', '--timeline', '-o', 'json'),
      recorded('debug', 'deployment/gateway', '--timeline', '-o', 'json'),
      recorded('debug', 'node/worker-1', '--since', '30s', '-o', 'json'),
      cli(['debug', 'pod-crash', '--timeline', '--snapshot', sick, '-o', 'json']),
    ]) {
      expect(result.stderr).toBe('');
      expect(violations(schema, json(result))).toEqual([]);
    }
  });

  test.each([
    [['debug', 'weather'], 'is neither KIND/NAME nor a symptom'],
    [['debug', 'pod-crush'], 'Did you mean pod-crash?'],
    [['debug', 'pod/ghost'], 'there is no Pod "ghost"'],
    [['debug', 'pod-crash', '--since', 'noon'], '--since takes a duration'],
  ])('%j is refused: %s', (args, message) => {
    const { status, stderr } = recorded(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('a symptom that nothing shows', () => {
  test('is an answer, as text and as JSON', () => {
    const { status, stdout, stderr } = recorded('debug', 'node-down', '--timeline');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^node-down: nothing of it/);
    expect(stdout).toContain('no nodes that are not Ready from 2026-11-21T08:');
    const found = json(recorded('debug', 'node-down', '-o', 'json'));
    expect(violations(readSchema('debug-timeline.v1'), found)).toEqual([]);
    expect(found).toMatchObject({ subject: null, entries: [] });
    expect(cli(['debug', 'oom', '--snapshot', SAMPLE])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('no pods killed for the memory they took in the snapshot'),
    });
  });

  test('is no answer where the input lacks what would show it', () => {
    const input = JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'default' } }],
    });
    const { status, stderr } = cli(['debug', 'node-down', '--snapshot', '-'], { input });
    expect(status).toBe(2);
    expect(stderr).toContain('whether there are nodes that are not Ready is not known');
  });

  test('a Service without a ready pod is down where slices are not known', () => {
    const labels = { app: 'web' };
    const items = [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'web', namespace: 'default' },
        spec: { selector: labels },
      },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'web-1', namespace: 'default', labels, creationTimestamp: '2026-01-01T00:00:00Z' },
        spec: { nodeName: 'n1', containers: [{ name: 'main', image: 'web' }] },
        status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] },
      },
    ];
    const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    const { status, stdout } = cli(['debug', 'service-down', '--snapshot', '-'], { input });
    expect([status, stdout.split('\n')[0]]).toEqual([
      0,
      expect.stringContaining('service-down: Service/default/web'),
    ]);
  });
});

describe('diff', () => {
  const span = ['--from', '2026-11-21T08:12:00Z', '--to', '2026-11-21T08:13:10Z'];

  test('of the incident reads as its golden file does, relations too', async () => {
    const { status, stdout } = recorded('diff', ...span, '--hops', '2', 'deployment/api');
    expect(status).toBe(0);
    await expect(named(stdout)).toMatchFileSnapshot('golden/diff-incident.txt');
  });

  test('JSON is what its schema says, between times and between snapshots', () => {
    const schema = readSchema('cluster-diff.v1');
    const before = `${RAW}/before.json.gz`;
    const after = `${RAW}/after.json.gz`;
    for (const result of [
      recorded('diff', ...span, '-o', 'json'),
      recorded('diff', ...span, '-o', 'json', '--hops', '1', 'svc/api'),
      cli(['diff', before, after, '-o', 'json']),
      cli(['diff', before, after, 'deploy/api', '--hops', '3', '-o', 'json']),
    ])
      expect(violations(schema, json(result))).toEqual([]);
  });

  test('--exit-code says whether there are differences', () => {
    expect(recorded('diff', ...span, '--exit-code').status).toBe(1);
    expect(cli(['diff', SAMPLE, SAMPLE, '--exit-code'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('No differences.'),
    });
  });

  test.each([
    [['diff', '--from', '08:13', '--to', '08:12', '--timezone', 'UTC'], '--from is later than --to'],
    [['diff', '--hops', '2'], '--hops needs the object'],
    [['diff', 'a', 'b', '--from', '08:12'], 'two snapshots are two times already'],
    [['diff', 'a'], 'diff compares two snapshots, or two times'],
  ])('%j is refused: %s', (args, message) => {
    const { status, stderr } = recorded(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('ask', () => {
  test('prints the verb line, then what it answers; "it" is what was named', () => {
    const { status, stdout } = recorded(
      'ask',
      'what did deployment api look like at 08:12:30; who changed it',
      '--timezone',
      'UTC',
    );
    expect(status).toBe(0);
    const lines = stdout.split('\n').filter((line) => line.startsWith('kubectl smart '));
    expect(lines).toEqual([
      `kubectl smart history deployment/api --state --at 08:12:30 --recording ${INCIDENT} --timezone UTC`,
      `kubectl smart history deployment/api --decisions --at 08:12:30 --recording ${INCIDENT} --timezone UTC`,
    ]);
    expect(stdout).toContain('replicas: 5');
    expect(stdout).toContain('tom@example.com (kubectl)');
  });

  test('looks up a name without a kind, and passes the exit code on', () => {
    const { stdout } = recorded('ask', 'who changed api', '--dry-run');
    expect(stdout).toBe(`kubectl smart history deployment/api --decisions --recording ${INCIDENT}\n\n`);
    const drain = cli(['ask', 'is it safe to drain worker-5', '--snapshot', SAMPLE]);
    expect(drain.status).toBe(1);
    expect(drain.stdout).toContain('BLOCKED');
  });

  test('simulates a command in the namespace of its object, unless -n names another', () => {
    const asked = (...args: string[]) =>
      cli(['ask', 'can I scale deployment cart to 5', '--dry-run', '--snapshot', SAMPLE, ...args]).stdout;
    expect(asked()).toContain("'kubectl scale deployment/cart -n shop --replicas=5'");
    expect(asked('-n', 'prod')).toContain("'kubectl scale deployment/cart -n prod --replicas=5'");
    const { status, stderr } = cli(['ask', 'can I delete deployment cartt', '--snapshot', SAMPLE]);
    expect([status, stderr]).toEqual([2, expect.stringContaining('Did you mean cart?')]);
  });

  test('says what it knows instead of guessing', () => {
    const { status, stdout, stderr } = recorded('ask', 'who changed the colour of the sky');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('names nothing that is known');
    expect(recorded('ask', 'sing a song').stderr).toContain('These I know');
  });
});

test('the lines that are promised work word for word on the bundled recording, which the environment names', () => {
  const env = { KUBECTL_SMART_RECORDING: SAMPLE_RECORDING };
  for (const args of [
    ['why', 'deployment/payment-api', '--replicas=5'],
    ['history', 'deployment/api', '--decisions'],
    ['debug', 'pod-crash', '--timeline'],
  ])
    expect(cli(args, { env })).toMatchObject({
      status: 0,
      stderr: `recording ${SAMPLE_RECORDING} (KUBECTL_SMART_RECORDING)\n`,
    });
});
