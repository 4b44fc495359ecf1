import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InputError } from '../../errors/index.ts';
import type { Archive, Chunks } from './archive.ts';
import { decompress } from './compression.ts';
import { FolderArchive, fileChunks, fleetingFileChunks, unreadable } from './folder.ts';
import { ExpansionGuard, type ReadLimits } from './limits.ts';
import { SNIFF_BYTES, sniff } from './sniff.ts';
import { TarArchive } from './tar.ts';
import { ZipArchive } from './zip.ts';

/** One file of text: a list, manifests, a recording. */
export interface TextSource {
  readonly name: string;
  readonly head: Uint8Array;
  /** Its bytes from the start, decompressed; a chunk may be overwritten after the next one was asked for. */
  readonly open: () => Chunks;
  /** Whether `open` works more than once. */
  readonly isRepeatable: boolean;
}

/** A source, told apart by its first bytes. */
export type OpenedSource = { readonly dispose: () => Promise<void> } & (
  | { readonly type: 'archive'; readonly archive: Archive }
  | { readonly type: 'text'; readonly text: TextSource }
);

/** Bytes that are read at once of a file of which only the beginning is wanted. */
const HEAD_CHUNK_BYTES = 1 << 14;

/** The name that stands for standard input. */
export const STDIN = '-';

/**
 * Opens a path, or standard input for `-`.
 *
 * @throws InputError when it cannot be read or is of a kind that nobody could read.
 */
export async function openSource(
  source: string,
  limits: ReadLimits,
  stdin: Readable | undefined,
): Promise<OpenedSource> {
  if (source === STDIN) {
    if (!stdin) throw new InputError('standard input is not there', { where: STDIN });
    return openStream(stdin, limits);
  }
  const info = await stat(source).catch((error: unknown) => {
    throw unreadable(source, error);
  });
  if (info.isDirectory()) {
    return { type: 'archive', archive: new FolderArchive(source, limits), dispose: async () => {} };
  }
  if (!info.isFile() && !info.isFIFO() && !info.isCharacterDevice()) {
    throw new InputError(`cannot read ${source}: it is neither a file nor a folder`, { where: source });
  }
  if (!info.isFile())
    return openStream(Readable.from(fileChunks(source), { objectMode: false }), limits, source);
  const opened = await openFile(source, source, limits);
  return { ...opened, dispose: async () => {} };
}

/** Tells apart what can be opened again and again: archive or text, under at most two layers of compression. */
async function openFile(name: string, path: string, limits: ReadLimits) {
  let layer = (chunkBytes?: number): Chunks => fileChunks(path, chunkBytes);
  for (let depth = 0; ; depth++) {
    const head = await readHead(layer(HEAD_CHUNK_BYTES));
    const type = sniff(head, name);
    const content = layer;
    if (type === 'tar') return { type: 'archive' as const, archive: new TarArchive(name, content, limits) };
    if (type === 'zip') return { type: 'archive' as const, archive: new ZipArchive(name, content, limits) };
    if (type === 'text') {
      const text = textOf(name, head, depth === 0 ? path : undefined, content);
      return { type: 'text' as const, text };
    }
    if (depth === 2) throw new InputError('the file is compressed many times over', { where: name });
    layer = (chunkBytes) => decompress(content(chunkBytes), type, name, new ExpansionGuard(name, limits));
  }
}

/** A text that is not compressed is read in the way that suits large files. */
function textOf(name: string, head: Uint8Array, path: string | undefined, content: () => Chunks): TextSource {
  return {
    name,
    head,
    open: path === undefined ? content : () => fleetingFileChunks(path),
    isRepeatable: true,
  };
}

/** A stream is read once when it is text; anything else is kept in a temporary file until the source is disposed of. */
async function openStream(stream: Readable, limits: ReadLimits, name = STDIN): Promise<OpenedSource> {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  const seen: Uint8Array[] = [];
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < SNIFF_BYTES) {
    const { done, value } = await chunks.next();
    if (done) break;
    seen.push(value);
    head = Buffer.concat(seen).subarray(0, SNIFF_BYTES);
  }
  const all = async function* (): AsyncGenerator<Uint8Array> {
    yield* seen;
    yield* { [Symbol.asyncIterator]: () => chunks };
  };
  if (sniff(head, name) === 'text') {
    return { type: 'text', text: { name, head, open: all, isRepeatable: false }, dispose: async () => {} };
  }
  const folder = await mkdtemp(join(tmpdir(), 'kubectl-smart-'));
  const dispose = () => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, 'stdin');
    await pipeline(all(), createWriteStream(path, { mode: 0o600 }));
    return { ...(await openFile(name, path, limits)), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function readHead(chunks: Chunks): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
    if (length >= SNIFF_BYTES) break;
  }
  return Buffer.concat(parts).subarray(0, SNIFF_BYTES);
}
