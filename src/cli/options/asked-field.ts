import { isNamed, valueAt } from '../../decisions/index.ts';
import { InputError, nearest } from '../../errors/index.ts';
import { decidedChanges, type ObjectRef, refKey } from '../../history/index.ts';
import { isObject, type KubeObject } from '../../kubernetes/index.ts';
import { wholeNumber } from './choices.ts';

type Options = Readonly<Record<string, unknown>>;

/** Fields whose values are texts whatever they look like. */
const TEXTS = /^(data|stringData|metadata\.(labels|annotations))\.|\.env\[[^\]]*\]\.value$|\.nodeSelector\./;

/** Kinds of which one asks how many there are. */
const SCALED: ReadonlySet<string> = new Set(['Deployment.apps', 'StatefulSet.apps', 'ReplicaSet.apps']);

/**
 * The path of the field that `--replicas`, `--image` or `--field` ask about.
 *
 * @param states the object as it was and is, oldest first, for short names.
 * @throws InputError when none or several are asked about, or no such field ever was.
 */
export function fieldPath(options: Options, ref: ObjectRef, states: readonly KubeObject[]): string {
  const given = ['replicas', 'image', 'field'].filter((name) => options[name] !== undefined);
  if (given.length > 1) {
    throw new InputError(`--${given.join(' and --')} ask about two fields`, {
      hint: 'Ask about one at a time.',
    });
  }
  switch (given[0]) {
    case 'image':
      return imagePath(options.image, ref, states);
    case 'field':
      return namedPath(String(options.field), ref, states);
    case 'replicas':
      return 'spec.replicas';
    default:
      throw new InputError('what is asked about is missing', {
        hint: SCALED.has(ref.kind)
          ? `For example: kubectl smart why ${refKey(ref)} --replicas=5, --image, --field spec.strategy.type`
          : `Name a field: kubectl smart why ${refKey(ref)} --field PATH. What is wrong with it: kubectl smart diag ${refKey(ref)}`,
      });
  }
}

/**
 * The value that is asked about; undefined: the one that the field has.
 *
 * @throws InputError for a number of replicas that is none.
 */
export function askedValue(options: Options, path: string, current: unknown): unknown {
  if (typeof options.replicas === 'string') return wholeNumber('--replicas', options.replicas, 0, 1_000_000);
  if (typeof options.image === 'string') return options.image.replace(/^[^=/:]+=/, '');
  if (typeof options.value !== 'string') return undefined;
  if (options.field === undefined) throw new InputError('--value needs --field');
  return TEXTS.test(path) || typeof current === 'string' ? options.value : parsed(options.value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function imagePath(image: unknown, ref: ObjectRef, states: readonly KubeObject[]): string {
  const base = ref.kind === 'Pod' ? 'spec' : 'spec.template.spec';
  const containers = valueAt(states.at(-1), `${base}.containers`);
  const names = (Array.isArray(containers) ? containers : []).flatMap((each: unknown) =>
    isObject(each) && typeof each.name === 'string' ? [each.name] : [],
  );
  const said = typeof image === 'string' ? /^([^=/:]+)=/.exec(image)?.[1] : undefined;
  const name = said ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined || !names.includes(name)) {
    throw new InputError(
      names.length === 0
        ? `${refKey(ref)} has no containers`
        : `${refKey(ref)} has the containers ${names.join(', ')}${said === undefined ? '' : `, not ${said}`}`,
      { hint: `Say which one: --image ${names[0] ?? 'CONTAINER'}=IMAGE` },
    );
  }
  return `${base}.containers[${name}].image`;
}

/** A whole path, or the end of one that the object has or once had. */
function namedPath(word: string, ref: ObjectRef, states: readonly KubeObject[]): string {
  if (states.some((state) => valueAt(state, word) !== undefined)) return word;
  const paths = new Set(states.flatMap((state) => leafPaths(state)));
  const found = [...paths].filter((path) => isNamed(path, word));
  if (found.length === 1) return found[0]!;
  if (found.length > 1) {
    throw new InputError(`${refKey(ref)} has several fields ${word}: ${found.slice(0, 5).join(', ')}`, {
      hint: 'Give the whole path.',
    });
  }
  // A field that nobody ever set may be asked about by its whole path.
  if (/^(spec|data|metadata)\./.test(word)) return word;
  const ends = new Map([...paths].map((path) => [path.split(/[.[]/).at(-1)!.replace(']', ''), path]));
  const near = nearest(word, ends.keys()).map((end) => ends.get(end)!);
  throw new InputError(`${refKey(ref)} has no field ${JSON.stringify(word)}`, {
    ...(near.length > 0
      ? { hint: `Did you mean ${near.join(' or ')}?` }
      : { hint: 'Give the whole path: spec.…' }),
  });
}

/** The path of every field that somebody decides, as changes write it. */
function leafPaths(state: KubeObject): string[] {
  const empty: KubeObject = { metadata: {} };
  return decidedChanges(empty, state).flatMap(({ path, after }) => belowLists(path, after));
}

function belowLists(path: string, value: unknown): string[] {
  if (Array.isArray(value) && value.every((item) => isObject(item) && typeof item.name === 'string')) {
    return value.flatMap((item: unknown) =>
      isObject(item)
        ? Object.entries(item).flatMap(([key, member]) =>
            belowLists(`${path}[${String(item.name)}].${key}`, member),
          )
        : [],
    );
  }
  if (isObject(value))
    return Object.entries(value).flatMap(([key, member]) => belowLists(`${path}.${key}`, member));
  return [path];
}
