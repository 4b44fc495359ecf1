import type { Problem } from './problem.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads one JSON object field by field. What has another type, and fields that nobody asked for, become problems:
 * kube-scheduler decodes its configuration strictly.
 */
export class JsonReader {
  readonly path: string;
  readonly #fields: Fields;
  readonly #problems: Problem[];
  readonly #known = new Set<string>();

  constructor(value: unknown, path: string, problems: Problem[]) {
    this.path = path;
    this.#problems = problems;
    this.#fields = isFields(value) ? value : {};
    if (value !== undefined && value !== null && !isFields(value)) this.#wrongType(path, 'an object');
  }

  string(name: string): string | undefined {
    const value = this.#read(name);
    if (value === undefined || typeof value === 'string') return value;
    return this.#wrongType(this.at(name), 'a string');
  }

  integer(name: string): number | undefined {
    const value = this.#read(name);
    if (value === undefined || (typeof value === 'number' && Number.isInteger(value))) return value;
    return this.#wrongType(this.at(name), 'an integer');
  }

  boolean(name: string): boolean | undefined {
    const value = this.#read(name);
    if (value === undefined || typeof value === 'boolean') return value;
    return this.#wrongType(this.at(name), 'true or false');
  }

  strings(name: string): readonly string[] | undefined {
    const value = this.#read(name);
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    return this.#wrongType(this.at(name), 'a list of strings');
  }

  /** The object there, undefined when the field is absent. */
  object(name: string): JsonReader | undefined {
    const value = this.#read(name);
    return value === undefined ? undefined : new JsonReader(value, this.at(name), this.#problems);
  }

  /** One reader an element, undefined when the field is absent. */
  objects(name: string): readonly JsonReader[] | undefined {
    const value = this.#read(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) return this.#wrongType(this.at(name), 'a list');
    return value.map((item, index) => new JsonReader(item, `${this.at(name)}[${index}]`, this.#problems));
  }

  /** The value as it stands, whatever it is. */
  raw(name: string): unknown {
    return this.#read(name);
  }

  at(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }

  report(...problems: Problem[]): void {
    this.#problems.push(...problems);
  }

  /** Reports fields that were not read; call it when all known ones are. */
  end(): void {
    for (const name of Object.keys(this.#fields)) {
      if (!this.#known.has(name)) this.report({ path: this.at(name), message: 'unknown field' });
    }
  }

  #read(name: string): unknown {
    this.#known.add(name);
    return this.#fields[name] ?? undefined;
  }

  #wrongType(path: string, expected: string): undefined {
    this.report({ path, message: `must be ${expected}` });
    return undefined;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
