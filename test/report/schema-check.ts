import { readFileSync } from 'node:fs';

interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** A published schema of the project. */
export function readSchema(name: string): Schema {
  return JSON.parse(readFileSync(`docs/schema/${name}.json`, 'utf8')) as Schema;
}

/**
 * What is wrong with a document, by path. It knows the keywords that our schemas use and is stricter than JSON Schema:
 * a field that the schema does not mention is wrong too, so that no field stays undocumented.
 */
export function violations(root: Schema, document: unknown): string[] {
  const check = (schema: Schema, value: unknown, path: string): string[] => {
    if (schema.$ref) return check(root.$defs?.[schema.$ref.replace('#/$defs/', '')] ?? {}, value, path);
    if (schema.anyOf) {
      const results = schema.anyOf.map((each) => check(each, value, path));
      return results.some((each) => each.length === 0) ? [] : results.flat();
    }
    if ('const' in schema && value !== schema.const) return [`${path} is not ${String(schema.const)}`];
    if (schema.enum && !schema.enum.includes(value)) return [`${path} is none of ${schema.enum.join(', ')}`];
    if (schema.type && !([] as readonly string[]).concat(schema.type).some((type) => isOf(type, value))) {
      return [`${path} is not of type ${String(schema.type)}`];
    }
    if (schema.pattern && !new RegExp(schema.pattern).test(String(value)))
      return [`${path} does not match ${schema.pattern}`];
    if (Array.isArray(value))
      return value.flatMap((item, index) => check(schema.items ?? {}, item, `${path}[${index}]`));
    if (typeof value !== 'object' || value === null) return [];
    const missing = (schema.required ?? [])
      .filter((name) => !(name in value))
      .map((name) => `${path}.${name} is missing`);
    const fields = Object.entries(value).flatMap(([name, field]) => {
      const known = schema.properties?.[name] ?? schema.additionalProperties;
      return known ? check(known, field, `${path}.${name}`) : [`${path}.${name} is not in the schema`];
    });
    return [...missing, ...fields];
  };
  return check(root, document, '$');
}

function isOf(type: string, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}
