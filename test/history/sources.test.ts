import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors/index.ts';
import { openRecording, refKey } from '../../src/history/index.ts';
import { at, audit, configMap, historyOf, START_MS, writeFiles } from './support/history-of.ts';

const seconds = (timeMs: number) => (timeMs - START_MS) / 1000;

describe('watch streams', () => {
  const events = [
    { type: 'ADDED', object: configMap('config', { A: '1' }, 11) },
    { type: 'MODIFIED', object: configMap('config', { A: '2' }, 15) },
    { type: 'MODIFIED', object: configMap('config', { A: '3' }, 19) },
  ];
  const dated = (second: number, version: number) =>
    audit(second, {
      verb: 'update',
      resource: 'configmaps',
      namespace: 'shop',
      name: 'other',
      response: configMap('other', { B: `${version}` }, version),
    });

  it('without times are placed by the versions of what is dated', async () => {
    const recording = await historyOf({
      'audit.log': [dated(10, 10), dated(20, 14), dated(30, 16), dated(50, 24)],
      'watch.json': events.map((event) => JSON.stringify(event, null, 2)).join('\n'),
    });
    const changes = recording.objects.changesOf({ kind: 'ConfigMap', namespace: 'shop', name: 'config' });
    expect(changes.map(({ timeMs, timeBasis }) => [seconds(timeMs), timeBasis])).toEqual([
      [12.5, 'resourceVersion'],
      [25, 'resourceVersion'],
      [37.5, 'resourceVersion'],
    ]);
  });

  it('with a clock of their own are placed by what both tell', async () => {
    const shared = { t: 6, type: 'MODIFIED', object: configMap('other', { B: '14' }, 14) };
    const recording = await historyOf({
      'audit.log': [dated(20, 14)],
      'watch.ndjson': [{ t: 1, ...events[0] }, shared, { t: 9.5, ...events[2] }],
    });
    const changes = recording.objects.changesOf({ kind: 'ConfigMap', namespace: 'shop', name: 'config' });
    expect(changes.map(({ timeMs }) => seconds(timeMs))).toEqual([15, 23.5]);
  });

  it('without times and without anything that is dated stand at the times in the objects', async () => {
    const pod = (name: string, version: number, made: number, ready?: number) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        namespace: 'shop',
        uid: name,
        resourceVersion: `${version}`,
        creationTimestamp: at(made),
      },
      status:
        ready === undefined
          ? {}
          : { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: at(ready) }] },
    });
    const recording = await historyOf({
      'watch.json': [
        { type: 'ADDED', object: pod('old', 5, -9_000) },
        { type: 'ADDED', object: pod('new', 20, 100) },
        { type: 'MODIFIED', object: pod('new', 30, 100, 110) },
        { type: 'MODIFIED', object: pod('old', 40, -9_000) },
      ],
    });
    const times = (name: string) =>
      recording.objects
        .changesOf({ kind: 'Pod', namespace: 'shop', name })
        .map(({ timeMs, timeBasis }) => [seconds(timeMs), timeBasis]);
    expect(times('new')).toEqual([
      [100, 'listing'],
      [110, 'resourceVersion'],
    ]);
    // After the version before it, so not before 110 s.
    expect(times('old')).toEqual([
      [-9_000, 'listing'],
      [110, 'resourceVersion'],
    ]);
    expect(seconds(recording.span.fromMs)).toBe(110);
  });

  it('that break off leave a gap', async () => {
    const gone = { kind: 'Status', apiVersion: 'v1', code: 410, message: 'too old resource version' };
    const recording = await historyOf({
      'watch.ndjson': [
        { time: at(1), ...events[0] },
        { time: at(2), type: 'ERROR', object: gone },
        { time: at(3), type: 'BOOKMARK', object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: {} } },
      ],
    });
    expect(recording.gaps()).toEqual([
      {
        fromMs: START_MS + 2_000,
        toMs: START_MS + 2_000,
        what: 'watch.ndjson: the watch broke off: too old resource version',
      },
    ]);
  });
});

describe('kinds', () => {
  const list = (apiVersion: string, kind: string) => JSON.stringify({ kind, apiVersion, items: [] });
  const kindsOf = (recording: Awaited<ReturnType<typeof historyOf>>) =>
    recording.kinds().map(({ kind, state }) => `${kind} ${state}`);

  it('of an empty list there are none, and that is known', async () => {
    const recording = await historyOf({
      'classes.json': list('node.k8s.io/v1', 'RuntimeClassList'),
      'watch.json': [{ time: at(1), type: 'ADDED', object: configMap('config', { A: '1' }, 11) }],
    });
    expect(kindsOf(recording)).toEqual(['ConfigMap partial', 'RuntimeClass.node.k8s.io complete']);
    const { completeness } = recording.snapshotAt(START_MS + 1_000);
    const state = (kind: string) => completeness.find((each) => each.kind === kind)?.state;
    expect([state('RuntimeClass.node.k8s.io'), state('ConfigMap'), state('Pod')]).toEqual([
      'empty',
      'present',
      'unknown',
    ]);
  });

  it('of an empty list of no kind nothing is known', async () => {
    const recording = await historyOf({
      'nothing.json': list('v1', 'List'),
      'config.json': JSON.stringify(configMap('config', { A: '1' }, 11)),
    });
    expect(recording.kinds()).toEqual([]);
    expect(recording.sources().flatMap(({ notes }) => notes)).toEqual([
      'an empty list of no kind says nothing',
    ]);
  });

  it('that only a watch shows are partly known, also beside a list that shows all', async () => {
    const event = { time: at(9), type: 'MODIFIED', object: configMap('config', { A: '2' }, 15) };
    const watched = await historyOf({ 'watch.json': [event] });
    expect(kindsOf(watched)).toEqual(['ConfigMap partial']);
    const items = [configMap('config', { A: '1' }, 11)];
    const listed = await historyOf({
      'a-watch.json': [event],
      'list.json': JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMapList', items }),
    });
    expect(kindsOf(listed)).toEqual(['ConfigMap complete']);
  });
});

describe('lists at several times', () => {
  const list = (...items: unknown[]) => JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMapList', items });
  const stamp = (object: ReturnType<typeof configMap>, second: number) => ({
    ...object,
    metadata: {
      ...object.metadata,
      managedFields: [{ manager: 'x', operation: 'Update', time: at(second) }],
    },
  });

  it('show what came, changed and went between them', async () => {
    const recording = await historyOf({
      'monday.json': list(stamp(configMap('a', { A: '1' }, 5), 10), configMap('b', { B: '1' }, 6)),
      'tuesday.json': list(
        stamp(configMap('a', { A: '2' }, 9), 500),
        stamp(configMap('c', { C: '1' }, 8), 400),
      ),
    });
    const atEnd = recording.snapshotAt(START_MS + 600_000);
    expect(atEnd.objects.get('ConfigMap')?.map(({ metadata }) => metadata.name)).toEqual(['a', 'c']);
    const changes = recording.objects.changesOf({ kind: 'ConfigMap', namespace: 'shop', name: 'b' });
    expect(changes.map(({ operation }) => operation)).toEqual(['SEEN', 'DELETED']);
    expect(atEnd.completeness.find(({ kind }) => kind === 'ConfigMap')?.state).toBe('present');
  });

  it('say nothing of what a later list shows again: the earlier one held only some objects', async () => {
    const recording = await historyOf({
      'some.json': list(stamp(configMap('a', { A: '1' }, 5), 10)),
      'all.json': list(stamp(configMap('a', { A: '1' }, 5), 10), stamp(configMap('b', { B: '1' }, 7), 500)),
    });
    const changes = recording.objects.changesOf({ kind: 'ConfigMap', namespace: 'shop', name: 'b' });
    expect(changes.map(({ operation }) => operation)).toEqual(['SEEN']);
  });

  it('say nothing new where a watch said it already', async () => {
    const recording = await historyOf({
      'list.json': list(configMap('a', { A: '1' }, 5)),
      'watch.ndjson': [{ type: 'ADDED', time: at(3), object: configMap('a', { A: '1' }, 5) }],
    });
    expect(
      [...recording.objects.changes()].map(({ operation, timeMs }) => [operation, seconds(timeMs)]),
    ).toEqual([['ADDED', 3]]);
  });
});

describe('other sources', () => {
  it('metrics of OpenMetrics, of the older text format and of the query API', async () => {
    const recording = await historyOf({
      'a.openmetrics': `# TYPE mem gauge\nmem{pod="a",note="x \\"y\\" \\n z"} 1.5e3 ${START_MS / 1000 + 1.5}\nmem{pod="a"} +Inf ${START_MS / 1000}\n# EOF\n`,
      'b.prom': `# HELP cpu used\n# TYPE cpu counter\ncpu{pod="a"} 3 ${START_MS + 2_000}\ncpu 4\n`,
      'c.json': JSON.stringify({
        status: 'success',
        data: {
          resultType: 'matrix',
          result: [
            {
              metric: { __name__: 'up', job: 'x' },
              values: [
                [START_MS / 1000, '1'],
                [START_MS / 1000 + 5, 'NaN'],
              ],
            },
          ],
        },
      }),
    });
    const all = recording.metrics.series().map(({ id, name, labels }) => ({
      name,
      labels,
      samples: recording.metrics.samples(id).map(({ timeMs, value }) => [seconds(timeMs), value]),
    }));
    expect(all).toEqual([
      { name: 'cpu', labels: { pod: 'a' }, samples: [[2, 3]] },
      { name: 'mem', labels: { note: 'x "y" \n z', pod: 'a' }, samples: [[1.5, 1500]] },
      { name: 'mem', labels: { pod: 'a' }, samples: [[0, Number.POSITIVE_INFINITY]] },
      { name: 'up', labels: { job: 'x' }, samples: [[0, 1]] },
    ]);
    expect(recording.sources().find(({ name }) => name === 'b.prom')?.notes).toEqual([
      'samples without a time were left out',
    ]);
  });

  it('events of both groups, once each, whoever shows them', async () => {
    const core = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'e1', namespace: 'shop', uid: 'e1' },
      involvedObject: { kind: 'Pod', apiVersion: 'v1', namespace: 'shop', name: 'web-1' },
      reason: 'BackOff',
      message: 'Back-off restarting failed container',
      type: 'Warning',
      count: 3,
      firstTimestamp: at(0),
      lastTimestamp: at(40),
      source: { component: 'kubelet' },
    };
    const modern = {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: 'e2', namespace: 'shop', uid: 'e2' },
      regarding: { kind: 'Deployment', apiVersion: 'apps/v1', namespace: 'shop', name: 'web' },
      reason: 'Scaled',
      note: 'up',
      type: 'Normal',
      eventTime: at(5),
      reportingController: 'x',
    };
    const recording = await historyOf({
      'events.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [core, modern] }),
      'again.ndjson': [{ type: 'ADDED', object: core, time: at(41) }],
    });
    expect(
      recording.events
        .events()
        .map(({ timeMs, regarding, reason, type, count, reporter }) => [
          seconds(timeMs),
          refKey(regarding),
          reason,
          type,
          count,
          reporter,
        ]),
    ).toEqual([
      [5, 'Deployment/shop/web', 'Scaled', 'Normal', 1, 'x'],
      [40, 'Pod/shop/web-1', 'BackOff', 'Warning', 3, 'kubelet'],
    ]);
  });

  it('logs, commits, notes and alerts', async () => {
    const [alerts = '', commits = '', notes = '', gitLog = ''] = writeFiles({
      'alerts.json': JSON.stringify({
        alerts: [
          {
            labels: { alertname: 'HighLatency', service: 'web', namespace: 'shop' },
            annotations: { summary: 'slow' },
            startsAt: at(7),
          },
        ],
      }),
      'commits.ndjson': [
        {
          sha: '4f2a91c0ffee',
          author: { email: 'ann@example.com' },
          date: at(3),
          message: 'web: 5 replicas',
          object: 'deployment/web',
        },
      ],
      'notes.ndjson': [
        {
          apiVersion: 'kubectl-smart/v1',
          kind: 'Note',
          time: at(4),
          author: 'bob',
          object: 'Deployment/shop/web',
          text: 'do not scale',
        },
      ],
      'git.txt': `commit 0123456789abcdef\nAuthor: Ann <ann@example.com>\nDate:   ${at(2)}\n\n    Raise the limit\n\n    Because of the queue.\n`,
    });
    const recording = await openRecording([alerts, commits, notes, gitLog]);
    expect(
      recording.events.events().map(({ reason, regarding, note }) => [reason, refKey(regarding), note]),
    ).toEqual([['HighLatency', 'Service/shop/web', 'slow']]);
    expect(
      recording
        .decisions()
        .map(({ timeMs, author, text, origin, ref }) => [
          seconds(timeMs),
          author,
          text,
          origin,
          ref && refKey(ref),
        ]),
    ).toEqual([
      [2, 'ann@example.com', 'Raise the limit\n\nBecause of the queue.', 'commit 0123456789ab', undefined],
      [3, 'ann@example.com', 'web: 5 replicas', 'commit 4f2a91c0ffee', 'Deployment/default/web'],
      [4, 'bob', 'do not scale', 'note', 'Deployment/shop/web'],
    ]);
  });

  it('never keep what is secret', async () => {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 's',
        namespace: 'shop',
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 'c2VjcmV0' },
      },
      data: { key: 'c2VjcmV0' },
    };
    const config = configMap(
      'c',
      { DB_PASSWORD: 'hunter2', URL: 'postgres://u:hunter2@db/x', SIZE: '256Mi', CACHE_KEYSPACE: 'shop' },
      3,
    );
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', namespace: 'shop' },
      spec: {
        containers: [
          {
            name: 'main',
            env: [
              { name: 'API_TOKEN', value: 'hunter2' },
              { name: 'MODE', value: 'fast' },
            ],
            args: ['--password=hunter2', '--level=3'],
          },
        ],
      },
    };
    const patch = audit(1, {
      verb: 'patch',
      resource: 'secrets',
      namespace: 'shop',
      name: 's',
      request: { data: { key: 'c2VjcmV0' } },
    });
    const [path = ''] = writeFiles({ 'all.ndjson': [secret, config, pod, patch] });
    const recording = await openRecording([path]);
    const kept = JSON.stringify([
      ...[...recording.objects.changes()].map((change) => recording.objects.bodyOf(change)),
      ...recording.actions.actions(),
    ]);
    expect(kept).not.toMatch(/hunter2|c2VjcmV0/);
    expect(kept).toMatch(/256Mi/);
    expect(kept).toMatch(/"CACHE_KEYSPACE":"shop"/);
    expect(kept).toMatch(/"value":"fast"/);
    expect(kept).toMatch(/--level=3/);
  });

  it.each<[string, string | Buffer]>([
    ['an empty file', ''],
    ['a text of nothing', 'hello\nworld\n'],
    ['JSON of something else', '{"a": 1}'],
    ['JSON that is cut off', '{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Me'],
    ['an SQLite file of another kind', `SQLite format 3\0${'\0'.repeat(200)}`],
    ['a damaged recording', `SQLite format 3\0${'x'.repeat(4096)}`],
  ])('%s is refused', async (_name, content) => {
    const [path = ''] = writeFiles({ 'file.any': content.toString() });
    await expect(openRecording([path])).rejects.toBeInstanceOf(InputError);
  });
});
