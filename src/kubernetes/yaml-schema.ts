import {
  binaryTag,
  defineMappingTag,
  defineScalarTag,
  mapTag,
  mergeTag,
  NOT_RESOLVED,
  Schema,
  seqTag,
  strTag,
} from 'js-yaml';

const BOOL_TEXTS = new Map<string, boolean>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map(
    (text) => [text, true] as const,
  ),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map(
    (text) => [text, false] as const,
  ),
]);
const NULL_TEXTS = new Set(['', '~', 'null', 'Null', 'NULL']);
const NOT_A_NUMBER = /^(?:\.nan|\.NaN|\.NAN|[-+]?\.(?:inf|Inf|INF))$/;
const DECIMAL = /^[-+]?(?:0|[1-9][0-9]*)$/;
const PREFIXED = /^[-+]?0(?:[xX][0-9a-fA-F]+|[bB][01]+|[oO]?[0-7]+)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/**
 * The number that a plain scalar is for kubectl, or undefined when it is text: underscores are dropped, `0777`, `0o777`,
 * `0b11` and `0x1F` are integers, `08` is a float, `1:30` and dates are text.
 *
 * @source sigs.k8s.io/yaml/goyaml.v2/resolve.go → resolve (v1.6.0)
 */
function numberOf(source: string): number | undefined {
  const plain = source.replaceAll('_', '');
  if (DECIMAL.test(plain)) return Number(plain) || 0;
  if (PREFIXED.test(plain)) {
    const negative = plain[0] === '-';
    const digits = /^[-+]/.test(plain) ? plain.slice(1) : plain;
    const value = /^0[0-7]/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
    return negative ? -value : value;
  }
  if (!FLOAT.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

const boolTag = defineScalarTag<boolean>('tag:yaml.org,2002:bool', {
  implicit: true,
  implicitFirstChars: [...'yYnNtTfFoO'],
  resolve: (source) => BOOL_TEXTS.get(source) ?? NOT_RESOLVED,
  identify: (data) => typeof data === 'boolean',
});

const nullTag = defineScalarTag<null>('tag:yaml.org,2002:null', {
  implicit: true,
  implicitFirstChars: ['', '~', 'n', 'N'],
  resolve: (source) => (NULL_TEXTS.has(source) ? null : NOT_RESOLVED),
  identify: (data) => data === null,
});

const numberTag = (tagName: string, isIt: (value: number) => boolean) =>
  defineScalarTag<number>(tagName, {
    implicit: true,
    implicitFirstChars: [...'-+.0123456789'],
    resolve: (source, isExplicit) => {
      if (NOT_A_NUMBER.test(source)) throw new RangeError(`${source} cannot stand in a Kubernetes object`);
      const value = numberOf(source);
      return value !== undefined && (isExplicit || isIt(value)) ? value : NOT_RESOLVED;
    },
    identify: (data) => typeof data === 'number' && isIt(data),
  });

/** Base64 under an explicit !!binary becomes text, as in Go. */
const binaryTextTag = defineScalarTag<string>('tag:yaml.org,2002:binary', {
  resolve: (source, isExplicit, tagName) => {
    const bytes = binaryTag.resolve(source, isExplicit, tagName);
    return bytes instanceof Uint8Array ? new TextDecoder().decode(bytes) : NOT_RESOLVED;
  },
  identify: () => false,
});

/** Keys that are numbers or booleans become text; null and collections cannot be keys. */
const objectTag = defineMappingTag<Record<string, unknown>>('tag:yaml.org,2002:map', {
  create: mapTag.create,
  addPair: (carrier, key, value) =>
    key === null || typeof key === 'object'
      ? 'a key must be a string, a number or a boolean'
      : mapTag.addPair(carrier, key, value),
  has: mapTag.has,
  keys: mapTag.keys,
  get: mapTag.get,
  identify: mapTag.identify,
});

/** Scalars as kubectl reads them; no default schema of any parser does. */
export const KUBECTL_SCHEMA = new Schema([
  strTag,
  nullTag,
  boolTag,
  numberTag('tag:yaml.org,2002:int', Number.isInteger),
  numberTag('tag:yaml.org,2002:float', (value) => !Number.isInteger(value)),
  mergeTag,
  binaryTextTag,
  seqTag,
  objectTag,
]);
