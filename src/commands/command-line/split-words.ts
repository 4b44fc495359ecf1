import { InputError } from '../../errors/index.ts';

const OPERATOR = /^(?:\|\|?|&&?|;|[<>]{1,2})/;

/**
 * Splits a line into words as a shell does: quotes and backslashes, no variables, no globs.
 *
 * @throws InputError for an open quote and for what only a shell could run.
 */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let index = 0; index < line.length; index++) {
    const char = line[index]!;
    if (char === "'" || char === '"') {
      const end = closingQuote(line, index);
      word = (word ?? '') + unquoted(line.slice(index + 1, end), char);
      index = end;
    } else if (char === '\\' && index + 1 < line.length) {
      index++;
      if (line[index] !== '\n') word = (word ?? '') + line[index];
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (word === undefined && char === '#') {
      break;
    } else {
      const operator = OPERATOR.exec(line.slice(index));
      if (operator) refuseOperator(line, operator[0]);
      if (char === '`' || line.startsWith('$(', index))
        refuseOperator(line, line.startsWith('$(', index) ? '$(' : '`');
      word = (word ?? '') + char;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

function closingQuote(line: string, start: number): number {
  const quote = line[start]!;
  for (let index = start + 1; index < line.length; index++) {
    if (line[index] === '\\' && quote === '"') index++;
    else if (line[index] === quote) return index;
  }
  throw new InputError(`the ${quote} at character ${start + 1} is never closed`, {
    where: `command ${JSON.stringify(line)}`,
  });
}

function unquoted(text: string, quote: string): string {
  return quote === "'" ? text : text.replace(/\\(["\\$`\n])/g, (_, char) => (char === '\n' ? '' : char));
}

function refuseOperator(line: string, operator: string): never {
  throw new InputError(`${operator} needs a shell, which a simulation does not have`, {
    where: `command ${JSON.stringify(line)}`,
    hint: 'Give each command as an argument of its own; they run one after another.',
  });
}
