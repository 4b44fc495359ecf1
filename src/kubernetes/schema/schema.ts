import data from './schema.json' with { type: 'json' };

/** What one value of an object is. */
export type ValueType =
  | { readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'any' | 'intOrString' }
  /** An object with the fields of a named type. */
  | { readonly type: 'object'; readonly name: string }
  | { readonly type: 'list'; readonly items: ValueType }
  | { readonly type: 'map'; readonly values: ValueType };

/** One field of a type: what it holds and how two versions of it are merged. */
export interface FieldSchema {
  readonly value: ValueType;
  /** Key of a strategic merge of lists; empty for lists of plain values that are merged; absent: lists are replaced. */
  readonly patchMergeKey?: string;
  /** A patch may say which fields stay. */
  readonly retainKeys: boolean;
  /** A patch replaces the whole value, whatever is in it; one that kubectl makes always holds it. */
  readonly isReplaced: boolean;
  /** Server-side apply: the keys that tell the items of a list apart. */
  readonly listMapKeys?: readonly string[];
  /** Server-side apply: a list without duplicates. */
  readonly isSet: boolean;
  /** Server-side apply: one owner for the whole value. */
  readonly isAtomic: boolean;
}

type RawTypes = Readonly<Record<string, Readonly<Record<string, string>>>>;
const TYPES: RawTypes = data.types;
const KINDS: Readonly<Record<string, string>> = data.kinds;
const PARSED = new Map<string, FieldSchema>();

/** The type of Kubernetes' own kinds; undefined for custom resources and versions that are no longer served. */
export function typeOfKind(apiVersion: string, kind: string): string | undefined {
  return KINDS[`${apiVersion} ${kind}`];
}

/** One field of a type; undefined when the type has no such field. */
export function fieldOf(typeName: string, field: string): FieldSchema | undefined {
  const fields = TYPES[typeName];
  if (!fields || !Object.hasOwn(fields, field)) return undefined;
  const text = fields[field]!;
  let parsed = PARSED.get(text);
  if (!parsed) {
    parsed = parseField(text);
    PARSED.set(text, parsed);
  }
  return parsed;
}

function parseField(text: string): FieldSchema {
  const [type = 'o', ...marks] = text.split('|');
  const mark = (prefix: string) => marks.find((each) => each.startsWith(prefix))?.slice(prefix.length);
  const patchMergeKey = mark('p=');
  const listMapKeys = mark('l=')?.split(',');
  return {
    value: parseType(type),
    ...(patchMergeKey === undefined ? {} : { patchMergeKey }),
    ...(listMapKeys ? { listMapKeys } : {}),
    retainKeys: marks.includes('retain'),
    isReplaced: marks.includes('replace'),
    isSet: marks.includes('set'),
    isAtomic: marks.includes('atomic'),
  };
}

const SCALARS = { s: 'string', i: 'integer', n: 'number', b: 'boolean', q: 'intOrString', o: 'any' } as const;

function parseType(text: string): ValueType {
  switch (text[0]) {
    case '@':
      return { type: 'object', name: text.slice(1) };
    case '[':
      return { type: 'list', items: parseType(text.slice(1)) };
    case '{':
      return { type: 'map', values: parseType(text.slice(1)) };
    default:
      return { type: SCALARS[text as keyof typeof SCALARS] };
  }
}
