import { parseDuration } from './duration.ts';

/** So many different words in one place are named; of more, the range. */
const NAMED = 3;
/** Longer words are names and ids that tell nothing side by side. */
const LONGEST = 24;

/**
 * One text for several that say the same but for some words, so that no value of one of them passes for that of all:
 * `exit 1/137`, of many numbers or durations their range, `back-off 10s-5m0s`, of many names `…`. Texts of another build
 * are only mentioned: `…, and others`.
 */
export function variedWords(texts: readonly string[]): string {
  const [first = '', ...others] = new Set(texts);
  if (others.length === 0) return first;
  const rows = [first, ...others].map((text) => text.split(' '));
  const alike = rows.filter(({ length }) => length === rows[0]?.length);
  const merged = (rows[0] ?? []).map((_, column) => mergedWord(alike.flatMap((row) => row[column] ?? [])));
  return merged.join(' ') + (alike.length < rows.length ? ', and others' : '');
}

function mergedWord(words: readonly string[]): string {
  const distinct = [...new Set(words)];
  const [only = ''] = distinct;
  if (distinct.length === 1) return only;
  const [tail = ''] = /[,;:.)]*$/.exec(only) ?? [];
  if (!distinct.every((word) => word.endsWith(tail))) return '…';
  const values = distinct.map((word) => word.slice(0, word.length - tail.length));
  const sizes = values.map(sizeOf);
  if (sizes.every((size) => size !== undefined)) {
    const sorted = values.map((value, index) => ({ value, size: sizes[index] ?? 0 }));
    sorted.sort((a, b) => a.size - b.size);
    const names = sorted.map(({ value }) => value);
    return (names.length > NAMED ? `${names[0]}-${names.at(-1)}` : names.join('/')) + tail;
  }
  const isShort = values.every(({ length }) => length <= LONGEST);
  return (isShort && values.length <= NAMED ? values.join('/') : '…') + tail;
}

/** A number, a share or a duration, to be put in order. */
function sizeOf(word: string): number | undefined {
  return /^\d+(?:\.\d+)?%?$/.test(word) ? Number.parseFloat(word) : parseDuration(word);
}
