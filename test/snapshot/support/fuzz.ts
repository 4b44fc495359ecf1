import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { InputError } from '../../../src/errors/index.ts';
import { readSnapshot } from '../../../src/snapshot/index.ts';
import { makeTarOf, stdinOf } from './bytes.ts';
import { encodeMessagePack } from './message-pack.ts';
import { makeNode, makePod } from './objects.ts';

/** What came of the runs. */
export interface FuzzResult {
  readonly counts: { read: number; refused: number };
  readonly slowestMs: number;
}

/** Small memory and time for each run, so that a loss of either is seen. */
const LIMITS = {
  valueBytesMax: 4 << 20,
  wholeBytesMax: 8 << 20,
  expandedBytesMax: 64 << 20,
  entriesMax: 5000,
};

/**
 * Damages inputs of every format in every way that it knows and reads them.
 *
 * @throws whatever reading throws that is no InputError, with the run that shows it again.
 */
export async function fuzzSnapshots(options: {
  readonly seed: number;
  readonly runs: number;
}): Promise<FuzzResult> {
  const corpus = makeCorpus();
  const counts = { read: 0, refused: 0 };
  let slowestMs = 0;
  for (let run = 0; run < options.runs; run++) {
    const random = randomOf(options.seed * 1_000_003 + run);
    const [name, bytes] = corpus[Math.floor(random() * corpus.length)]!;
    const damaged = damage(bytes, random, corpus);
    const start = performance.now();
    try {
      const snapshot = await readSnapshot(['-'], {
        stdin: stdinOf(damaged, 1 + Math.floor(random() * 9000)),
        limits: LIMITS,
      });
      for (const [, objects] of snapshot.objects) void objects.length;
      counts.read++;
    } catch (error) {
      if (!(error instanceof InputError)) {
        throw new Error(`run ${run} of seed ${options.seed} on ${name}`, { cause: error });
      }
      counts.refused++;
    }
    slowestMs = Math.max(slowestMs, performance.now() - start);
  }
  return { counts, slowestMs };
}

type Named = readonly [name: string, bytes: Buffer];

function makeCorpus(): Named[] {
  const list = {
    kind: 'List',
    apiVersion: 'v1',
    items: [makeNode('n1'), makePod('a'), makePod('b'), makePod('c')],
  };
  const json = Buffer.from(JSON.stringify(list));
  const pods = JSON.stringify({ kind: 'PodList', apiVersion: 'v1', items: [makePod('a'), makePod('b')] });
  const yaml = Buffer.from(
    'apiVersion: v1\nkind: Pod\nmetadata: &m {name: a, labels: {x: y}}\nspec: {containers: [{name: c}]}\n---\nkind: Node\napiVersion: v1\nmetadata: {name: n}\n',
  );
  const bundle = makeTarOf({
    'b/cluster-resources/pods/default.json': pods,
    'b/cluster-resources/nodes.json': JSON.stringify({
      kind: 'NodeList',
      apiVersion: 'v1',
      items: [makeNode('n1')],
    }),
    'b/cluster-info/cluster_version.json': '{"info":{"gitVersion":"v1.30.1"}}',
    'b/cluster-resources/services-errors.json': '["forbidden"]',
  });
  const gather = makeTarOf({
    'g/cluster-scoped-resources/core/nodes.yaml':
      'kind: NodeList\napiVersion: v1\nitems: [{metadata: {name: n}}]\n',
    'g/namespaces/default/core/pods.yaml': 'kind: PodList\napiVersion: v1\nitems:\n- metadata: {name: a}\n',
  });
  const trace = encodeMessagePack({
    version: 2,
    config: {},
    events: [{ ts: 1, applied_objs: [makePod('a')], deleted_objs: [] }],
  });
  const twins = readdirSync('test/twin')
    .filter((name) => !name.includes('.'))
    .slice(0, 2)
    .map((name): Named => [name, gunzipSync(readFileSync(join('test/twin', name, 'before.json.gz')))]);
  return [
    ['list', json],
    ['pods', Buffer.from(pods)],
    ['pretty', Buffer.from(JSON.stringify(list, undefined, 4))],
    ['yaml', yaml],
    ['tar', bundle],
    ['tar.gz', gzipSync(bundle)],
    ['must-gather', gather],
    ['zip', Buffer.from(zipSync({ 'a.json': json, 'b.yaml': yaml }))],
    [
      'dump',
      Buffer.from(
        `${pods}\n==== START logs for container c of pod a ====\nlog\n==== END logs for container c ====\n${pods}`,
      ),
    ],
    ['simulator', Buffer.from(`{"pods":[${JSON.stringify(makePod('a'))}],"nodes":[],"namespaces":null}`)],
    [
      'recording',
      Buffer.from(
        `{"time":"2026-01-01T00:00:00Z","event":"Add","resource":${JSON.stringify(makePod('a'))}}\n`,
      ),
    ],
    ['kai', Buffer.from(`{"config":{},"rawObjects":{"pods":[${JSON.stringify(makePod('a'))}],"nodes":[]}}`)],
    ['trace', trace],
    ['ksnap', readFileSync('test/snapshot/support/small.ksnap')],
    ['ksnap, unpacked once', gunzipSync(readFileSync('test/snapshot/support/small.ksnap'))],
    ...twins,
  ];
}

const NASTY = [
  '\0',
  '"',
  '{',
  '[',
  '}',
  ']',
  ',',
  ':',
  '\\',
  '\\u',
  'null',
  '1e999',
  '-',
  '&a *a',
  '<<: *m',
  '\uFEFF',
  '../',
  '[[[[[[[[',
  '\ud800',
  '---\n',
  '\r',
];

function damage(bytes: Buffer, random: () => number, corpus: readonly Named[]): Buffer {
  let result = Buffer.from(bytes);
  const count = Math.floor(random() * 4);
  for (let step = 0; step < count; step++) {
    const at = Math.floor(random() * (result.length + 1));
    const length = Math.floor(random() * Math.min(64, result.length));
    switch (Math.floor(random() * 7)) {
      case 0:
        result = result.subarray(0, at);
        break;
      case 1:
        if (at < result.length) result[at]! ^= 1 << Math.floor(random() * 8);
        break;
      case 2:
        result = Buffer.concat([result.subarray(0, at), result.subarray(at + length)]);
        break;
      case 3:
        result = Buffer.concat([
          result.subarray(0, at),
          Buffer.from(NASTY[Math.floor(random() * NASTY.length)]!),
          result.subarray(at),
        ]);
        break;
      case 4:
        result = Buffer.concat([
          result.subarray(0, at),
          result.subarray(Math.max(0, at - length), at),
          result.subarray(at),
        ]);
        break;
      case 5:
        result = Buffer.from(swapValue(result.toString('latin1'), random), 'latin1');
        break;
      default: {
        const other = corpus[Math.floor(random() * corpus.length)]![1];
        result = Buffer.concat([result.subarray(0, at), other.subarray(Math.floor(random() * other.length))]);
      }
    }
  }
  return result;
}

/** Puts a value of another type in place of one, in text that looks like JSON. */
function swapValue(text: string, random: () => number): string {
  const values = [...text.matchAll(/:\s*("[^"]*"|\d+|true|false|null|\{\}|\[\])/g)];
  const found = values[Math.floor(random() * values.length)];
  if (!found) return text;
  const others = ['5', '"x"', 'null', 'true', '[]', '{}', '[5]', '{"a":5}', '[null]', '-1.5'];
  const at = found.index + found[0].length - found[1]!.length;
  return (
    text.slice(0, at) + others[Math.floor(random() * others.length)]! + text.slice(at + found[1]!.length)
  );
}

/** Numbers from 0 to 1 that depend on the seed alone. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
