import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ImportRecordingOptions, openRecording, type Recording } from '../../../src/history/index.ts';

/** When the made-up histories begin. */
export const START_MS = Date.parse('2026-03-02T08:00:00Z');

export const at = (seconds: number) => new Date(START_MS + seconds * 1000).toISOString();

/** The recording of files of these texts; a value that is no text is written as a line of JSON each. */
export function historyOf(
  files: Readonly<Record<string, string | readonly unknown[]>>,
  options: ImportRecordingOptions = {},
): Promise<Recording> {
  return openRecording(writeFiles(files), options);
}

/** Writes the files into a folder of their own; returns their paths in the order given. */
export function writeFiles(files: Readonly<Record<string, string | readonly unknown[]>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-smart-history-'));
  return Object.entries(files).map(([name, content]) => {
    const path = join(folder, name);
    writeFileSync(
      path,
      typeof content === 'string' ? content : content.map((each) => JSON.stringify(each)).join('\n'),
    );
    return path;
  });
}

let auditCount = 0;

/** A line of an audit log of level RequestResponse, a person's by default. */
export function audit(
  seconds: number,
  fields: {
    readonly verb: string;
    readonly resource: string;
    readonly group?: string;
    readonly namespace?: string;
    readonly name: string;
    readonly subresource?: string;
    readonly user?: string;
    readonly agent?: string;
    readonly code?: number;
    readonly level?: 'Metadata' | 'Request' | 'RequestResponse';
    readonly request?: unknown;
    readonly response?: unknown;
  },
): Record<string, unknown> {
  const {
    verb,
    resource,
    group,
    namespace,
    name,
    subresource,
    request,
    response,
    level = 'RequestResponse',
  } = fields;
  auditCount++;
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level,
    auditID: `audit-${auditCount}`,
    stage: 'ResponseComplete',
    requestURI: '/',
    verb,
    user: { username: fields.user ?? 'ann@example.com' },
    userAgent: fields.agent ?? 'kubectl/v1.36.3 (linux/amd64) kubernetes/abc',
    objectRef: {
      resource,
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(group === undefined ? {} : { apiGroup: group }),
      ...(subresource === undefined ? {} : { subresource }),
    },
    responseStatus: { code: fields.code ?? 200 },
    ...(level !== 'Metadata' && request !== undefined ? { requestObject: request } : {}),
    ...(level === 'RequestResponse' && response !== undefined ? { responseObject: response } : {}),
    requestReceivedTimestamp: at(seconds),
    stageTimestamp: at(seconds + 0.01),
  };
}

/** A ConfigMap in one of its versions. */
export function configMap(name: string, data: Readonly<Record<string, string>>, version?: number) {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      creationTimestamp: at(0),
      ...(version === undefined ? {} : { resourceVersion: `${version}` }),
    },
    data,
  };
}

/** A Deployment in one of its versions. */
export function deployment(name: string, replicas: number, version: number, image = 'shop:1') {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      resourceVersion: `${version}`,
      creationTimestamp: at(0),
    },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image }] } },
    },
  };
}
