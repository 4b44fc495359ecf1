import { bareName, isPronoun, namedObject } from './named-object.ts';
import { QUESTIONS } from './table.ts';
import { withoutTime } from './time-words.ts';

/** What else a question is read with. */
export interface ParseOptions {
  /** What "it" means in the first question. */
  readonly about: string | undefined;
  /** The time of questions that name none. */
  readonly at: string | undefined;
  /** The object that has a bare name, as `KIND/NAME`; undefined when there is none. */
  readonly lookUp: (name: string) => string | undefined;
  /** The namespace that an object (`KIND/NAME`) lies in; undefined: in none, or nobody knows. */
  readonly namespaceOf: (object: string) => string | undefined;
}

/** One question as a verb line, or why it is none. */
export type ParsedQuestion =
  | { readonly question: string; readonly line: readonly string[]; readonly about: string | undefined }
  | { readonly question: string; readonly problem: 'unknown' | 'no object' | 'no time' };

/** The questions of a text, one after another: `what did deployment orders look like yesterday; who changed it`. */
export function parseQuestions(text: string, options: ParseOptions): ParsedQuestion[] {
  const parsed: ParsedQuestion[] = [];
  let { about } = options;
  let time = options.at;
  for (const question of questionsIn(text)) {
    const { words, at } = timed(question);
    time = at ?? time;
    const each = parseOne(question, words, { ...options, about, at: time });
    parsed.push(each);
    if ('line' in each) about = each.about ?? about;
  }
  return parsed;
}

function questionsIn(text: string): string[] {
  return text
    .split(
      /[;?!]+|\.\s+|\s+and then\s+|,\s+(?=(?:who|what|which|why|when|is|did)\b)|\s+and\s+(?=(?:who|which|why|when)\b)/,
    )
    .map((part) => part.trim().replace(/[.\s]+$/, ''))
    .filter((part) => part !== '');
}

/** Names stay as they are written; they are in lower case in Kubernetes. A stretch of time is part of the question. */
function timed(question: string): { readonly words: string; readonly at: string | undefined } {
  const words = question
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/^(?:please|so|and|then) /, '');
  return /\b(?:between|since|changed from)\b/.test(words) ? { words, at: undefined } : withoutTime(words);
}

function parseOne(question: string, words: string, options: ParseOptions): ParsedQuestion {
  let problem: 'unknown' | 'no object' | 'no time' = 'unknown';
  for (const { patterns, verb } of QUESTIONS) {
    for (const pattern of patterns) {
      const match = pattern.exec(words);
      if (!match) continue;
      const groups: Readonly<Record<string, string | undefined>> = match.groups ?? {};
      let about: string | undefined;
      const line = verb({
        groups,
        context: { about: options.about, at: options.at },
        object: (name) => {
          const found = name === undefined ? undefined : objectOf(name, options);
          about ??= found;
          return found;
        },
        inNamespace: (object) => {
          const namespace = options.namespaceOf(object);
          return namespace === undefined || namespace === 'default' ? '' : ` -n ${namespace}`;
        },
      });
      if (line) return { question, line, about };
      problem = groups.object === undefined && groups.node === undefined ? 'no time' : 'no object';
    }
  }
  return { question, problem };
}

function objectOf(words: string, { about, lookUp }: ParseOptions): string | undefined {
  if (isPronoun(words)) return about;
  const named = namedObject(words);
  if (named !== undefined) return named;
  const name = bareName(words);
  return name === undefined ? undefined : lookUp(name);
}
