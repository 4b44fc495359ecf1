import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync, zstdDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  importSnapshot,
  readSnapshot,
  snapshotOf,
  verifySnapshot,
  writeSnapshot,
} from '../../src/snapshot/index.ts';
import { filesIn, inputErrorOf, makeFile, makeFolder } from './support/files.ts';
import { list, makeNode, makePod } from './support/objects.ts';

const SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default' },
  spec: { selector: { app: 'web' } },
};
const EVENT = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'e', namespace: 'default' },
  lastTimestamp: '2026-01-02T00:00:00Z',
};
const OBJECTS = [
  makeNode('n1', { 'failure-domain.beta.kubernetes.io/zone': 'a' }),
  makePod('b'),
  makePod('a', { status: { phase: 'Pending', conditions: [] } }),
  SERVICE,
  EVENT,
];
const SOURCE = JSON.stringify(list(OBJECTS));

async function imported(source = SOURCE, compression: 'gzip' | 'zstd' = 'gzip') {
  const path = join(makeFolder(), 'cluster.ksnap');
  await importSnapshot([makeFile(source)], path, { redaction: 'none', compression });
  return path;
}

/** The file with one member's bytes changed by `change`. */
function tampered(path: string, change: (tar: Buffer) => void): string {
  const tar = gunzipSync(readFileSync(path));
  change(tar);
  const other = `${path}.tampered`;
  writeFileSync(other, gzipSync(tar));
  return other;
}

describe('the portable file', () => {
  it('gives back what the source held', async () => {
    const source = await readSnapshot([makeFile(SOURCE)]);
    for (const compression of ['gzip', 'zstd'] as const) {
      const back = await readSnapshot([await imported(SOURCE, compression)]);
      expect(back.metadata).toEqual({
        ...source.metadata,
        formats: ['ksnap'],
        sources: back.metadata.sources,
      });
      expect(back.completeness).toEqual(source.completeness);
      expect(back.notes).toEqual(source.notes);
      expect([...back.objects]).toEqual([...source.objects]);
      expect(back.events).toEqual(source.events);
      expect(back.pods.statuses.get(1)).toEqual(source.pods.statuses.get(1));
    }
  });

  it('has the same bytes for the same content, from a list, from YAML order or from itself', async () => {
    const first = await imported();
    const second = await imported(JSON.stringify(list(OBJECTS), undefined, 2));
    const third = join(makeFolder(), 'again.ksnap');
    await importSnapshot([first], third, { redaction: 'none', compression: 'gzip' });
    expect(readFileSync(second).equals(readFileSync(first))).toBe(true);
    expect(readFileSync(third).equals(readFileSync(first))).toBe(true);
  });

  it('is read by tar, and its members are lines of JSON', async () => {
    const path = await imported();
    const member = (name: string) => execFileSync('tar', ['xOzf', path, name], { encoding: 'utf8' });
    const manifest = JSON.parse(member('manifest.json'));
    expect(manifest).toMatchObject({ kind: 'Snapshot', formatVersion: '1.0', redaction: 'none' });
    const pods = member('objects/core/v1/pods.ndjson')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(pods).toEqual([OBJECTS[1], OBJECTS[2]]);
  });

  it('is verified as a whole, also where an opened snapshot never looks', async () => {
    const path = await imported();
    expect((await verifySnapshot(path)).memberCount).toBeGreaterThan(3);
    const other = tampered(path, (tar) => tar.write('X', tar.lastIndexOf('main')));
    expect((await readSnapshot([other])).pods.count).toBe(2);
    expect((await inputErrorOf(() => verifySnapshot(other))).message).toMatch(/digest/);
    const list = makeFile(SOURCE);
    expect((await inputErrorOf(() => verifySnapshot(list))).message).toMatch(/only portable files/);
  });

  it('is read without its columns, or with columns of another layout, and unpacked', async () => {
    const path = await imported();
    const digest = (await readSnapshot([path])).metadata.digest;
    const other = tampered(path, (tar) => tar.write('pods-0', tar.indexOf('pods-2')));
    expect((await readSnapshot([other])).pods.count).toBe(2);
    const folder = makeFolder();
    execFileSync('tar', ['xzf', path, '-C', folder]);
    expect((await readSnapshot([folder])).metadata.digest).toBe(digest);
    execFileSync('rm', [join(folder, 'columns/pods.bin')]);
    expect((await readSnapshot([folder])).pods.count).toBe(2);
  });

  it('is refused when a member is not what the manifest says', async () => {
    const path = await imported();
    for (const member of ['columns/pods.bin', 'objects/core/v1/services.ndjson', 'events.ndjson']) {
      const other = tampered(path, (tar) => {
        const at = tar.indexOf(`${member}\0`) + 512 + 20;
        tar[at]! ^= 1;
      });
      const error = await inputErrorOf(async () => {
        const snapshot = await readSnapshot([other]);
        return [[...snapshot.objects], snapshot.events];
      });
      expect(error.where).toContain(member);
    }
  });

  it('of a newer minor version is read, of a newer major version refused', async () => {
    const path = await imported();
    const version = (text: string) => tampered(path, (tar) => tar.write(text, tar.indexOf('"1.0"') + 1));
    expect((await readSnapshot([version('1.7')])).pods.count).toBe(2);
    const error = await inputErrorOf(() => readSnapshot([version('2.0')]));
    expect(error.message).toMatch(/format 2.0/);
    expect(error.hint).toMatch(/update/);
  });

  it('is cut off: an error, whatever is missing', async () => {
    const whole = readFileSync(await imported());
    for (const share of [0.1, 0.4, 0.6]) {
      const path = makeFile(whole.subarray(0, Math.floor(whole.length * share)));
      expect((await inputErrorOf(() => readSnapshot([path]))).message).toMatch(/cut off|missing|damaged/);
    }
  });

  it('is not touched when the new content cannot be read', async () => {
    const path = await imported();
    const before = readFileSync(path);
    const folder = join(path, '..');
    await inputErrorOf(() => importSnapshot([makeFile('{"kind":"List","items":[{}]}')], path));
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(filesIn(folder)).toEqual(['cluster.ksnap']);
    await inputErrorOf(() => importSnapshot([makeFile(SOURCE)], '/nowhere/at/all.ksnap'));
  });

  it('is written from plain objects, pods whole', async () => {
    const path = join(makeFolder(), 'sample.ksnap');
    const { snapshot, pods } = snapshotOf(OBJECTS, { kubernetes: 'v1.36.3', cluster: 'sample' });
    await writeSnapshot(snapshot, path, { pods, compression: 'zstd' });
    const back = await readSnapshot([path]);
    expect(back.metadata).toMatchObject({ cluster: 'sample', kubernetes: 'v1.36' });
    expect(
      zstdDecompressSync(readFileSync(path)).includes('"lastTransitionTime":"2026-01-01T00:00:03Z"'),
    ).toBe(true);
  });

  it('drops what is secret by default', async () => {
    const secret = 'hunter2';
    const objects = [
      makePod('a', {
        metadata: {
          annotations: { note: secret, 'karpenter.sh/do-not-disrupt': 'true' },
          managedFields: [{ x: secret }],
        },
        spec: {
          containers: [
            {
              name: 'main',
              image: 'web:1',
              args: [`--password=${secret}`],
              env: [{ name: 'PASSWORD', value: secret }],
              livenessProbe: { exec: { command: ['check', secret] } },
            },
          ],
        },
      }),
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 's', namespace: 'default' },
        data: { key: secret },
      },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'd', namespace: 'default' },
        spec: {
          template: { spec: { initContainers: [{ name: 'i', env: [{ name: 'P', value: secret }] }] } },
        },
      },
    ];
    const path = join(makeFolder(), 'redacted.ksnap');
    const snapshot = await importSnapshot([makeFile(JSON.stringify(list(objects)))], path);
    const tar = gunzipSync(readFileSync(path));
    expect(tar.includes(secret)).toBe(false);
    expect(snapshot.metadata.redaction).toBe('default');
    expect(snapshot.pods.makes.get(0).annotations).toEqual({ 'karpenter.sh/do-not-disrupt': 'true' });
  });
});
