import { QUESTIONS } from './table.ts';

/** The questions that share most words with one that is not understood, the likest first. */
export function nearestQuestions(question: string, count = 5): string[] {
  const asked = new Set(wordsOf(question));
  return QUESTIONS.map(({ example }, index) => ({ example, index, score: likeness(asked, wordsOf(example)) }))
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, count)
    .map(({ example }) => example);
}

/** Words in a form in which `crashing` is like `crash`. */
function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^a-z0-9-]+/)
    .filter((word) => word.length > 1)
    .map((word) => (word.length > 5 ? word.slice(0, 5) : word));
}

function likeness(asked: ReadonlySet<string>, words: readonly string[]): number {
  const shared = words.filter((word) => asked.has(word)).length;
  return shared / Math.sqrt(words.length);
}
