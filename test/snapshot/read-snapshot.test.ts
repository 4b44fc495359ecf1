import { gzipSync, zstdCompressSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readSnapshot } from '../../src/snapshot/index.ts';
import { makeFile, makeFolder, makeTar, stdinOf } from './support/files.ts';
import { list, makeNode, makePod } from './support/objects.ts';

const OBJECTS = [makeNode('n1'), makePod('a'), makePod('b', { metadata: { namespace: 'other' } })];
const JSON_LIST = JSON.stringify(list(OBJECTS));
const PRETTY_LIST = JSON.stringify(list(OBJECTS), undefined, 4);
const YAML_DOCUMENTS = `# rendered
apiVersion: v1
kind: Node
metadata:
  name: n1
---
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: default}
spec: {nodeName: n1, containers: [{name: main, image: web:1}]}
---
---
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Pod
  metadata: {name: b, namespace: other}
`;

function podNames(snapshot: Awaited<ReturnType<typeof readSnapshot>>): string[] {
  const { pods } = snapshot;
  return Array.from(
    { length: pods.count },
    (_, row) => `${pods.namespaces.get(pods.namespaceId.get(row))}/${pods.name.get(row)}`,
  );
}

describe('readSnapshot() reads what kubectl prints', () => {
  const texts: Readonly<Record<string, string | Uint8Array>> = {
    'a compact list': JSON_LIST,
    'a pretty list': PRETTY_LIST,
    'newline-delimited JSON': OBJECTS.map((object) => JSON.stringify(object)).join('\n'),
    'documents behind one another': OBJECTS.map((object) => JSON.stringify(object, undefined, 2)).join(''),
    'a bare array': JSON.stringify(OBJECTS),
    'a list in a list': JSON.stringify(list([list(OBJECTS)])),
    'YAML documents': YAML_DOCUMENTS,
    'a byte order mark': `\uFEFF${JSON_LIST}`,
    CRLF: PRETTY_LIST.replaceAll('\n', '\r\n'),
    'YAML with CRLF': YAML_DOCUMENTS.replaceAll('\n', '\r\n'),
    'UTF-16 from PowerShell': Buffer.from(`\uFEFF${JSON_LIST}`, 'utf16le'),
    gzip: gzipSync(JSON_LIST),
    zstd: zstdCompressSync(Buffer.from(JSON_LIST)),
    'gzip of several members': Buffer.concat([
      gzipSync(JSON_LIST.slice(0, 100)),
      gzipSync(JSON_LIST.slice(100)),
    ]),
  };
  for (const [what, text] of Object.entries(texts)) {
    it(`${what}, from a file and from standard input in chunks of any size`, async () => {
      const fromFile = await readSnapshot([makeFile(text)]);
      expect(podNames(fromFile)).toEqual(['default/a', 'other/b']);
      expect(fromFile.objects.get('Node')).toHaveLength(1);
      for (const chunkBytes of [1, 7, 1000]) {
        const fromStdin = await readSnapshot(['-'], { stdin: stdinOf(text, chunkBytes) });
        expect(fromStdin.metadata.digest).toBe(fromFile.metadata.digest);
      }
    });
  }

  it('typed lists whose items have no kind, wherever the list says its own', async () => {
    const items = [makePod('a'), makePod('b')].map(({ apiVersion: _a, kind: _k, ...item }) => item);
    for (const text of [
      JSON.stringify({ kind: 'PodList', apiVersion: 'v1', items }),
      JSON.stringify({ apiVersion: 'v1', items, kind: 'PodList' }),
      JSON.stringify({ items, apiVersion: 'v1', kind: 'PodList' }),
    ]) {
      expect(podNames(await readSnapshot([makeFile(text)]))).toEqual(['default/a', 'default/b']);
    }
  });

  it('items of null, as Go writes an empty list', async () => {
    const text = JSON.stringify({ kind: 'PodDisruptionBudgetList', apiVersion: 'policy/v1', items: null });
    const snapshot = await readSnapshot([makeFile(text)]);
    expect(snapshot.completeness.find(({ kind }) => kind === 'PodDisruptionBudget.policy')?.state).toBe(
      'empty',
    );
  });

  it('objects without a namespace as lying in default, and former groups as today’s', async () => {
    const text = 'apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: {name: web}\n';
    const snapshot = await readSnapshot([makeFile(text)]);
    expect(snapshot.objects.get('Deployment.apps')?.[0]?.metadata.namespace).toBe('default');
  });

  it('older versions as the API server converts them, so that one object read twice is one', async () => {
    const metadata = { name: 'web.1', namespace: 'x', uid: 'u', resourceVersion: '7' };
    const words = { reason: 'Failed', type: 'Warning', action: 'Run' };
    const older = {
      ...{ metadata, ...words, regarding: { kind: 'Pod', name: 'web' }, note: 'no' },
      ...{ reportingController: 'kubelet', reportingInstance: 'n1' },
    };
    const core = {
      ...{
        apiVersion: 'v1',
        kind: 'Event',
        metadata,
        ...words,
        involvedObject: { kind: 'Pod', name: 'web' },
      },
      ...{ message: 'no', reportingComponent: 'kubelet', reportingInstance: 'n1', eventTime: null },
    };
    const events = JSON.stringify({ apiVersion: 'events.k8s.io/v1', items: [older], kind: 'EventList' });
    const snapshot = await readSnapshot([makeFile(events), makeFile(JSON.stringify(core))]);
    expect(snapshot.events).toHaveLength(1);
    expect(snapshot.notes.map(({ code }) => code)).not.toContain('CONFLICTING_STATES');
    expect(snapshot.completeness.find(({ kind }) => kind === 'Event')?.count).toBe(1);
  });
});

describe('readSnapshot() reads many files', () => {
  const files = {
    'web/pod.json': JSON.stringify(OBJECTS[1]),
    'web/node.yaml': 'apiVersion: v1\nkind: Node\nmetadata: {name: n1}\n',
    'values.yaml': 'replicas: 3\n',
    'kustomization.yaml':
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [web]\n',
    'README.md': '# not read',
    '.git/config.yaml': 'not: [read',
  };
  const { '.git/config.yaml': _hidden, ...visible } = files;

  it('a folder of manifests, passing over what is no object', async () => {
    const snapshot = await readSnapshot([makeFolder(files)]);
    expect(podNames(snapshot)).toEqual(['default/a']);
    expect(snapshot.metadata.formats).toEqual(['manifests']);
    expect(snapshot.notes.find(({ code }) => code === 'FOREIGN_DOCUMENTS')?.message).toMatch(/^2 /);
  });

  it('the same from tar, tar.gz, tar.zst, zip and standard input, with the same content', async () => {
    const tar = makeTar(visible);
    const zip = zipSync(
      Object.fromEntries(Object.entries(visible).map(([path, text]) => [path, Buffer.from(text)])),
    );
    const expected = (await readSnapshot([makeFolder(files)])).metadata.digest;
    for (const archive of [tar, gzipSync(tar), zstdCompressSync(tar), zip]) {
      expect((await readSnapshot([makeFile(archive)])).metadata.digest).toBe(expected);
      expect((await readSnapshot(['-'], { stdin: stdinOf(archive) })).metadata.digest).toBe(expected);
    }
  });
});

describe('readSnapshot() merges sources', () => {
  const old = makePod('a', {
    metadata: { resourceVersion: '5' },
    status: { phase: 'Pending', conditions: [] },
  });
  const recent = makePod('a', { metadata: { resourceVersion: '40' } });

  it('takes the newest state of each object, whatever the order of the sources', async () => {
    const first = makeFile(JSON.stringify(list([old, makeNode('n1')])));
    const second = makeFile(JSON.stringify(list([makePod('b'), recent])));
    const merged = await readSnapshot([first, second]);
    const reversed = await readSnapshot([second, first]);
    expect(podNames(merged)).toEqual(['default/a', 'default/b']);
    expect(merged.pods.phase.get(0)).toBe(1);
    expect(reversed.metadata.digest).toBe(merged.metadata.digest);
    expect(merged.notes.map(({ code }) => code)).toContain('NEWEST_TAKEN');
  });

  it('says which objects differ while nothing tells which is newer', async () => {
    const left = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: a}}\n';
    const right = left.replace('app: a', 'app: b');
    const merged = await readSnapshot([makeFile(left), makeFile(right)]);
    const note = merged.notes.find(({ code }) => code === 'CONFLICTING_STATES');
    expect(note?.objects).toEqual(['Service default/web']);
    expect((await readSnapshot([makeFile(right), makeFile(left)])).metadata.digest).toBe(
      merged.metadata.digest,
    );
  });
});
