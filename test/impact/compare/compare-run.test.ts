import { describe, expect, it } from 'vitest';
import { compareRun } from '../../../src/impact/compare/compare-run.ts';
import { compareSnapshot } from '../../../src/impact/compare/compare-snapshot.ts';
import type { Aspect, Comparison } from '../../../src/impact/compare/comparison.ts';
import type { PodManifest, Prediction } from '../../../src/impact/compare/prediction.ts';
import type { PodEvent, RecordedRun } from '../../../src/impact/compare/recorded-run.ts';
import { PLAIN } from '../../../src/report/index.ts';
import { renderComparison } from '../../../src/report/text/render-comparison.ts';

const SET = 'ReplicaSet/web-5d4f';

function pod(name: string, node?: string, owner = SET): PodManifest {
  const [kind, ownerName] = owner.split('/') as [string, string];
  return {
    metadata: {
      name,
      namespace: 'default',
      uid: `uid-${name}`,
      ownerReferences: [{ kind, name: ownerName, controller: true }],
    },
    ...(node !== undefined && { spec: { nodeName: node } }),
  };
}

/** Events of a new pod that lands on a node. */
function comes(name: string, node: string, t: number, owner = SET): PodEvent[] {
  return [
    { t, event: 'created', pod: `default/${name}`, owner },
    { t, event: 'scheduled', pod: `default/${name}`, node },
    { t: t + 3, event: 'ready', pod: `default/${name}`, node },
  ];
}

function goes(name: string, t: number): PodEvent[] {
  return [
    { t, event: 'terminating', pod: `default/${name}`, node: 'n1', grace: 30 },
    { t: t + 2, event: 'deleted', pod: `default/${name}`, node: 'n1' },
  ];
}

function waits(name: string, t: number, message: string, owner = SET): PodEvent[] {
  return [
    { t, event: 'created', pod: `default/${name}`, owner },
    { t, event: 'unschedulable', pod: `default/${name}`, message },
  ];
}

function run(timeline: PodEvent[], more: Partial<RecordedRun> = {}): RecordedRun {
  return {
    name: 'case',
    description: '',
    kubernetes: 'v1.36.3',
    assume: {},
    simulate: [],
    observedSeconds: 60,
    commands: [],
    timeline,
    events: [],
    ...more,
  };
}

function prediction(timeline: PodEvent[], more: Partial<Prediction> = {}): Prediction {
  return { commands: [], timeline, services: [], ...more };
}

function missed(comparison: Comparison, aspect: Aspect): number {
  const count = comparison.aspects[aspect];
  return count === undefined ? 0 : count.of - count.held;
}

const BEFORE = [pod('web-5d4f-aaaaa', 'n1'), pod('web-5d4f-bbbbb', 'n1'), pod('web-5d4f-ccccc', 'n2')];

describe('compareRun()', () => {
  it('lets pods of one owner stand for one another', () => {
    const real = run([
      ...goes('web-5d4f-aaaaa', 0.1),
      ...comes('web-5d4f-xxxxx', 'n2', 0.1),
      ...comes('web-5d4f-yyyyy', 'n3', 0.2),
    ]);
    const predicted = prediction([
      ...goes('web-5d4f-bbbbb', 0.2),
      ...comes('web-5d4f-00001', 'n3', 0.1),
      ...comes('web-5d4f-00002', 'n2', 0.3),
    ]);
    expect(compareRun(predicted, real, BEFORE).score).toBe(1);
  });

  it('tells that a pod leaves another node', () => {
    const comparison = compareRun(
      prediction(goes('web-5d4f-ccccc', 0.1)),
      run(goes('web-5d4f-aaaaa', 0.1)),
      BEFORE,
    );
    expect(missed(comparison, 'leaves')).toBe(1);
  });

  it('lets evicted pods of a StatefulSet on one node change places, and their successors with them', () => {
    const before = [pod('db-0', 'n1', 'StatefulSet/db'), pod('db-3', 'n1', 'StatefulSet/db')];
    const leaves = (name: string, t: number): PodEvent[] => [
      { t, event: 'disruptionTarget', pod: `default/${name}`, reason: 'EvictionByEvictionAPI' },
      ...goes(name, t),
      ...comes(`${name}#2`, 'n2', t + 2, 'StatefulSet/db'),
    ];
    const real = run([...leaves('db-0', 0), ...leaves('db-3', 10)]);
    const predicted = prediction([...leaves('db-3', 0), ...leaves('db-0', 10)]);
    expect(compareRun(predicted, real, before).score).toBe(1);
  });

  it('pairs the new ReplicaSets of a Deployment whatever their hashes', () => {
    const real = run(comes('web-777-xxxxx', 'n2', 1, 'ReplicaSet/web-777'));
    const predicted = prediction(comes('web-888-00001', 'n2', 1, 'ReplicaSet/web-888'));
    expect(compareRun(predicted, real, BEFORE).score).toBe(1);
  });

  it('tells a pod that only one side has', () => {
    const real = run(comes('web-5d4f-xxxxx', 'n2', 1));
    expect(missed(compareRun(prediction([]), real, BEFORE), 'comes')).toBe(1);
    expect(missed(compareRun(prediction(real.timeline as PodEvent[]), run([]), BEFORE), 'comes')).toBe(1);
  });

  it('compares the words of a pod that stays pending', () => {
    const real = run(waits('web-5d4f-xxxxx', 1, '0/3 nodes are available: 3 Insufficient cpu.'));
    const same = prediction(waits('web-5d4f-00001', 1, '0/3 nodes are available: 3 Insufficient cpu.'));
    const other = prediction(waits('web-5d4f-00001', 1, '0/3 nodes are available: 3 Insufficient memory.'));
    expect(missed(compareRun(same, real, BEFORE), 'pending')).toBe(0);
    expect(missed(compareRun(other, real, BEFORE), 'pending')).toBe(1);
  });

  it.each([
    { real: 1, predicted: 2.9, held: true },
    { real: 1, predicted: 3.2, held: false },
    { real: 100, predicted: 109, held: true },
    { real: 100, predicted: 111, held: false },
  ])('holds a time of $predicted s beside $real s: $held', ({ real, predicted, held }) => {
    const event = (t: number): PodEvent[] => [{ t, event: 'terminating', pod: 'default/web-5d4f-aaaaa' }];
    const comparison = compareRun(
      prediction(event(predicted)),
      run(event(real), { observedSeconds: 200 }),
      BEFORE,
    );
    expect(missed(comparison, 'when')).toBe(held ? 0 : 1);
  });

  it('pairs thousands of pods of one owner in a moment', () => {
    const many = (prefix: string) =>
      Array.from({ length: 3000 }, (_, index) =>
        comes(`web-5d4f-${prefix}${index}`, `n${index % 50}`, 1),
      ).flat();
    expect(compareRun(prediction(many('a')), run(many('b')), []).score).toBe(1);
  }, 5000);

  it('leaves out what the recording could not see any more', () => {
    const comparison = compareRun(prediction(goes('web-5d4f-aaaaa', 300)), run([]), BEFORE);
    expect(comparison.points).toEqual([]);
    expect(comparison.score).toBe(1);
  });

  it('compares exit codes and lines without regard to their order and to chosen names', () => {
    const command = { command: 'kubectl drain n1', start: 0, end: 2, exit: 0, stderr: '' };
    const real = run([...goes('web-5d4f-aaaaa', 0.1), ...goes('web-5d4f-bbbbb', 5)], {
      simulate: ['kubectl drain n1'],
      commands: [
        { ...command, stdout: 'pod/web-5d4f-aaaaa evicted\npod/web-5d4f-bbbbb evicted\nnode/n1 drained\n' },
      ],
    });
    const events = [...goes('web-5d4f-bbbbb', 0.1), ...goes('web-5d4f-aaaaa', 5)];
    const answer = (stdout: string, exit = 0) =>
      prediction(events, { commands: [{ ...command, exit, stdout }] });
    const good = compareRun(
      answer('pod/web-5d4f-bbbbb evicted\npod/web-5d4f-aaaaa evicted\nnode/n1 drained\n'),
      real,
      BEFORE,
    );
    expect(good.score).toBe(1);
    const bad = compareRun(answer('node/n1 drained\nnode/n2 drained\n', 1), real, BEFORE);
    expect(missed(bad, 'exit')).toBe(1);
    expect(bad.points.filter(({ aspect, held }) => aspect === 'output' && !held)).toHaveLength(3);
  });

  it('takes the errors of concurrent work in any order', () => {
    const command = { command: 'kubectl drain n1', start: 0, end: 2, exit: 1, stdout: '' };
    const real = run([], {
      simulate: ['kubectl drain n1'],
      commands: [{ ...command, stderr: 'error: [a failed, b failed]\n' }],
    });
    const answer = (stderr: string) =>
      compareRun(prediction([], { commands: [{ ...command, stderr }] }), real, BEFORE);
    expect(answer('error: [b failed, a failed]\n').score).toBe(1);
    expect(missed(answer('error: [b failed, c failed]\n'), 'output')).toBe(2);
  });

  it('passes over the command that made a node fail', () => {
    const failed = {
      command: 'kubectl label node n1 x-',
      start: 0,
      end: 0.1,
      exit: 0,
      stdout: 'node/n1 labeled\n',
      stderr: '',
    };
    const told = { command: 'fail node n1', start: 0, end: 0, exit: 0, stdout: '', stderr: '' };
    const comparison = compareRun(
      prediction([], { commands: [told] }),
      run([], { simulate: ['fail node n1', 'sleep 5s'], commands: [failed] }),
      BEFORE,
    );
    expect(comparison.points).toEqual([]);
  });

  it('compares the fewest endpoints of a service', () => {
    const service = { service: 'default/web', before: 3, lowest: 2, zeroSeconds: 0 };
    const predicted = (lowest: number) => prediction([], { services: [{ ...service, lowest, after: 3 }] });
    expect(missed(compareRun(predicted(2), run([], { services: [service] }), BEFORE), 'services')).toBe(0);
    expect(missed(compareRun(predicted(1), run([], { services: [service] }), BEFORE), 'services')).toBe(1);
  });
});

describe('compareSnapshot()', () => {
  const state = (pods: readonly PodManifest[], ready: Record<string, number> = {}) => ({
    name: 'after',
    pods,
    readyOf: new Map(Object.entries(ready)),
    notes: [],
  });

  it('compares the endpoints that services are left with, where anything happened to them', () => {
    const quiet = { service: 'default/quiet', before: 1, lowest: 1, after: 1, zeroSeconds: 0 };
    const web = { service: 'default/web', before: 3, lowest: 2, after: 3, zeroSeconds: 0 };
    const predicted = prediction([], { services: [quiet, web] });
    const compare = (ready: Record<string, number>) =>
      compareSnapshot(predicted, BEFORE, state(BEFORE, ready));
    expect(compare({ 'default/quiet': 1, 'default/web': 3 }).aspects).toEqual({
      services: { held: 1, of: 1 },
    });
    expect(missed(compare({ 'default/quiet': 0, 'default/web': 2 }), 'services')).toBe(2);
    expect(compare({}).points).toEqual([]);
  });

  it('holds the last words about a pending pod beside those of the later state', () => {
    const words = '0/2 nodes are available: 2 Insufficient cpu.';
    const later: PodManifest = {
      ...pod('web-5d4f-xxxxx'),
      status: { conditions: [{ type: 'PodScheduled', status: 'False', message: words }] },
    };
    const predicted = prediction(waits('web-5d4f-00001', 1, '0/3 nodes are available: 3 Insufficient cpu.'), {
      pending: [{ pod: 'default/web-5d4f-00001', message: words, runs: '1/1' }],
    });
    expect(compareSnapshot(predicted, BEFORE, state([...BEFORE, later])).score).toBe(1);
  });

  it('judges who is gone, who came and where, without times', () => {
    const after = [BEFORE[0] as PodManifest, BEFORE[2] as PodManifest, pod('web-5d4f-xxxxx', 'n3')];
    const predicted = prediction([...goes('web-5d4f-bbbbb', 40), ...comes('web-5d4f-00001', 'n3', 40)]);
    expect(compareSnapshot(predicted, BEFORE, state(after)).score).toBe(1);
    const silent = compareSnapshot(prediction(goes('web-5d4f-bbbbb', 40)), BEFORE, state(after));
    expect(missed(silent, 'comes')).toBe(1);
  });
});

describe('renderComparison()', () => {
  it('tells an operator what held and what did not', () => {
    const real = run(waits('web-5d4f-xxxxx', 1, '0/3 nodes are available: 3 Insufficient cpu.'));
    expect(
      renderComparison(compareRun(prediction(comes('web-5d4f-00001', 'n2', 1)), real, BEFORE), PLAIN).join(
        '\n',
      ),
    ).toMatchInlineSnapshot(`
      "case: 28.5 % of 7 points held
              1/1  which pods come
              0/1  where pods land
              0/1  which pods stay pending, in which words
              1/4  when it happens (within 2 s or 10 %)

      Not as predicted:
      - default/web-5d4f-xxxxx (lands)
          happened:  nowhere
          predicted: n2
      - default/web-5d4f-xxxxx (pending)
          happened:  0/3 nodes are available: 3 Insufficient cpu.
          predicted: not pending
      - default/web-5d4f-xxxxx (when)
          happened:  not scheduled
          predicted: scheduled at 1 s
      - default/web-5d4f-xxxxx (when)
          happened:  unschedulable at 1 s
          predicted: not unschedulable
      - default/web-5d4f-xxxxx (when)
          happened:  not ready
          predicted: ready at 4 s"
    `);
  });
});
