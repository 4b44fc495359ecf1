import { statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { InputError } from '../../errors/index.ts';
import { groupKindOf, type KubeObject } from '../../kubernetes/index.ts';
import {
  type Archive,
  type Chunks,
  DEFAULT_LIMITS,
  openSource,
  readDocuments,
  readSources,
  type TextSource,
} from '../../snapshot/index.ts';
import type { RecordedRedaction } from '../import/redact-recorded.ts';
import type { Staging } from '../import/staging.ts';
import { takeObject } from './cluster-objects.ts';
import { logOwnerOf, takeLogLine } from './container-log.ts';
import { GitLogReader, isGitLog } from './decisions.ts';
import { Listing } from './listing.ts';
import { isMetricsText, takeMetricsLine } from './metrics-text.ts';
import { RecordSink } from './record-sink.ts';
import { textLines } from './text-lines.ts';

/** What the reading of sources needs. */
export interface SourceContext {
  readonly staging: Staging;
  readonly redaction: RecordedRedaction;
  readonly stdin: Readable | undefined;
}

const JSON_START = /^\uFEFF?\s*[{[]/;
const RECORD_START =
  /"kind"\s*:\s*"Event(List)?"\s*,\s*"apiVersion"\s*:\s*"audit|"apiVersion"\s*:\s*"audit\.k8s\.io|"type"\s*:\s*"(ADDED|MODIFIED|DELETED|BOOKMARK)"|"resultType"|"protoPayload"/;

/**
 * Takes in one source, whatever it turns out to be: a file of records, an export of the cluster, or a folder of them.
 *
 * @throws InputError when it cannot be read or holds nothing that a recording is made of.
 */
export async function readSource(path: string, context: SourceContext): Promise<void> {
  const opened = await openSource(path, DEFAULT_LIMITS, context.stdin);
  try {
    if (opened.type === 'text') {
      context.staging.beginSource(baseName(path));
      await readText(opened.text, path, context);
      return;
    }
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
      await readFolder(opened.archive, path, context);
    else await readExport(path, opened.archive, context);
  } finally {
    await opened.dispose();
  }
}

/** A folder of records is read file by file; one that is laid out as an export, as that. */
async function readFolder(archive: Archive, path: string, context: SourceContext): Promise<void> {
  const files = (await archive.paths()).map((each) => `${path}/${each}`);
  const isOfRecords = await anyIsRecord(files);
  if (!isOfRecords) {
    await readExport(path, archive, context);
    return;
  }
  let takenCount = 0;
  for (const file of files) {
    const before = context.staging.recordCount;
    try {
      await readSource(file, context);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      context.staging.leaveOut(error.message);
    }
    if (context.staging.recordCount > before) takenCount++;
  }
  if (takenCount === 0) throw nothingToRecord(path);
}

async function anyIsRecord(files: readonly string[]): Promise<boolean> {
  for (const file of files) {
    const opened = await openSource(file, DEFAULT_LIMITS, undefined).catch(() => undefined);
    if (!opened) continue;
    const head = opened.type === 'text' ? new TextDecoder().decode(opened.text.head) : '';
    await opened.dispose();
    if (RECORD_START.test(head) || isMetricsText(head) || isGitLog(head)) return true;
  }
  return false;
}

async function readText(text: TextSource, path: string, context: SourceContext): Promise<void> {
  const { staging } = context;
  const head = new TextDecoder().decode(text.head);
  const owner = logOwnerOf(path);
  if (owner && !JSON_START.test(head)) {
    staging.source.format = 'container log';
    await eachLine(text.open(), (line, number) => takeLogLine(line, owner, staging, number));
  } else if (isMetricsText(head)) {
    staging.source.format = 'metrics';
    await eachLine(text.open(), (line) => takeMetricsLine(line, staging));
  } else if (isGitLog(head)) {
    staging.source.format = 'commits';
    const reader = new GitLogReader(staging);
    await eachLine(text.open(), (line, number) => reader.take(line, number));
    reader.finish();
  } else {
    const sink = new RecordSink(staging, context.redaction);
    await readDocuments(text.open(), sink, {
      name: path,
      limits: DEFAULT_LIMITS,
      ...(text.isRepeatable ? { reopen: text.open } : {}),
    });
    if (sink.takenCount === 0 && staging.source.recordCount === 0) throw nothingToRecord(path);
    if (sink.foreignCount > 0) staging.note(`${sink.foreignCount} documents were nothing to record`);
  }
}

async function eachLine(chunks: Chunks, take: (line: string, number: number) => void): Promise<void> {
  let number = 0;
  for await (const line of textLines(chunks)) take(line, ++number);
}

/** An export of the cluster at one time, with the containers' logs in it. */
async function readExport(path: string, archive: Archive, context: SourceContext): Promise<void> {
  const { staging, redaction } = context;
  staging.beginSource(baseName(path));
  const listing = new Listing();
  let line = 0;
  const { snapshot } = await readSources(
    [path],
    {},
    {
      transform: (object: KubeObject) => {
        line++;
        if (takeObject(structuredClone(object), staging, redaction, { operation: 'SEEN', line })) {
          listing.saw(object, groupKindOf(object.apiVersion!, object.kind!));
        }
        return object;
      },
    },
  );
  const { formats, takenAtMs, kubernetes, cluster } = snapshot.metadata;
  staging.source.format = formats.join(', ');
  listing.end({}, staging);
  for (const { kind, state } of snapshot.completeness) {
    if (state === 'empty') staging.listing(kind, undefined, undefined, takenAtMs);
    if (state !== 'unknown') staging.kind(kind, 'complete', undefined);
  }
  if (kubernetes !== undefined) staging.fact('kubernetes', kubernetes);
  if (cluster !== undefined) staging.fact('cluster', cluster);
  for await (const entry of archive.entries((each) => logOwnerOf(each) !== undefined)) {
    const owner = logOwnerOf(entry.path);
    if (owner) await eachLine(entry.chunks, (text, number) => takeLogLine(text, owner, staging, number));
  }
}

function nothingToRecord(path: string): InputError {
  return new InputError('the input holds nothing that a recording is made of', {
    where: path,
    hint: 'give audit logs, watch streams, events, exports of the cluster, metrics or logs: see docs/verbs/record.md',
  });
}

function baseName(path: string): string {
  return path.replace(/\/+$/, '').split('/').at(-1) || path;
}
