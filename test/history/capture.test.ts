import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { captureRecording, openRecording } from '../../src/history/index.ts';
import { configMap } from './support/history-of.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** What one watch gets: events, or that the user is not known any more. */
type Watch = 'unauthorized' | ((response: ServerResponse, version: string) => void);

/** An API server that knows ConfigMaps only; `watches` answer one watch each, further ones stay silent. */
async function serve(watches: readonly Watch[], lists: readonly (readonly unknown[])[]) {
  let watchCount = 0;
  let listCount = 0;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x');
    const json = (value: unknown, status = 200) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    if (url.pathname === '/version') return json({ gitVersion: 'v1.36.3' });
    if (url.pathname === '/apis') return json({ groups: [] });
    if (url.pathname === '/api/v1') {
      const resource = { name: 'configmaps', kind: 'ConfigMap', namespaced: true, verbs: ['list', 'watch'] };
      return json({ kind: 'APIResourceList', resources: [resource] });
    }
    if (url.pathname !== '/api/v1/configmaps') return json({ kind: 'Status' }, 404);
    if (url.searchParams.get('watch') !== '1') {
      const items = lists[Math.min(listCount++, lists.length - 1)] ?? [];
      return json({
        kind: 'ConfigMapList',
        apiVersion: 'v1',
        metadata: { resourceVersion: `${100 * listCount}` },
        items,
      });
    }
    const watch = watches[watchCount++];
    if (watch === 'unauthorized') return json({ kind: 'Status' }, 401);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    watch?.(response, url.searchParams.get('resourceVersion') ?? '');
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-smart-capture-'));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const kubeconfig = join(folder, 'config');
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      'current-context': 'c',
      clusters: [
        {
          name: 'test',
          cluster: {
            server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
            'insecure-skip-tls-verify': true,
          },
        },
      ],
      contexts: [{ name: 'c', context: { cluster: 'test', user: 'u' } }],
      users: [{ name: 'u', user: {} }],
    }),
  );
  return { kubeconfig, folder, path: join(folder, 'r.ksrec') };
}

const send = (response: ServerResponse, type: string, object: unknown) => {
  response.write(`${JSON.stringify({ type, object })}\n`);
};
const CONFIG = { kind: 'ConfigMap', namespace: 'shop', name: 'a' };

async function record(api: Awaited<ReturnType<typeof serve>>, stop: AbortSignal) {
  const end = await captureRecording(api.path, { kubeconfig: api.kubeconfig, redaction: 'default', stop });
  return { end, recording: await openRecording([api.path]) };
}

describe('record capture', () => {
  it('takes the present state and what changes until it is stopped', async () => {
    const stop = new AbortController();
    const api = await serve(
      [
        (response, version) => {
          expect(version).toBe('100');
          send(response, 'MODIFIED', configMap('a', { A: '2' }, 101));
          send(response, 'BOOKMARK', { metadata: { resourceVersion: '105' } });
          response.end();
        },
        (response, version) => {
          expect(version).toBe('105');
          send(response, 'DELETED', configMap('a', { A: '2' }, 106));
          setTimeout(() => stop.abort(), 200);
        },
      ],
      [[configMap('a', { A: '1' }, 50), configMap('b', { B: '1' }, 51)]],
    );
    const { end, recording } = await record(api, stop.signal);
    expect(end).toBeUndefined();
    expect(recording.objects.changesOf(CONFIG).map(({ operation }) => operation)).toEqual([
      'SEEN',
      'MODIFIED',
      'DELETED',
    ]);
    expect(
      recording
        .snapshotAt(recording.span.toMs)
        .objects.get('ConfigMap')
        ?.map(({ metadata }) => metadata.name),
    ).toEqual(['b']);
    expect(recording.kinds().find(({ kind }) => kind === 'ConfigMap')?.state).toBe('complete');
    expect(readdirSync(api.folder).sort()).toEqual(['config', 'r.ksrec']);
  });

  it('lists again after a 410, and says that something may be missing', async () => {
    const stop = new AbortController();
    const gone = { kind: 'Status', code: 410, message: 'too old resource version' };
    const api = await serve(
      [
        (response) => {
          send(response, 'ERROR', gone);
          response.end();
        },
        (_response, version) => {
          expect(version).toBe('200');
          setTimeout(() => stop.abort(), 100);
        },
      ],
      [[configMap('a', { A: '1' }, 50)], [configMap('a', { A: '3' }, 150)]],
    );
    const { recording } = await record(api, stop.signal);
    expect(recording.gaps().map(({ what }) => what)).toEqual([
      'ConfigMap: the server had forgotten where the watch was; changes may be missing',
    ]);
    expect(recording.objects.objectAt(CONFIG, recording.span.toMs)?.data).toEqual({ A: '3' });
  });

  it('writes what it has when the server forgets the user', async () => {
    const api = await serve(
      [(response) => response.end(), 'unauthorized'],
      [[configMap('a', { A: '1' }, 50)]],
    );
    const { end, recording } = await record(api, new AbortController().signal);
    expect(end).toMatch(/does not accept the credentials/);
    expect(recording.counts().changes).toBe(1);
    expect(recording.gaps()[0]?.what).toMatch(/ended by itself/);
  });
});
