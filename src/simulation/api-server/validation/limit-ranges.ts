import { Amount, isObject, type JsonObject, type KubeObject } from '../../../kubernetes/index.ts';
import type { FieldError } from '../refusals.ts';
import { duplicate, forbidden, invalid } from './field-errors.ts';
import { objectIn, objectsIn, textIn } from './json-fields.ts';

const TYPES = ['Container', 'PersistentVolumeClaim', 'Pod'];
/** A field that may not be more than another. */
interface Order {
  readonly less: string;
  readonly lessWords: string;
  readonly more: string;
  readonly moreWords: string;
  /** The field that the error is told of. */
  readonly at: string;
  /** Whose value it shows. */
  readonly shows: 'less' | 'more';
}

const MIN = 'min';
const MAX = 'max';
const REQUEST = 'defaultRequest';
const LIMIT = 'default';
const MIN_WORDS = 'min value';
const REQUEST_WORDS = 'default request value';
const ORDERS: readonly Order[] = [
  { less: MIN, lessWords: MIN_WORDS, more: MAX, moreWords: 'max value', at: MIN, shows: 'less' },
  { less: MIN, lessWords: MIN_WORDS, more: REQUEST, moreWords: REQUEST_WORDS, at: REQUEST, shows: 'more' },
  { less: REQUEST, lessWords: REQUEST_WORDS, more: MAX, moreWords: 'max value', at: REQUEST, shows: 'less' },
  {
    less: REQUEST,
    lessWords: REQUEST_WORDS,
    more: LIMIT,
    moreWords: 'default limit value',
    at: REQUEST,
    shows: 'less',
  },
  { less: MIN, lessWords: MIN_WORDS, more: LIMIT, moreWords: 'default value', at: LIMIT, shows: 'less' },
  { less: LIMIT, lessWords: 'default value', more: MAX, moreWords: 'max value', at: LIMIT, shows: 'more' },
];

/** @source pkg/apis/core/validation/validation.go → ValidateLimitRange (v1.36.3) */
export function limitRangeErrors({ spec: given }: KubeObject): FieldError[] {
  const spec = isObject(given) ? given : {};
  const seen = new Set<string>();
  return objectsIn(spec, 'limits').flatMap((limit, index) => {
    const at = `spec.limits[${index}]`;
    const type = textIn(limit, 'type');
    if (!TYPES.includes(type) && !type.includes('/')) {
      return invalid(`${at}.type`, type, ['must be a standard limit type or fully qualified']);
    }
    const errors: FieldError[] = [];
    if (seen.has(type)) errors.push(duplicate(`${at}.type`, type));
    seen.add(type);
    if (type === 'Pod') {
      for (const field of ['default', 'defaultRequest']) {
        if (Object.keys(objectIn(limit, field)).length > 0) {
          errors.push(forbidden(`${at}.${field}`, "may not be specified when `type` is 'Pod'"));
        }
      }
      return errors;
    }
    return [...errors, ...orderErrors(limit, at)];
  });
}

function orderErrors(limit: JsonObject, path: string): FieldError[] {
  const fields = [MIN, MAX, LIMIT, REQUEST];
  const names = new Set(fields.flatMap((field) => Object.keys(objectIn(limit, field))));
  return [...names].sort().flatMap((name) =>
    ORDERS.flatMap(({ less, lessWords, more, moreWords, at, shows }) => {
      const [one, two] = [amountAt(limit, less, name), amountAt(limit, more, name)];
      if (!one || !two || one.compare(two) <= 0) return [];
      const why = `${lessWords} ${one} is greater than ${moreWords} ${two}`;
      return invalid(`${path}.${at}[${name}]`, `${shows === 'less' ? one : two}`, [why]);
    }),
  );
}

function amountAt(limit: JsonObject, field: string, name: string): Amount | undefined {
  const value = objectIn(limit, field)[name];
  return value === undefined ? undefined : Amount.parse(String(value));
}
