import { kindsNamed, resourceWords } from '../kubernetes/index.ts';

/** Kinds that are not Kubernetes' own and that people ask about, by what they say. */
const CUSTOM_KINDS: Readonly<Record<string, string>> = {
  certificate: 'certificate',
  certificates: 'certificate',
  cert: 'certificate',
};
const KIND_WORDS: ReadonlySet<string> = new Set([...resourceWords(), ...Object.keys(CUSTOM_KINDS)]);
const NAME = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;
const FILLERS = new Set(['the', 'my', 'our', 'a', 'an', 'of', 'kind', 'named', 'called']);

/** Words that mean what was named before. */
const PRONOUNS = new Set([
  'it',
  'this',
  'that',
  'its',
  'them',
  'they',
  'these',
  'those',
  'these pods',
  'those pods',
  'the same',
]);

/** Whether words mean what was named before. */
export function isPronoun(words: string): boolean {
  return PRONOUNS.has(words.trim());
}

/** `deployment orders`, `deployment/orders`, `the orders deployment`, `node worker-5` as `KIND/NAME`; undefined for others. */
export function namedObject(words: string): string | undefined {
  const parts = words
    .trim()
    .split(/\s+/)
    .filter((word) => !FILLERS.has(word));
  const [first = '', second, third] = parts;
  if (third !== undefined) return undefined;
  if (second === undefined) {
    const [kind = '', ...names] = first.split('/');
    return names.length > 0 && isKind(kind) ? [singular(kind), ...names].join('/') : undefined;
  }
  if (isKind(first) && NAME.test(second)) return `${singular(first)}/${second}`;
  if (isKind(second) && NAME.test(first)) return `${singular(second)}/${first}`;
  return undefined;
}

/** A single word that may be the name of something. */
export function bareName(words: string): string | undefined {
  const parts = words
    .trim()
    .split(/\s+/)
    .filter((word) => !FILLERS.has(word));
  const [name] = parts;
  return parts.length === 1 && name !== undefined && NAME.test(name) && !isPronoun(name) ? name : undefined;
}

function isKind(word: string): boolean {
  return KIND_WORDS.has(word);
}

/** The word of a kind as commands are written: `deployment` for `deploy`, `deployments` and `Deployment`. */
function singular(word: string): string {
  return CUSTOM_KINDS[word] ?? kindsNamed(word, [])[0]?.kind.toLowerCase() ?? word;
}
