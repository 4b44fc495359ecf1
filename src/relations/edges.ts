import { InputError } from '../errors/index.ts';
import { isObject, kindsNamed, parseYaml } from '../kubernetes/index.ts';
import { keyFor, type ObjectKey } from './object-key.ts';
import { RELATION_TYPES, type Relation, type RelationType } from './relation.ts';

/**
 * The relations of a file that says who calls whom: a YAML or JSON list of `{from, to}`, each `Kind/namespace/name` with
 * kinds as kubectl takes them, and optionally a `type` (by default `calls`) and `words`.
 *
 * @throws InputError for anything else.
 */
export function readEdges(text: string, path: string): Relation[] {
  const relations: Relation[] = [];
  for (const { value } of parseYaml(text, path)) {
    const list = isObject(value) ? value.edges : value;
    if (!Array.isArray(list)) throw wrong(path, 'is no list of edges');
    list.forEach((edge: unknown, index) => {
      relations.push(decodeEdge(edge, path, relations.length, index));
    });
  }
  return relations;
}

function decodeEdge(edge: unknown, path: string, number: number, index: number): Relation {
  const where = `${path}: [${index}]`;
  if (!isObject(edge)) throw wrong(where, 'is no edge');
  const { from, to, type = 'calls', words } = edge;
  const known: readonly unknown[] = RELATION_TYPES;
  if (!known.includes(type)) throw wrong(where, `has a type that is none of ${RELATION_TYPES.join(', ')}`);
  if (words !== undefined && typeof words !== 'string') throw wrong(where, 'has words that are no text');
  return {
    dependent: endOf(from, 'from', where),
    dependency: endOf(to, 'to', where),
    type: type as RelationType,
    words: words ?? 'calls it',
    evidence: `${path} [${number}]`,
  };
}

function endOf(value: unknown, field: string, where: string): ObjectKey {
  if (typeof value !== 'string') throw wrong(where, `has no ${field}`);
  const [word = '', ...names] = value.split('/');
  const [kind] = kindsNamed(word, []);
  if (names.length < 1 || names.length > 2 || names.includes(''))
    throw wrong(where, `has a ${field} that is no Kind/namespace/name: ${JSON.stringify(value)}`);
  if (!kind && !word.includes('.'))
    throw wrong(where, `names a kind that is not known: ${JSON.stringify(word)}`);
  if (kind?.isNamespaced && names.length === 1)
    throw wrong(where, `does not say in which namespace its ${field} is: ${JSON.stringify(value)}`);
  const [first = '', second] = names;
  return keyFor(kind?.groupKind ?? word, second === undefined ? undefined : first, second ?? first);
}

function wrong(where: string, what: string): InputError {
  return new InputError(`the file of edges ${what}`, {
    where,
    hint: 'It is a list such as: - {from: Deployment/shop/web, to: Service/payments/api}',
  });
}
