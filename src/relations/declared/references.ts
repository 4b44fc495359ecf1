import type { ObjectKey } from '../object-key.ts';
import type { Relation, RelationType } from '../relation.ts';

/** A relation whose dependent is not said: pods of one template have the same. */
export type Reference = Omit<Relation, 'dependent'>;

/** More ways than these of one relation are counted. */
const WAYS = 4;

interface Collected {
  readonly dependency: ObjectKey;
  readonly type: RelationType;
  readonly evidence: string;
  readonly ways: string[];
  readonly environment: string[];
  readonly keys: Set<string>;
  isOptional: boolean;
}

/** Collects references: several of one type to one object become one, its words say each way. */
export class ReferenceList {
  readonly #byEnds = new Map<string, Collected>();

  /** One way to refer to an object: `way` ends a sentence that begins with the dependent. */
  add(
    type: RelationType,
    dependency: ObjectKey,
    way: string,
    evidence: string,
    needs: { readonly keys?: readonly string[]; readonly isOptional?: boolean } = {},
  ): void {
    const collected = this.#of(type, dependency, evidence, needs);
    if (!collected.ways.includes(way)) collected.ways.push(way);
  }

  /** A key of a ConfigMap or Secret that is read into a variable. */
  addVariable(
    dependency: ObjectKey,
    variable: string,
    key: string,
    evidence: string,
    isOptional: boolean,
  ): void {
    const collected = this.#of('reads', dependency, evidence, { keys: [key], isOptional });
    const how = variable === key ? key : `${key} (as ${variable})`;
    if (!collected.environment.includes(how)) collected.environment.push(how);
  }

  /** All references, in the order in which they were first met. */
  references(): Reference[] {
    return [...this.#byEnds.values()].map((each) => ({
      dependency: each.dependency,
      type: each.type,
      words: wordsOf(each),
      evidence: each.evidence,
      ...(each.keys.size > 0 ? { keys: [...each.keys] } : {}),
      ...(each.isOptional ? { isOptional: true as const } : {}),
    }));
  }

  #of(
    type: RelationType,
    dependency: ObjectKey,
    evidence: string,
    { keys = [], isOptional = false }: { readonly keys?: readonly string[]; readonly isOptional?: boolean },
  ): Collected {
    const ends = `${type} ${dependency}`;
    let collected = this.#byEnds.get(ends);
    if (!collected) {
      collected = {
        dependency,
        type,
        evidence,
        ways: [],
        environment: [],
        keys: new Set(),
        isOptional: true,
      };
      this.#byEnds.set(ends, collected);
    }
    if (!isOptional) {
      collected.isOptional = false;
      for (const key of keys) collected.keys.add(key);
    }
    return collected;
  }
}

function wordsOf({ ways, environment, isOptional }: Collected): string {
  const variables =
    environment.length === 0 ? [] : [`reads ${firstOf(environment, ', ')} from it as environment`];
  const words = firstOf([...variables, ...ways], '; ');
  return isOptional ? `${words} (optional)` : words;
}

function firstOf(parts: readonly string[], separator: string): string {
  if (parts.length <= WAYS) return parts.join(separator);
  return `${parts.slice(0, WAYS - 1).join(separator)}${separator}and ${parts.length - WAYS + 1} more`;
}
