import { InputError } from '../../errors/index.ts';
import type { Chunks } from '../archive/archive.ts';

/** The encodings that a byte order mark can announce; PowerShell's `>` writes UTF-16. */
const MARKS: readonly (readonly [string, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/**
 * The bytes as UTF-8 without a byte order mark.
 *
 * @throws InputError when the first bytes are no text.
 */
export async function* utf8Chunks(chunks: Chunks, name: string): AsyncGenerator<Uint8Array> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let isFirst = true;
  for await (const chunk of atLeast(chunks, 3)) {
    if (isFirst) {
      isFirst = false;
      const mark = MARKS.find(([, bytes]) => bytes.every((byte, index) => chunk[index] === byte));
      if (mark && mark[0] !== 'utf-8') decoder = new TextDecoder(mark[0]);
      else {
        const text = mark ? chunk.subarray(3) : chunk;
        refuseBinary(text, name);
        yield text;
        continue;
      }
    }
    yield decoder ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk;
  }
  if (decoder) yield Buffer.from(decoder.decode());
}

/** The same bytes, the first chunk being of at least `byteCount` bytes when there are as many. */
async function* atLeast(chunks: Chunks, byteCount: number): AsyncGenerator<Uint8Array> {
  let held: Uint8Array | undefined = new Uint8Array(0);
  for await (const chunk of chunks) {
    if (held === undefined) yield chunk;
    else {
      // A chunk lasts only until the next one is asked for.
      held = held.length === 0 && chunk.length >= byteCount ? chunk : Buffer.concat([held, chunk]);
      if (held.length < byteCount) continue;
      yield held;
      held = undefined;
    }
  }
  if (held !== undefined && held.length > 0) yield held;
}

/** Text holds no control characters but white space; two zero bytes in three are UTF-16 without its mark. */
function refuseBinary(bytes: Uint8Array, name: string): void {
  const head = bytes.subarray(0, 512);
  const control = head.findIndex((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
  if (control < 0) return;
  const isWide =
    head.length >= 4 && (head[0] === 0) !== (head[1] === 0) && (head[2] === 0) !== (head[3] === 0);
  throw new InputError(
    isWide ? 'the text is UTF-16 without a byte order mark' : 'the file is binary, of no kind that is known',
    {
      where: `${name}, byte ${control}`,
      hint: isWide
        ? 'save it as UTF-8'
        : 'give an export of a cluster: kubectl get … -o json, a support bundle, …',
    },
  );
}
