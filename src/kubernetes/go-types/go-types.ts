import { NEWEST_MINOR, OLDEST_MINOR } from '../version.ts';
import data from './go-types.json' with { type: 'json' };

/** One field of a Go structure. */
export interface GoField {
  readonly name: string;
  /** As Go's reflection writes it: `*int32`, `[]v1.Container`, `map[string]string`. */
  readonly type: string;
  /** The field of the JSON that holds it; undefined for a structure whose fields stand among its holder's. */
  readonly json: string | undefined;
}

const TYPES: Readonly<Record<string, readonly string[]>> = data.types;
const NAMED: Readonly<Record<string, string>> = data.named;

/** What a name of a list or a map stands for: `v1.ResourceList` is `map[v1.ResourceName]resource.Quantity`. */
export function underlyingType(type: string): string {
  return NAMED[type] ?? type;
}

/**
 * The fields of a Go structure below a pod template in a version (`minor` is 36 for v1.36), in their order; undefined
 * for what is no structure. A version beyond the modelled ones counts as the nearest of them.
 *
 * @source k8s.io/api/core/v1/types.go (v0.29 … v0.36)
 */
export function goFields(type: string, minor: number): readonly GoField[] | undefined {
  const nearest = Math.min(Math.max(minor, OLDEST_MINOR), NEWEST_MINOR);
  return TYPES[type]?.flatMap((text) => parseField(text, nearest) ?? []);
}

/** `Name type [json|-] [+since] [-until]`; undefined when the version does not have it. */
function parseField(text: string, minor: number): GoField | undefined {
  const [name = '', type = '', ...rest] = text.split(' ');
  let json: string | undefined = name.charAt(0).toLowerCase() + name.slice(1);
  for (const word of rest) {
    const bound = /^[+-]\d+$/.test(word) ? Number(word) : 0;
    if (bound > minor || (bound < 0 && minor >= -bound)) return undefined;
    if (word === '-') json = undefined;
    else if (bound === 0) json = word;
  }
  return { name, type, json };
}
