import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { captureRole, captureSnapshot, readCluster, readSnapshot } from '../../src/snapshot/index.ts';
import { filesIn, inputErrorOf, makeFile, makeFolder } from './support/files.ts';
import { makeNode, makePod } from './support/objects.ts';

type Handler = (url: URL, request: IncomingMessage, response: ServerResponse) => boolean;
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

const withoutKind = ({
  apiVersion: _apiVersion,
  kind: _kind,
  ...object
}: object & { apiVersion?: string; kind?: string }) => object;
const PODS = ['a', 'b', 'c', 'd', 'e'].map((name) => withoutKind(makePod(name)));
const CORE = ['pods Pod true', 'nodes Node false', 'services Service true', 'secrets Secret true'];

function resources(lines: readonly string[]) {
  return {
    kind: 'APIResourceList',
    resources: lines.map((line) => {
      const [name, kind, namespaced] = line.split(' ');
      return { name, kind, namespaced: namespaced === 'true', verbs: ['get', 'list'] };
    }),
  };
}

/** A small API server; `special` answers first. Returns a kubeconfig and what was asked. */
async function serve(special: Handler = () => false) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://x');
    asked.push(`${request.method} ${request.url}`);
    const json = (value: unknown, status = 200) => {
      response.writeHead(status, {
        'content-type': 'application/json',
        date: 'Sat, 03 Jan 2026 00:00:00 GMT',
      });
      response.end(JSON.stringify(value));
    };
    if (special(url, request, response)) return;
    const limit = Number(url.searchParams.get('limit') ?? PODS.length) || PODS.length;
    const from = Number(url.searchParams.get('continue') ?? 0);
    switch (url.pathname) {
      case '/version':
        return json({ gitVersion: 'v1.34.1' });
      case '/api/v1':
        return json(resources(CORE));
      case '/apis':
        return json({
          groups: [{ name: 'karpenter.sh', preferredVersion: { groupVersion: 'karpenter.sh/v1' } }],
        });
      case '/apis/karpenter.sh/v1':
        return json(resources(['nodepools NodePool false', 'nodepools/status NodePool false']));
      case '/apis/karpenter.sh/v1/nodepools':
        return json({ kind: 'NodePoolList', items: [{ metadata: { name: 'general' } }], metadata: {} });
      case '/api/v1/nodes':
        return json({
          kind: 'NodeList',
          apiVersion: 'v1',
          items: [withoutKind(makeNode('n1'))],
          metadata: {},
        });
      case '/api/v1/services':
        return json({ kind: 'Status', message: 'services is forbidden' }, 403);
      case '/api/v1/pods': {
        const items = PODS.slice(from, from + limit);
        const next = from + limit < PODS.length ? String(from + limit) : '';
        return json({ kind: 'PodList', apiVersion: 'v1', metadata: { continue: next }, items });
      }
      default:
        return json({ kind: 'Status', message: 'not found' }, 404);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const kubeconfig = makeFile(
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'test',
      clusters: [
        { name: 'prod', cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } },
      ],
      users: [{ name: 'me', user: { token: 't' } }],
      contexts: [{ name: 'test', context: { cluster: 'prod', user: 'me' } }],
    }),
    'kubeconfig',
  );
  return { kubeconfig, asked };
}

describe('a capture of a live cluster', () => {
  it('lists every kind in pages, reading only, and says what it may not see', async () => {
    const { kubeconfig, asked } = await serve();
    const kinds: string[] = [];
    const snapshot = await readCluster({
      kubeconfig,
      chunkSize: 2,
      onProgress: ({ kind }) => kinds.push(kind),
    });
    expect(snapshot.pods.count).toBe(5);
    expect(snapshot.objects.get('NodePool.karpenter.sh')).toHaveLength(1);
    expect(snapshot.metadata).toMatchObject({
      cluster: 'prod',
      kubernetes: 'v1.34',
      takenAtMs: Date.parse('2026-01-03T00:00:00Z'),
      formats: ['live cluster'],
    });
    const states = new Map(snapshot.completeness.map((line) => [line.kind, line]));
    expect(states.get('Service')).toMatchObject({
      state: 'unknown',
      detail: expect.stringMatching(/forbidden/),
    });
    expect(states.get('PodDisruptionBudget.policy')?.state).toBe('empty');
    expect(states.get('Pod')?.state).toBe('present');
    expect(kinds.filter((kind) => kind === 'Pod')).toHaveLength(3);
    expect(asked.every((line) => line.startsWith('GET '))).toBe(true);
    expect(asked.some((line) => line.includes('secrets'))).toBe(false);
  });

  it('begins a list again when it has grown too old', async () => {
    let isGone = true;
    const { kubeconfig } = await serve((url, _request, response) => {
      if (url.pathname !== '/api/v1/pods' || url.searchParams.get('continue') !== '4' || !isGone)
        return false;
      isGone = false;
      response.writeHead(410).end('{"kind":"Status","reason":"Expired"}');
      return true;
    });
    expect((await readCluster({ kubeconfig, chunkSize: 2 })).pods.count).toBe(5);
  });

  it('becomes a portable file', async () => {
    const { kubeconfig } = await serve();
    const path = join(makeFolder(), 'live.ksnap');
    const captured = await captureSnapshot(path, { kubeconfig });
    const read = await readSnapshot([path]);
    expect(read.metadata.digest).toBe(captured.metadata.digest);
    expect(read.metadata.redaction).toBe('default');
    expect(read.completeness).toEqual(captured.completeness);
  });

  it('of one namespace says so', async () => {
    const { kubeconfig } = await serve((url, _request, response) => {
      if (!url.pathname.startsWith('/api/v1/namespaces/x/')) return false;
      response.end(JSON.stringify({ kind: 'List', items: [], metadata: {} }));
      return true;
    });
    const snapshot = await readCluster({ kubeconfig, namespace: 'x' });
    expect(snapshot.completeness.find(({ kind }) => kind === 'Pod')).toMatchObject({
      detail: 'captured only for x',
    });
  });

  it('explains expired credentials, servers that are not there and broken answers, and leaves no file', async () => {
    const folder = makeFolder();
    const path = join(folder, 'live.ksnap');
    const expired = await serve((_url, _request, response) => {
      response.writeHead(401).end();
      return true;
    });
    expect((await inputErrorOf(() => captureSnapshot(path, expired))).message).toMatch(/expired/);
    const broken = await serve((url, _request, response) => {
      if (url.pathname !== '/api/v1/pods') return false;
      response.writeHead(200, { 'content-length': '1000' }).write('{"kind":"PodList","items":[');
      setTimeout(() => response.destroy(), 20);
      return true;
    });
    expect((await inputErrorOf(() => captureSnapshot(path, broken))).message).toMatch(
      /cannot be reached|cut off/,
    );
    const nobody = await serve();
    stops.pop()!();
    expect((await inputErrorOf(() => captureSnapshot(path, nobody))).message).toMatch(/cannot be reached/);
    const wrong = await inputErrorOf(() => captureSnapshot(path, { ...nobody, context: 'other' }));
    expect(wrong.hint).toMatch(/test/);
    const none = await inputErrorOf(() => captureSnapshot(path, { kubeconfig: '/nowhere/config' }));
    expect(none.message).toMatch(/kubeconfig cannot be read/);
    expect(filesIn(folder)).toEqual([]);
  });

  it('needs a role that only lists', () => {
    const role = captureRole();
    expect(role).toContain('"poddisruptionbudgets"');
    expect(role).not.toMatch(/"(secrets|create|watch|delete)"/);
  });
});
