import { viewOf } from '../../columns/index.ts';
import type { MakeTable } from '../make-table.ts';
import { KEPT_ANNOTATIONS, keptAnnotations } from '../pod-own.ts';
import { INCOMPLETE, skipSpace, skipValue } from '../text/skip-value.ts';
import { textOf } from './hole-values.ts';
import type { PartMeaning, PartReader } from './part-reader.ts';
import { NO_MATCH } from './pattern-nodes.ts';
import { parsePart } from './pattern-part.ts';
import { skipText } from './pattern-tree.ts';

/** What a mirror pod is known by. */
const MIRROR = 'kubernetes.io/config.mirror';
/** Kept annotations by the length of their keys. */
const KEPT_BY_LENGTH: readonly (readonly { readonly key: string; readonly bytes: Buffer }[])[] = byLength();

function byLength() {
  const lists: { key: string; bytes: Buffer }[][] = [];
  for (const key of KEPT_ANNOTATIONS) {
    lists[key.length] ??= [];
    lists[key.length]!.push({ key, bytes: Buffer.from(key) });
  }
  return Array.from(lists, (list) => list ?? []);
}

/** Reads annotations, of which few are kept: `value` is the piece of those, `detail` 1 for a mirror pod. */
export class AnnotationsPart implements PartReader {
  readonly #makes: MakeTable;
  /** The number of no annotations; -1 before it was needed. */
  #none = -1;

  constructor(makes: MakeTable) {
    this.#makes = makes;
  }

  read(bytes: Buffer, at: number, end: number, meaning: PartMeaning): number {
    const view = viewOf(bytes);
    let kept: Record<string, string> | undefined;
    let index = skipSpace(bytes, at + 1, end);
    for (let isFirst = true; ; isFirst = false) {
      if (index >= end) return INCOMPLETE;
      if (bytes[index] === 0x7d) break;
      if (!isFirst) {
        if (bytes[index] !== 0x2c) return this.#plainly(bytes, at, end, meaning);
        index = skipSpace(bytes, index + 1, end);
      }
      const keyEnd = skipPlainKey(bytes, index, end);
      if (keyEnd < 0) return keyEnd === INCOMPLETE ? INCOMPLETE : this.#plainly(bytes, at, end, meaning);
      const start = skipSpace(bytes, keyEnd, end);
      const valueStart = skipSpace(bytes, start + 1, end);
      if (valueStart >= end) return INCOMPLETE;
      if (bytes[start] !== 0x3a || bytes[valueStart] !== 0x22) return this.#plainly(bytes, at, end, meaning);
      const valueEnd = skipText(bytes, view, valueStart, end);
      if (valueEnd < 0) return INCOMPLETE;
      const key = keptKey(bytes, index + 1, keyEnd - 1);
      if (key !== undefined) {
        kept ??= {};
        kept[key] = textOf(bytes, valueStart, valueEnd);
      }
      index = skipSpace(bytes, valueEnd, end);
    }
    if (kept) this.#take(keptAnnotations(kept), meaning);
    else this.#takeNone(meaning);
    return index + 1;
  }

  #plainly(bytes: Buffer, at: number, end: number, meaning: PartMeaning): number {
    const behind = skipValue(bytes, at, end, false);
    if (behind < 0) return behind;
    const annotations = parsePart(bytes, at, behind, (part) => ({ metadata: { annotations: part } }));
    if (annotations === undefined) return NO_MATCH;
    this.#take(keptAnnotations(annotations as Record<string, string>), meaning);
    return behind;
  }

  #take(kept: Readonly<Record<string, string>>, meaning: PartMeaning): void {
    meaning.value = this.#makes.pieces.internText(JSON.stringify(kept));
    meaning.detail = kept[MIRROR] === undefined ? 0 : 1;
  }

  #takeNone(meaning: PartMeaning): void {
    if (this.#none < 0) this.#none = this.#makes.pieces.internText('{}');
    meaning.value = this.#none;
    meaning.detail = 0;
  }
}

/** The index behind a key without escapes; NO_MATCH for one that needs a closer look. */
function skipPlainKey(bytes: Buffer, at: number, end: number): number {
  if (at >= end) return INCOMPLETE;
  if (bytes[at] !== 0x22) return NO_MATCH;
  for (let index = at + 1; index < end; index++) {
    const byte = bytes[index]!;
    if (byte === 0x22) return index + 1;
    if (byte === 0x5c || byte < 0x20) return NO_MATCH;
  }
  return INCOMPLETE;
}

function keptKey(bytes: Buffer, start: number, end: number): string | undefined {
  for (const each of KEPT_BY_LENGTH[end - start] ?? []) {
    let index = 0;
    while (index < each.bytes.length && bytes[start + index] === each.bytes[index]) index++;
    if (index === each.bytes.length) return each.key;
  }
  return undefined;
}
