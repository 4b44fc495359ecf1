import { BytesMap, viewOf } from '../../columns/index.ts';
import { INCOMPLETE, skipSpace, skipString, skipValue } from '../text/skip-value.ts';
import type { PartReader } from './part-reader.ts';
import { NO_MATCH } from './pattern-nodes.ts';

const OBJECT = 0x7b;
const STRING = 0x22;
/** How the values of the fields of an entry begin, by field. */
const FIRST_BYTES = firstBytes();

function firstBytes(): BytesMap {
  const fields = new BytesMap();
  const add = (field: string, byte: number) => {
    const bytes = Buffer.from(`"${field}"`);
    fields.set(bytes, viewOf(bytes), 0, bytes.length, byte);
  };
  for (const field of ['apiVersion', 'fieldsType', 'manager', 'operation', 'subresource', 'time'])
    add(field, STRING);
  add('fieldsV1', OBJECT);
  return fields;
}

/** Passes over managedFields, whose keys hold uids and names, so that hardly two of them are alike. */
export class ManagedFieldsPart implements PartReader {
  read(bytes: Buffer, at: number, end: number): number {
    if (bytes[at] !== 0x5b) return NO_MATCH;
    let index = skipSpace(bytes, at + 1, end);
    for (let isFirst = true; ; isFirst = false) {
      if (index >= end) return INCOMPLETE;
      if (bytes[index] === 0x5d) return index + 1;
      if (!isFirst) {
        if (bytes[index] !== 0x2c) return NO_MATCH;
        index = skipSpace(bytes, index + 1, end);
        if (index >= end) return INCOMPLETE;
      }
      index = skipEntry(bytes, index, end);
      if (index < 0) return index;
      index = skipSpace(bytes, index, end);
    }
  }
}

/** The index behind an entry; NO_MATCH for one that needs a closer look. */
function skipEntry(bytes: Buffer, at: number, end: number): number {
  if (bytes[at] !== OBJECT) return NO_MATCH;
  let index = skipSpace(bytes, at + 1, end);
  for (let isFirst = true; ; isFirst = false) {
    if (index >= end) return INCOMPLETE;
    if (bytes[index] === 0x7d) return index + 1;
    if (!isFirst) {
      if (bytes[index] !== 0x2c) return NO_MATCH;
      index = skipSpace(bytes, index + 1, end);
    }
    if (index >= end) return INCOMPLETE;
    if (bytes[index] !== STRING) return NO_MATCH;
    const keyEnd = skipString(bytes, index, end);
    if (keyEnd < 0) return INCOMPLETE;
    const first = FIRST_BYTES.get(bytes, viewOf(bytes), index, keyEnd);
    const colon = skipSpace(bytes, keyEnd, end);
    const value = skipSpace(bytes, colon + 1, end);
    if (value >= end) return INCOMPLETE;
    if (bytes[colon] !== 0x3a || bytes[value] !== first) return NO_MATCH;
    index = skipValue(bytes, value, end, false);
    if (index < 0) return INCOMPLETE;
    index = skipSpace(bytes, index, end);
  }
}
