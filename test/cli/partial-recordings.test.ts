import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { cli, fileIn, workFolder } from './run-cli.ts';

const INCIDENT = 'test/incidents/incident-cache';
const folder = workFolder();

function linesOf(name: string): Record<string, unknown>[] {
  const text = gunzipSync(readFileSync(`${INCIDENT}/${name}`)).toString();
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The audit log at a lower level. */
function auditAt(level: 'Metadata' | 'Request'): string {
  const left = level === 'Metadata' ? ['requestObject', 'responseObject'] : ['responseObject'];
  const lines = linesOf('audit.log.gz').map((event) =>
    JSON.stringify({
      ...Object.fromEntries(Object.entries(event).filter(([key]) => !left.includes(key))),
      level,
    }),
  );
  return fileIn(folder, `audit-${level}.log`, lines.join('\n'));
}

const objects = linesOf('watch.ndjson.gz') as unknown as { type: string; object: { kind: string } }[];
const metadata = auditAt('Metadata');
const request = auditAt('Request');
/** As `kubectl get pods -A -w -o json --output-watch-events` prints it: no time anywhere but in the pods. */
const watch = fileIn(
  folder,
  'watch.json',
  objects
    .filter(({ object }) => object.kind === 'Pod')
    .map(({ type, object }) => JSON.stringify({ type, object }, null, 4))
    .join('\n'),
);
const events = fileIn(
  folder,
  'events.json',
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: objects.filter(({ object }) => object.kind === 'Event').map(({ object }) => object),
  }),
);
const AT = '2026-11-21T08:12:50Z';

describe('a recording of little says what it lacks, and nothing that it does not know', () => {
  it.each<[string, string, string[], RegExp[]]>([
    [
      'an audit log of level Metadata, outage',
      metadata,
      ['replay', 'outage', '--timestamp', AT],
      [/nothing that went wrong is recorded/, /\d+ writes of which the recording does not hold/],
    ],
    [
      'an audit log of level Metadata, history',
      metadata,
      ['history', 'configmap/api-config', '--decisions'],
      [/patched; what changed is not in the recording\n +jenkins@prod/],
    ],
    [
      'an audit log of level Metadata, why',
      metadata,
      ['why', 'deployment/api', '--replicas=5'],
      [
        /spec\.replicas is not known/,
        /\? no value of it is recorded between/,
        /holds no state of the object/,
      ],
    ],
    [
      'an audit log of level Request, history',
      request,
      ['history', 'configmap/api-config', '--decisions'],
      [/patched with CACHE_SIZE = unlimited; what it was before is not in the recording\n +jenkins@prod/],
    ],
    ['events, a time line', events, ['debug', 'pod-crash', '--timeline'], [/OOMKilling/, /BackOff/]],
    [
      'events, differences',
      events,
      ['diff'],
      [/Nothing to compare/, /whether anything differs is not known/],
    ],
    [
      'a watch of pods without times, outage',
      watch,
      ['replay', 'outage', '--timestamp', AT],
      [/OOMKilled: 5 pods of ReplicaSet\/default\/api/, /no Services with endpoints are recorded/],
    ],
    [
      'a watch of pods without times, differences',
      watch,
      ['diff'],
      [/allocatable not known, requested 1 -> 1400m/, /Only pods differ/],
    ],
  ])('%s', (_name, recording, args, texts) => {
    const { stdout, status, stderr } = cli([...args, '--recording', recording, '--timezone', 'UTC']);
    expect([stderr, status]).toEqual(['', 0]);
    for (const text of texts) expect(stdout).toMatch(text);
  });

  it('what the pods of a namespace use is not known without pods', () => {
    const { stderr, status } = cli(['top', 'default', '--recording', metadata]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/no pod is in the input/);
  });

  it('a request told twice counts with what the fuller copy says', () => {
    const { stdout } = cli([
      ...['replay', 'outage', '--timestamp', AT, '-o', 'json'],
      ...['--recording', metadata, '--recording', `${INCIDENT}/audit.log.gz`],
    ]);
    const { chain } = JSON.parse(stdout) as { chain: { object: string; who: string; summary: string }[] };
    expect(chain[0]).toMatchObject({
      object: 'ConfigMap/default/api-config',
      who: 'jenkins@prod',
      summary: 'CACHE_SIZE 256Mi → unlimited',
    });
  });
});
