import { InputError, nearest } from '../../errors/index.ts';
import { type ObjectRef, type Recording, refKey } from '../../history/index.ts';
import {
  type GroupKind,
  type KubeObject,
  kindsNamed,
  RESOURCES,
  resourceWords,
} from '../../kubernetes/index.ts';
import type { Snapshot } from '../../snapshot/index.ts';

/** Where names are looked up: everything that a source knows an object of. */
export interface KnownObjects {
  /** `recording incident.ksrec`, for messages. */
  readonly source: string;
  readonly kinds: Iterable<GroupKind>;
  readonly definitions: readonly KubeObject[];
  readonly refs: (kind: GroupKind) => readonly ObjectRef[];
}

/** The objects that a recording ever saw. */
export function recordedObjects(recording: Recording): KnownObjects {
  return {
    source: `recording ${recording.name}`,
    kinds: {
      *[Symbol.iterator]() {
        yield* new Set(recording.objects.refs().map(({ kind }) => kind));
      },
    },
    definitions: [],
    refs: (kind) => recording.objects.refs({ kind }),
  };
}

/** The objects of a snapshot. */
export function snapshotObjects(snapshot: Snapshot): KnownObjects {
  const { pods } = snapshot;
  return {
    source: `snapshot ${snapshot.metadata.sources.join(', ')}`,
    kinds: snapshot.objects.keys(),
    definitions: snapshot.objects.get('CustomResourceDefinition.apiextensions.k8s.io') ?? [],
    refs: (kind) =>
      kind === 'Pod'
        ? Array.from({ length: pods.count }, (_, row) => ({
            kind,
            namespace: pods.namespaces.get(pods.namespaceId.get(row)),
            name: pods.name.get(row),
          }))
        : (snapshot.objects.get(kind) ?? []).map(({ metadata }) => ({
            kind,
            namespace: metadata.namespace ?? '',
            name: metadata.name ?? '',
          })),
  };
}

/**
 * The object that words of the command line name, as kubectl takes them: `deployment/api`, `deploy api`. Without a
 * namespace the only one is taken in which the name is.
 *
 * @throws InputError when there is no such object, or several.
 */
export function objectNamed(
  words: readonly string[],
  namespace: string | undefined,
  known: KnownObjects,
): ObjectRef {
  const { kind, name, within } = partsOf(words, namespace, known);
  const [served] = kindsNamed(kind, known.definitions, known.kinds);
  if (!served) {
    const near = nearest(kind, resourceWords());
    throw new InputError(`there is no kind ${JSON.stringify(kind)}`, {
      ...(near.length > 0 ? { hint: `Did you mean ${near.join(' or ')}?` } : {}),
    });
  }
  const all = known.refs(served.groupKind);
  const asked = served.isNamespaced ? within : undefined;
  const found = all.filter((ref) => ref.name === name && (asked === undefined || ref.namespace === asked));
  const [first, second] = found;
  if (first && !second) return first;
  if (first) {
    throw new InputError(
      `${kind} ${name} is in several namespaces: ${found.map((ref) => ref.namespace).join(', ')}`,
      {
        hint: 'Say which one with -n NAMESPACE.',
      },
    );
  }
  throw notFound(served.kind, name, asked, all, known.source);
}

/** `deployment/api`, `deployment/shop/api` (as reports write it) or two words. */
function partsOf(
  words: readonly string[],
  namespace: string | undefined,
  known: KnownObjects,
): { readonly kind: string; readonly name: string; readonly within: string | undefined } {
  const [first = '', second] = words;
  const parts = second === undefined ? first.split('/') : [first, second];
  const [kind = '', middle = '', last] = parts;
  if (parts.length < 2 || parts.length > 3 || kind === '' || middle === '' || words.length > 2) {
    throw new InputError(`an object is named KIND/NAME, not ${JSON.stringify(words.join(' '))}`, {
      hint: kindsWith(first, known) ?? 'For example: deployment/api -n shop',
    });
  }
  return last === undefined
    ? { kind, name: middle, within: namespace }
    : { kind, name: last, within: namespace ?? middle };
}

/** Objects beyond these are not named. */
const NAMED = 3;

/** The objects of a name whose kind was left out, as they have to be written; undefined when there are none. */
function kindsWith(name: string, { kinds, refs }: KnownObjects): string | undefined {
  const found = [...new Set([...kinds, 'Pod'])]
    .filter((kind) => RESOURCES.has(kind))
    .flatMap((kind) => refs(kind).filter((ref) => ref.name === name))
    .map(({ kind, namespace }) => {
      const word = kind.split('.')[0]!.toLowerCase();
      return `${word}/${name}${namespace ? ` -n ${namespace}` : ''}`;
    })
    .sort();
  return found.length === 0 ? undefined : `Write it with its kind: ${found.slice(0, NAMED).join(', or ')}`;
}

/** Where else an object of this name is, or which names are like it; undefined when there is neither. */
export function likelyMeant(name: string, all: readonly ObjectRef[]): string | undefined {
  const elsewhere = all.filter((ref) => ref.name === name);
  if (elsewhere.length > 0) return `There is ${elsewhere.map(refKey).join(', ')}.`;
  const near = nearest(name, new Set(all.map((ref) => ref.name)));
  return near.length > 0 ? `Did you mean ${near.join(' or ')}?` : undefined;
}

function notFound(
  kind: string,
  name: string,
  namespace: string | undefined,
  all: readonly ObjectRef[],
  source: string,
): InputError {
  const hint =
    likelyMeant(name, all) ??
    (all.length === 0
      ? `The ${source} holds no ${kind}.`
      : `It holds ${all.length} of kind ${kind}, such as ${all.slice(0, 3).map(refKey).join(', ')}.`);
  const where = namespace === undefined ? '' : ` in namespace ${namespace}`;
  return new InputError(`there is no ${kind} ${JSON.stringify(name)}${where} in the ${source}`, { hint });
}
