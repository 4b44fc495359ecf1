import { InputError, nearest } from '../errors/index.ts';
import { kindsNamed, RESOURCES, resourceWords, type ServedKind } from '../kubernetes/index.ts';
import { keyFor, type ObjectKey, parseKey, type RelationGraph, shortKind } from '../relations/index.ts';

/** What a command line names: a kind, and a name of it unless all of it are meant. */
export interface TargetWords {
  readonly kind: ServedKind;
  readonly name: string | undefined;
}

/**
 * Reads `deploy checkout`, `deploy/checkout` or, where a name may be left out, `pods`: kinds as kubectl takes them.
 *
 * @throws InputError for a kind that there is not, and for too many words.
 */
export function targetWords(words: readonly string[], graph: RelationGraph): TargetWords {
  const [first = '', ...rest] = words;
  const slash = first.indexOf('/');
  const [kindWord, name] = slash < 0 ? [first, rest[0]] : [first.slice(0, slash), first.slice(slash + 1)];
  const left = slash < 0 ? rest.slice(1) : rest;
  if (left.length > 0) {
    throw new InputError(`one object at a time: ${JSON.stringify(left.join(' '))} is too many`, {
      hint: 'Name it as KIND NAME or KIND/NAME, for example: deploy checkout',
    });
  }
  const definitions = graph.objectsOf('CustomResourceDefinition.apiextensions.k8s.io').values();
  const [kind] = kindWord === 'all' ? [] : kindsNamed(kindWord, definitions, graph.source.kinds);
  if (kind) return { kind, name: name === '' ? undefined : name };
  const near = nearest(kindWord, resourceWords());
  throw new InputError(`the server doesn't have a resource type ${JSON.stringify(kindWord)}`, {
    hint:
      kindsWith(kindWord, graph) ??
      (near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'For example: deploy checkout'),
  });
}

/** Objects beyond these are not named. */
const NAMED = 3;

/** The objects of a name whose kind was left out, as they have to be written; undefined when there are none. */
function kindsWith(name: string, graph: RelationGraph): string | undefined {
  const found = [...graph.source.kinds, 'Pod']
    .filter((kind) => RESOURCES.has(kind))
    .flatMap((kind) => keysOf(kind, graph).flatMap((key) => parseKey(key) ?? []))
    .filter((parts) => parts.name === name)
    .map(({ groupKind, namespace }) => {
      const word = shortKind(groupKind).toLowerCase();
      return `${word}/${name}${namespace === undefined ? '' : ` -n ${namespace}`}`;
    })
    .sort();
  return found.length === 0 ? undefined : `Write it with its kind: ${found.slice(0, NAMED).join(', or ')}`;
}

/**
 * The object that words and `-n` mean. Without `-n` it is the one in namespace default, or else the only one of that name.
 *
 * @throws InputError when there is none, or when several namespaces have one.
 */
export function targetKey(
  { kind, name }: TargetWords,
  namespace: string | undefined,
  graph: RelationGraph,
): ObjectKey {
  if (name === undefined) {
    throw new InputError(`which ${kind.kind}? No name is given`, {
      hint: `For example: ${kind.plural} NAME -n NAMESPACE`,
    });
  }
  const { groupKind } = kind;
  if (!kind.isNamespaced) return found(keyFor(groupKind, undefined, name), groupKind, graph);
  if (namespace !== undefined) return found(keyFor(groupKind, namespace, name), groupKind, graph);
  const inDefault = keyFor(groupKind, 'default', name);
  const cluster = keyFor(groupKind, undefined, name);
  for (const key of [inDefault, cluster]) if (graph.has(key)) return key;
  const keys = keysOf(groupKind, graph).filter((key) => parseKey(key)?.name === name);
  const [only, ...others] = keys;
  if (only === undefined) return found(inDefault, groupKind, graph, true);
  if (others.length === 0) return only;
  throw new InputError(`${kind.kind} ${name} is in several namespaces`, {
    hint: `Say which with -n: ${keys.map((key) => parseKey(key)?.namespace).join(', ')}`,
  });
}

/** The keys of all objects of a kind, sorted. */
export function keysOf(groupKind: string, graph: RelationGraph): ObjectKey[] {
  const { pods } = graph;
  if (groupKind !== 'Pod') return [...graph.objectsOf(groupKind).keys()].sort();
  return Array.from({ length: pods.columns.count }, (_, row) => pods.keyOf(row)).sort();
}

/** The key, if the object is there or if another one names it; `isAnywhere`: it was looked for in every namespace. */
function found(key: ObjectKey, groupKind: string, graph: RelationGraph, isAnywhere = false): ObjectKey {
  if (graph.has(key) || graph.dependentsOf(key).length > 0) return key;
  const { namespace, name = '' } = parseKey(key) ?? {};
  const kind = shortKind(groupKind);
  const { state, detail } = graph.knowledgeOf(groupKind);
  const where = isAnywhere
    ? ' in any namespace'
    : namespace === undefined
      ? ''
      : ` in namespace ${namespace}`;
  if (state === 'unknown' && keysOf(groupKind, graph).length === 0) {
    throw new InputError(`objects of kind ${kind} are not in this snapshot: ${detail ?? 'never asked'}`, {
      hint: 'Take a snapshot that holds them, or work on the live cluster.',
    });
  }
  const others = keysOf(groupKind, graph).filter((each) => each !== key);
  const elsewhere = others.filter((each) => parseKey(each)?.name === name);
  const names = others
    .flatMap((each) => parseKey(each) ?? [])
    .filter((each) => isAnywhere || each.namespace === namespace);
  const near = nearest(name, new Set(names.map((each) => each.name)));
  throw new InputError(`there is no ${kind} ${name}${where}`, {
    hint:
      elsewhere.length > 0
        ? `There is ${elsewhere.slice(0, 3).join(', ')}: say -n ${parseKey(elsewhere[0]!)?.namespace}`
        : near.length > 0
          ? `Did you mean ${near.join(' or ')}?`
          : someOf(
              names.map((each) => each.name),
              kind,
            ),
  });
}

/** The first names that there are, for who has none in mind. */
function someOf(names: readonly string[], kind: string): string {
  const [first, ...rest] = [...new Set(names)].slice(0, 5);
  if (first === undefined)
    return `There is no ${kind} here at all; without -n every namespace is looked through.`;
  return `There is ${[first, ...rest].join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}.`;
}
