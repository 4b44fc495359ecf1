import { Dictionary, Float64Column, Int32Column, SparseColumn, StringColumn } from '../../columns/index.ts';
import { InputError } from '../../errors/index.ts';
import { canonicalJson } from '../canonical-json.ts';
import { Numbering, numberMakes } from '../canonical-makes.ts';
import { MakeTable } from '../make-table.ts';
import { type PodColumnParts, PodColumns } from '../pod-columns.ts';

/** Names the layout below; a file with another one is left aside and the columns are made anew. */
export const COLUMN_LAYOUT = 'pods-2';

const INT_COLUMNS = [
  'namespaceId',
  'makeId',
  'nodeNameId',
  'nominatedNodeNameId',
  'phase',
  'flags',
  'restartCount',
  'deletionGraceSeconds',
] as const;
const FLOAT_COLUMNS = ['createdMs', 'startedMs', 'readyChangedMs', 'deletionMs'] as const;
const DICTIONARIES = ['namespaces', 'nodeNames'] as const;
/** The dictionaries of the makes. */
const MAKE_DICTIONARIES = ['pieces', 'fields'] as const;
/** The columns that hold a dictionary's numbers. */
const NUMBERED = {
  namespaces: ['namespaceId'],
  nodeNames: ['nodeNameId', 'nominatedNodeNameId'],
} as const;

/** The parts in their order: every float column, then every part of four-byte numbers, then every arena of bytes. */
function partNames(): string[] {
  const strings = ['name', 'uid', ...DICTIONARIES, ...MAKE_DICTIONARIES, 'statuses'];
  return [
    ...FLOAT_COLUMNS,
    ...INT_COLUMNS,
    'statusRows',
    'spines',
    'spineEnds',
    ...strings.map((name) => `${name}.ends`),
    ...strings.map((name) => `${name}.bytes`),
  ];
}

const ALIGNMENT = 8;

/**
 * The pod columns as bytes: the byte length of each part as 64-bit numbers in the order of `partNames`, then the parts,
 * each beginning at a multiple of 8, all little-endian.
 */
export function encodeColumns(pods: PodColumns): Buffer {
  const parts = new Map<string, Uint8Array>();
  for (const name of FLOAT_COLUMNS) parts.set(name, bytesOf(pods[name].view()));
  for (const name of INT_COLUMNS) parts.set(name, bytesOf(pods[name].view()));
  const strings = new Map([
    ['name', pods.name],
    ['uid', pods.uid],
  ]);
  for (const [dictionary, columns] of Object.entries(NUMBERED)) {
    const numbered = renumber(
      pods[dictionary as keyof typeof NUMBERED],
      columns.map((name) => pods[name]),
    );
    columns.forEach((name, index) => {
      parts.set(name, bytesOf(numbered.ids[index]!));
    });
    strings.set(dictionary, numbered.texts);
  }
  const makes = numberMakes(pods);
  parts.set('makeId', bytesOf(makes.ids));
  parts.set('spines', bytesOf(makes.spines.view()));
  parts.set('spineEnds', bytesOf(makes.ends.view()));
  strings.set('pieces', makes.pieces);
  strings.set('fields', makes.fields);
  const { rows, texts: statuses } = pods.statuses.parts();
  parts.set('statusRows', bytesOf(rows.view()));
  parts.set('statuses.ends', bytesOf(statuses.ends));
  parts.set('statuses.bytes', Buffer.concat([...statuses.chunks()]));
  for (const [name, column] of strings) {
    const { bytes, ends } = column.parts();
    parts.set(`${name}.ends`, bytesOf(ends));
    parts.set(`${name}.bytes`, bytes);
  }
  const names = partNames();
  const lengths = names.map((name) => parts.get(name)!.length);
  const total = lengths.reduce((sum, length) => sum + aligned(length), names.length * 8);
  const file = Buffer.alloc(total);
  let at = 0;
  for (const length of lengths) at = file.writeBigUInt64LE(BigInt(length), at);
  for (const name of names) {
    file.set(parts.get(name)!, at);
    at += aligned(parts.get(name)!.length);
  }
  return file;
}

/**
 * The pod columns over a file's bytes, which are copied once, or not at all where they stand in shared memory.
 *
 * @throws InputError when the lengths do not fit together.
 */
export function decodeColumns(file: Uint8Array, where: string): PodColumns {
  const names = partNames();
  const shared = sharedBytes(file);
  const header = new DataView(shared.buffer);
  const parts = new Map<string, Uint8Array<SharedArrayBuffer>>();
  let at = names.length * 8;
  if (file.length < at) throw damaged(where);
  names.forEach((name, index) => {
    const length = Number(header.getBigUint64(index * 8, true));
    if (at + length > file.length) throw damaged(where);
    parts.set(name, shared.subarray(at, at + length));
    at += aligned(length);
  });
  const ints = (name: string) => {
    const { buffer, byteOffset, length } = parts.get(name)!;
    if (length % 4 !== 0) throw damaged(where);
    return new Int32Array(buffer, byteOffset, length / 4);
  };
  const floats = (name: string) => {
    const { buffer, byteOffset, length } = parts.get(name)!;
    if (length % 8 !== 0) throw damaged(where);
    return Float64Column.over(new Float64Array(buffer, byteOffset, length / 8));
  };
  const strings = (name: string) => {
    const ends = ints(`${name}.ends`);
    const bytes = parts.get(`${name}.bytes`)!;
    if ((ends.at(-1) ?? 0) !== bytes.length) throw damaged(where);
    return StringColumn.over(bytes, ends);
  };
  const columns: Record<string, unknown> = { name: strings('name'), uid: strings('uid') };
  for (const name of FLOAT_COLUMNS) columns[name] = floats(name);
  for (const name of INT_COLUMNS) columns[name] = Int32Column.over(ints(name));
  for (const name of DICTIONARIES) columns[name] = Dictionary.over(strings(name));
  const [pieces, fields] = MAKE_DICTIONARIES.map((name) => strings(name)) as [StringColumn, StringColumn];
  columns.makes = new MakeTable({
    pieces: Dictionary.over(pieces),
    fields: Dictionary.over(fields),
    spines: Int32Column.over(ints('spines')),
    spineEnds: Int32Column.over(ints('spineEnds')),
  });
  columns.statuses = SparseColumn.over(Int32Column.over(ints('statusRows')), strings('statuses'));
  const pods = new PodColumns(columns as unknown as PodColumnParts);
  assertRows(pods, where);
  return pods;
}

/** The bytes in shared memory, aligned; they are copied unless they stand so already. */
function sharedBytes(file: Uint8Array): Uint8Array<SharedArrayBuffer> {
  if (file.buffer instanceof SharedArrayBuffer && file.byteOffset % ALIGNMENT === 0) {
    return file as Uint8Array<SharedArrayBuffer>;
  }
  const shared = new Uint8Array(new SharedArrayBuffer(aligned(file.length)));
  shared.set(file);
  return shared;
}

/** Whether every column has as many rows and every number of a dictionary stands for something. */
function assertRows(pods: PodColumns, where: string): void {
  const columns = [
    pods.name,
    pods.uid,
    ...FLOAT_COLUMNS.map((name) => pods[name]),
    ...INT_COLUMNS.map((name) => pods[name]),
  ];
  if (columns.some((column) => column.length !== pods.count)) throw damaged(where);
  const bounded: readonly (readonly [Int32Column, number, number])[] = [
    [pods.namespaceId, 0, pods.namespaces.size],
    [pods.makeId, 0, pods.makes.size],
    [pods.nodeNameId, -1, pods.nodeNames.size],
    [pods.nominatedNodeNameId, -1, pods.nodeNames.size],
  ];
  for (const [column, least, end] of bounded) {
    const ids = column.view();
    for (let row = 0; row < ids.length; row++)
      if (ids[row]! < least || ids[row]! >= end) throw damaged(where);
  }
  if (!pods.makes.isSound()) throw damaged(where);
}

/** Numbers values anew in the order of their use, so that equal columns have equal bytes whatever they came from. */
function renumber(dictionary: Dictionary<unknown>, columns: readonly Int32Column[]) {
  const numbering = new Numbering();
  const byId = new Map<number, number>([[-1, -1]]);
  const idOf = (id: number) => {
    let number = byId.get(id);
    if (number === undefined) {
      number = numbering.of(canonicalJson(dictionary.get(id)));
      byId.set(id, number);
    }
    return number;
  };
  const ids = columns.map(({ length }) => new Int32Array(length));
  for (let row = 0; row < columns[0]!.length; row++) {
    columns.forEach((column, index) => {
      ids[index]![row] = idOf(column.get(row));
    });
  }
  return { ids, texts: numbering.texts };
}

function bytesOf(values: Int32Array | Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

function damaged(where: string): InputError {
  return new InputError('the columns of the pods are damaged', {
    where,
    hint: 'copy the file again, or import the source once more',
  });
}
