import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readSnapshot } from '../../src/snapshot/index.ts';
import { inputErrorOf, makeFile, makeFolder, makeTar, stdinOf } from './support/files.ts';
import { list, makePod } from './support/objects.ts';

const JSON_LIST = JSON.stringify(list([makePod('a')]));
const TAR = makeTar({ 'pod.json': JSON.stringify(makePod('a')) });

/** A tar whose first header has another type flag. */
function tarOfType(type: string): Buffer {
  const tar = Buffer.from(TAR);
  tar.write(type, 156, 'latin1');
  tar.write('        ', 148, 'latin1');
  const sum = tar.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return tar;
}

interface Case {
  readonly what: string;
  readonly input: string | Uint8Array;
  readonly message: RegExp;
  readonly where?: RegExp;
}

const CASES: readonly Case[] = [
  { what: 'an empty file', input: '', message: /empty/ },
  { what: 'only white space', input: ' \n\n', message: /empty/ },
  { what: 'only comments', input: '# nothing\n', message: /no Kubernetes objects/ },
  {
    what: 'a table of kubectl get',
    input: 'NAMESPACE   NAME    READY\nshop        web-1   1/1\n',
    message: /^this is a table as kubectl get prints it/,
  },
  {
    what: 'what kubectl describe prints',
    input: 'Name:             web-1\nNamespace:        shop\n',
    message: /^this is what kubectl describe prints/,
  },
  {
    what: 'a warning before the list',
    input: `Warning: v1 ComponentStatus is deprecated in v1.19+\n${JSON_LIST}`,
    message: /^other text stands before the objects, in a line$/,
    where: /Warning: v1 ComponentStatus/,
  },
  {
    what: 'a list that is cut off',
    input: JSON_LIST.slice(0, -20),
    message: /cut off/,
    where: /line 1, column/,
  },
  {
    what: 'a list with a broken item',
    input: '{"kind":"List","items":[{"a":1,}]}',
    message: /key must be/,
    where: /line 1, column 32/,
  },
  {
    what: 'an item that is no object',
    input: '{"kind":"List","items":[5]}',
    message: /no object/,
    where: /item 1/,
  },
  {
    what: 'an item without a kind',
    input: '{"kind":"List","apiVersion":"v1","items":[{"metadata":{"name":"a"}}]}',
    message: /no apiVersion and kind/,
    where: /item 1/,
  },
  {
    what: 'an item without a name',
    input: JSON.stringify(list([{ apiVersion: 'v1', kind: 'Pod', metadata: {} }])),
    message: /no metadata.name/,
    where: /item 1, byte/,
  },
  {
    what: 'a field of a wrong type',
    input: JSON.stringify(list([makePod('a', { spec: { containers: 'none' } })]), undefined, 1),
    message: /spec.containers of Pod\/a must be a list, not a string/,
  },
  {
    what: 'an owner without apiVersion',
    input: JSON.stringify(
      list([
        { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', ownerReferences: [{ controller: true }] } },
      ]),
    ),
    message: /metadata.ownerReferences\[0\].apiVersion of Pod\/a must be a string, not absent/,
  },
  {
    what: 'a label that is a number, in YAML',
    input: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels: {version: 1}\n',
    message: /metadata.labels.version of Pod\/a must be a string/,
    where: /line 1/,
  },
  {
    what: 'a refusal of the API server',
    input: '{"kind":"Status","apiVersion":"v1","message":"pods is forbidden"}',
    message: /pods is forbidden/,
  },
  { what: 'a control character in a string', input: '{"kind":"List\n"}', message: /control character/ },
  { what: 'an unknown escape', input: '{"kind":"\\x"}', message: /unknown escape/ },
  { what: 'a leading zero', input: '[{"a":01}]', message: /begins with 0/ },
  { what: 'text behind the document', input: `${JSON_LIST} etc`, message: /no JSON value/ },
  { what: 'nesting without end', input: '['.repeat(100_000), message: /nested deeper/ },
  { what: 'nesting of objects', input: '{"a":'.repeat(100_000), message: /nested deeper/ },
  { what: 'nesting in YAML', input: `a: ${'['.repeat(100_000)}`, message: /maxDepth/ },
  { what: 'a NUL', input: '{"kind":\0}', message: /binary/ },
  {
    what: 'a binary file',
    input: Buffer.from([0x7f, 0x45, 0x4c, 0x46, 1, 2, 3, 0, 0, 0]),
    message: /binary/,
  },
  { what: 'UTF-16 without its mark', input: Buffer.from(JSON_LIST, 'utf16le'), message: /UTF-16/ },
  {
    what: 'duplicate keys in YAML',
    input: 'kind: Pod\nkind: Node\n',
    message: /duplicated mapping key/,
    where: /line 2, column 1/,
  },
  {
    what: 'aliases that expand without end',
    input: `a: &a [x,x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
      .split('')
      .map((key, index) => `${key}: &${key} [${Array(10).fill(`*${'abcdefg'[index]}`).join(',')}]\n`)
      .join('')}`,
    message: /aliases stand for too many/,
  },
  {
    what: 'a template that was not rendered',
    input: 'kind: Pod\nname: {{ .Values.name }}\n',
    message: /YAML cannot be read/,
    where: /line/,
  },
  { what: 'a truncated gzip', input: gzipSync(JSON_LIST).subarray(0, 60), message: /cut off/ },
  {
    what: 'a truncated zstd',
    input: zstdCompressSync(Buffer.from(JSON_LIST)).subarray(0, 60),
    message: /cut off|damaged/,
  },
  {
    what: 'a damaged gzip',
    input: Buffer.concat([gzipSync(JSON_LIST).subarray(0, 30), Buffer.alloc(200, 0x55)]),
    message: /damaged|cut off/,
  },
  { what: 'a truncated tar', input: TAR.subarray(0, 700), message: /cut off/ },
  { what: 'a truncated tar in gzip', input: gzipSync(TAR.subarray(0, 700)), message: /cut off/ },
  {
    what: 'a truncated zip',
    input: zipSync({ 'pod.json': Buffer.from(JSON_LIST) }).subarray(0, 80),
    message: /cut off|damaged|no file/,
  },
  { what: 'an absolute path', input: makeTar({ '/etc/pod.json': JSON_LIST }), message: /leads outside/ },
  { what: 'a path that climbs', input: makeTar({ 'a/../../pod.json': JSON_LIST }), message: /leads outside/ },
  {
    what: 'a path that climbs, in a zip',
    input: zipSync({ '../pod.json': Buffer.from(JSON_LIST) }),
    message: /leads outside/,
  },
  {
    what: 'a path of another system',
    input: makeTar({ 'C:\\pod.json': JSON_LIST }),
    message: /leads outside/,
  },
  { what: 'a device', input: tarOfType('3'), message: /no file/ },
  { what: 'only a link', input: tarOfType('2'), message: /no file in it is one of a cluster export/ },
  { what: 'an archive of something else', input: makeTar({ 'a.txt': 'hello' }), message: /no file in it/ },
  {
    what: 'an xz file',
    input: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0]),
    message: /cannot be read: xz/,
  },
  {
    what: 'an etcd snapshot',
    input: Buffer.concat([Buffer.alloc(16), Buffer.from([0xed, 0xda, 0x0c, 0xed]), Buffer.alloc(100)]),
    message: /etcd snapshot/,
  },
  {
    what: 'gzip within gzip within gzip',
    input: gzipSync(gzipSync(gzipSync(JSON_LIST))),
    message: /many times over/,
  },
];

describe('input that cannot be read is a clear error with its place', () => {
  for (const { what, input, message, where } of CASES) {
    it(what, async () => {
      const path = makeFile(input);
      const error = await inputErrorOf(() => readSnapshot([path]));
      expect(error.message).toMatch(message);
      expect(error.where).toContain(path);
      if (where) expect(error.where).toMatch(where);
      expect(`${error.message}${error.where}${error.hint}`.split('\n').length).toBeLessThan(15);
      const fromStdin = await inputErrorOf(() => readSnapshot(['-'], { stdin: stdinOf(input, 50) }));
      expect(fromStdin.message).toMatch(message);
    });
  }

  it('a decompression bomb, without holding it', async () => {
    const zeros = Buffer.alloc(20 << 20, ' ');
    const limits = { expansionCheckedBytes: 1 << 20, expansionRatioMax: 200 };
    for (const bomb of [
      gzipSync(zeros),
      gzipSync(makeTar({ 'a.json': zeros })),
      zipSync({ 'a.json': zeros }),
    ]) {
      const error = await inputErrorOf(() => readSnapshot([makeFile(bomb)], { limits }));
      expect(error.message).toMatch(/expands to far more/);
    }
  });

  it('one value larger than allowed, and too many files', async () => {
    const large = JSON.stringify(
      list([makePod('a', { metadata: { annotations: { a: 'x'.repeat(5_000_000) } } })]),
    );
    const tooLarge = await inputErrorOf(() =>
      readSnapshot([makeFile(large)], { limits: { valueBytesMax: 1_000_000 } }),
    );
    expect(tooLarge.message).toMatch(/larger than/);
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`${index}.json`, '{}']));
    for (const source of [makeFile(makeTar(many)), makeFolder(many)]) {
      const error = await inputErrorOf(() => readSnapshot([source], { limits: { entriesMax: 10 } }));
      expect(error.message).toMatch(/more than 10 files/);
    }
  });

  it('what is not there, and an empty folder', async () => {
    expect((await inputErrorOf(() => readSnapshot(['/nowhere/x.json']))).message).toMatch(
      /no such file or folder/,
    );
    expect((await inputErrorOf(() => readSnapshot([makeFolder()]))).message).toMatch(/no file in it/);
    expect((await inputErrorOf(() => readSnapshot(['-']))).message).toMatch(/standard input/);
  });

  it.skipIf(process.getuid?.() === 0)('what may not be read', async () => {
    const path = makeFile(JSON_LIST);
    chmodSync(path, 0o000);
    expect((await inputErrorOf(() => readSnapshot([path]))).message).toMatch(/may not/);
  });

  it('a link that leads out of a folder is not followed', async () => {
    const outside = makeFile(JSON_LIST, 'pod.json');
    const folder = makeFolder({ 'node.yaml': 'apiVersion: v1\nkind: Node\nmetadata: {name: n1}\n' });
    symlinkSync(outside, join(folder, 'link.json'));
    writeFileSync(join(folder, 'real.json'), JSON_LIST);
    symlinkSync(join(folder, 'real.json'), join(folder, 'same.json'));
    expect((await readSnapshot([folder])).pods.count).toBe(1);
  });

  it('keys that JavaScript reserves do no harm', async () => {
    const text =
      '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"__proto__":{"x":1},"spec":{"containers":[]}}';
    await readSnapshot([makeFile(text)]);
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});
