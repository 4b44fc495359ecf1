import { InputError } from '../../errors/index.ts';
import { parseYaml, type YamlDocument } from '../../kubernetes/index.ts';
import type { Chunks } from '../archive/archive.ts';
import type { ReadLimits } from '../archive/limits.ts';
import { leadingTextError, printedError } from './foreign-text.ts';
import { type DocumentSink, JsonTextError, readJson, type SkipForeignText } from './read-json.ts';
import { skipSpace } from './skip-value.ts';
import { utf8Chunks } from './utf8.ts';

/** What `readDocuments` needs to know of a text. */
export interface TextOptions {
  /** How errors call it. */
  readonly name: string;
  readonly limits: ReadLimits;
  readonly skipForeignText?: SkipForeignText;
  /** The bytes once more, to find the line of an error. */
  readonly reopen?: () => Chunks;
}

/**
 * Reads JSON (one document, many, NDJSON) or YAML (one document or many) from a stream of bytes, told apart by the
 * first character as kubectl does.
 *
 * @returns whether there was any text.
 * @throws InputError with the place.
 */
export async function readDocuments(
  chunks: Chunks,
  sink: DocumentSink,
  options: TextOptions,
): Promise<boolean> {
  const text = await peekText(utf8Chunks(chunks, options.name));
  if (text === undefined) return false;
  if (text.first === 0x7b || text.first === 0x5b) {
    try {
      await readJson(text.chunks, sink, {
        valueBytesMax: options.limits.valueBytesMax,
        ...(options.skipForeignText ? { skipForeignText: options.skipForeignText } : {}),
      });
    } catch (error) {
      throw error instanceof JsonTextError ? await jsonInputError(error, options) : error;
    }
  } else {
    await readYaml(text.chunks, sink, options);
  }
  return true;
}

/** The first byte that is no white space, and all bytes; undefined when there is none. */
async function peekText(chunks: Chunks): Promise<{ first: number; chunks: Chunks } | undefined> {
  const iterator = chunks[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  for (;;) {
    const { done, value } = await iterator.next();
    if (done) return undefined;
    const at = skipSpace(value, 0, value.length);
    // A chunk lasts only until the next one is asked for.
    seen.push(at === value.length ? Buffer.from(value) : value);
    if (at === value.length) continue;
    const all = async function* () {
      try {
        yield* seen.splice(0);
        yield* { [Symbol.asyncIterator]: () => iterator };
      } finally {
        // Whoever stops among the first chunks has not reached the iterator itself.
        await iterator.return?.();
      }
    };
    return { first: value[at]!, chunks: all() };
  }
}

async function readYaml(chunks: Chunks, sink: DocumentSink, { name, limits }: TextOptions): Promise<void> {
  const parts: Uint8Array[] = [];
  let byteCount = 0;
  for await (const chunk of chunks) {
    byteCount += chunk.length;
    if (byteCount > limits.wholeBytesMax) {
      throw new InputError(`the YAML is larger than ${limits.wholeBytesMax >> 20} MiB`, {
        where: name,
        hint: 'export as JSON instead (-o json): it is read piece by piece, whatever its size',
      });
    }
    parts.push(Buffer.from(chunk));
  }
  const text = Buffer.concat(parts).toString('utf8');
  const printed = printedError(text, name);
  if (printed) throw printed;
  for (const document of parsed(text, name)) handOver(document, sink);
}

/** @throws InputError that tells of other text before the objects, where that is why the YAML cannot be read. */
function parsed(text: string, name: string): YamlDocument[] {
  try {
    return [...parseYaml(text, name)];
  } catch (error) {
    throw leadingTextError(text, name) ?? error;
  }
}

/** Gives a parsed document to the sink in the way in which the JSON reader would. */
function handOver(document: YamlDocument, sink: DocumentSink): void {
  const { value, position } = document;
  if (value === null || typeof value !== 'object') {
    sink.scalar(position);
    return;
  }
  const source: Readonly<Record<string, unknown>> = Array.isArray(value)
    ? { '': value }
    : (value as Record<string, unknown>);
  const members: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(source)) {
    if (Array.isArray(member) && sink.streams(key)) {
      const positions = document.elementPositions(Array.isArray(value) ? [] : [key]);
      member.forEach((element: unknown, index) => {
        sink.element(element, key, index, members, positions[index] ?? position);
      });
      members[key] = member.length;
    } else {
      Object.defineProperty(members, key, {
        value: member,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
  }
  sink.document(members, position);
}

/** Tells where in the text the JSON is malformed: by line and column when the text can be read again. */
async function jsonInputError(error: JsonTextError, { name, reopen }: TextOptions): Promise<InputError> {
  const position = reopen ? await positionOf(utf8Chunks(reopen(), name), error.offset) : undefined;
  const place = position ? `line ${position.line}, column ${position.column}` : `byte ${error.offset}`;
  return new InputError(`the JSON cannot be read: ${error.message}`, {
    where: `${name}, ${place}`,
    ...(position?.excerpt ? { hint: `near: ${position.excerpt}` } : {}),
    cause: error,
  });
}

async function positionOf(chunks: Chunks, offset: number) {
  let line = 1;
  let lineStart = 0;
  let base = 0;
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    for (let at = bytes.indexOf(10); at >= 0 && base + at < offset; at = bytes.indexOf(10, at + 1)) {
      line++;
      lineStart = base + at + 1;
    }
    if (base + bytes.length > offset || (base + bytes.length === offset && bytes.length > 0)) {
      const at = offset - base;
      const excerpt = bytes.toString('utf8', Math.max(0, at - 40), at + 20).trim();
      return { line, column: offset - lineStart + 1, excerpt: excerpt.replaceAll(/\s+/g, ' ') };
    }
    base += bytes.length;
  }
  return undefined;
}
