import { InputError } from '../../errors/index.ts';

/** A piece of a word: text as it stands, or a variable. */
export type WordPart =
  | { readonly text: string }
  | {
      readonly variable: string /** Inside of double quotes it stays one word. */;
      readonly isQuoted: boolean;
    };

/** What a script is made of. `start` and `end` are places in its text. */
export type Token = { readonly start: number; readonly end: number } & (
  | {
      readonly type: 'word';
      readonly parts: readonly WordPart[] /** Written without quotes and variables. */;
      readonly isPlain: boolean;
    }
  | { readonly type: 'operator'; readonly operator: string }
  /** The text of `<<WORD` or `<<< WORD`. */
  | { readonly type: 'input'; readonly parts: readonly WordPart[] }
);

const OPERATORS = [
  '\n',
  ';;',
  '&&',
  '||',
  '<<<',
  '<<-',
  '<<',
  '>>',
  '&>',
  '>&',
  ';',
  '|',
  '&',
  '<',
  '>',
  '(',
  ')',
];
const VARIABLE = /^\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/;

/**
 * Tells words and operators of a shell script apart: quotes, backslashes, comments, variables, here-documents.
 *
 * @throws InputError for an open quote and for what only a shell could work out.
 */
export function tokensOf(script: string): Token[] {
  return new Lexer(script).tokens();
}

class Lexer {
  readonly #script: string;
  readonly #tokens: Token[] = [];
  /** Here-documents whose text begins after the line. */
  readonly #awaited: {
    readonly end: string;
    readonly isLiteral: boolean;
    readonly isIndented: boolean;
    readonly place: number;
  }[] = [];
  #at = 0;

  constructor(script: string) {
    this.#script = script;
  }

  tokens(): Token[] {
    while (this.#at < this.#script.length) this.#next();
    return this.#tokens;
  }

  #next(): void {
    const rest = this.#script.slice(this.#at);
    const [space] = /^(?:[ \t\r]|\\\r?\n)+/.exec(rest) ?? [''];
    if (space !== '') {
      this.#at += space.length;
      return;
    }
    if (rest.startsWith('#')) {
      this.#at += /^[^\n]*/.exec(rest)![0].length;
      return;
    }
    const operator = OPERATORS.find((each) => rest.startsWith(each));
    if (operator !== undefined) {
      this.#operator(operator);
      return;
    }
    // `2>&1` and `2>/dev/null` name the output that they are about.
    const [output] = /^\d(?=[<>])/.exec(rest) ?? [''];
    if (output !== '') {
      this.#at += output.length;
      return;
    }
    const start = this.#at;
    const { parts, isPlain } = this.#word();
    this.#tokens.push({ type: 'word', parts, isPlain, start, end: this.#at });
  }

  #operator(operator: string): void {
    const start = this.#at;
    this.#at += operator.length;
    if (operator === '\n') this.#documents();
    if (operator !== '<<<' && !operator.startsWith('<<')) {
      this.#tokens.push({ type: 'operator', operator, start, end: this.#at });
      return;
    }
    this.#at += /^[ \t]*/.exec(this.#script.slice(this.#at))![0].length;
    const { parts, isPlain } = this.#word();
    const place = this.#tokens.length;
    const asInput = operator === '<<<' ? [...parts, { text: '\n' }] : [];
    this.#tokens.push({ type: 'input', parts: asInput, start, end: this.#at });
    if (operator === '<<<') return;
    const end = parts.map((part) => ('text' in part ? part.text : `$${part.variable}`)).join('');
    this.#awaited.push({ end, isLiteral: !isPlain, isIndented: operator === '<<-', place });
  }

  /** Reads the here-documents that the line which has just ended asked for. */
  #documents(): void {
    for (const { end, isLiteral, isIndented, place } of this.#awaited.splice(0)) {
      const lines: string[] = [];
      for (;;) {
        if (this.#at >= this.#script.length) {
          throw new InputError(`the here-document ${JSON.stringify(end)} never ends`, {
            hint: `Its last line is ${end} alone.`,
          });
        }
        const line = /^[^\n]*/.exec(this.#script.slice(this.#at))![0];
        this.#at = Math.min(this.#script.length, this.#at + line.length + 1);
        const text = isIndented ? line.replace(/^\t+/, '') : line;
        if (text.replace(/\r$/, '') === end) break;
        lines.push(`${text}\n`);
      }
      const text = lines.join('');
      const token = this.#tokens[place]!;
      const parts = isLiteral ? [{ text }] : documentParts(text);
      this.#tokens[place] = { type: 'input', parts, start: token.start, end: token.end };
    }
  }

  #word(): { readonly parts: WordPart[]; readonly isPlain: boolean } {
    const parts: WordPart[] = [];
    let isPlain = true;
    const text = (more: string) => {
      const last = parts.at(-1);
      if (last && 'text' in last) parts[parts.length - 1] = { text: last.text + more };
      else parts.push({ text: more });
    };
    while (this.#at < this.#script.length) {
      const rest = this.#script.slice(this.#at);
      const char = rest[0]!;
      if (/[\s;|&<>()]/.test(char)) break;
      if (char === "'") {
        isPlain = false;
        const end = this.#closing("'");
        text(this.#script.slice(this.#at + 1, end));
        this.#at = end + 1;
      } else if (char === '"') {
        isPlain = false;
        const end = this.#closing('"');
        const inner = this.#script.slice(this.#at + 1, end);
        if (inner === '') text('');
        for (const part of quotedParts(inner)) 'text' in part ? text(part.text) : parts.push(part);
        this.#at = end + 1;
      } else if (char === '\\') {
        isPlain = false;
        if (rest[1] !== '\n') text(rest[1] ?? '');
        this.#at += 2;
      } else if (char === '$' || char === '`') {
        isPlain = false;
        const variable = variableAt(rest);
        if (variable) parts.push({ variable: variable.name, isQuoted: false });
        else text(char);
        this.#at += variable ? variable.length : 1;
      } else {
        const [plain] = /^[^\s;|&<>()'"\\$`]+/.exec(rest)!;
        text(plain);
        this.#at += plain.length;
      }
    }
    return { parts, isPlain };
  }

  #closing(quote: string): number {
    for (let index = this.#at + 1; index < this.#script.length; index++) {
      if (this.#script[index] === '\\' && quote === '"') index++;
      else if (this.#script[index] === quote) return index;
    }
    throw new InputError(`the ${quote} at character ${this.#at + 1} is never closed`, {
      where: `command ${JSON.stringify(this.#script)}`,
    });
  }
}

/** The parts of a text in double quotes. */
function quotedParts(text: string): WordPart[] {
  return partsOf(text, /\\(["\\$`\n])/);
}

/** The parts of a here-document, in which quotes mean nothing. */
function documentParts(text: string): WordPart[] {
  return partsOf(text, /\\([\\$`\n])/);
}

function partsOf(text: string, escaping: RegExp): WordPart[] {
  const parts: WordPart[] = [];
  let plain = '';
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const escaped = escaping.exec(rest.slice(0, 2));
    if (escaped?.index === 0) {
      if (escaped[1] !== '\n') plain += escaped[1];
      at += 2;
      continue;
    }
    const variable = rest[0] === '$' || rest[0] === '`' ? variableAt(rest) : undefined;
    if (variable) {
      if (plain !== '') parts.push({ text: plain });
      plain = '';
      parts.push({ variable: variable.name, isQuoted: true });
      at += variable.length;
    } else {
      plain += rest[0];
      at++;
    }
  }
  if (plain !== '') parts.push({ text: plain });
  return parts;
}

/** The variable that a text begins with; undefined for a `$` that is only a sign. */
function variableAt(text: string): { readonly name: string; readonly length: number } | undefined {
  const match = VARIABLE.exec(text);
  if (match) return { name: match[1] ?? match[2]!, length: match[0].length };
  if (text.startsWith('`') || text.startsWith('$(') || text.startsWith('${')) {
    const what = text.startsWith('`') ? '`' : text.slice(0, 2);
    throw new InputError(`${what} needs a shell, which a simulation does not have`, {
      hint: 'Write what it gives: names, or a selector (-l) of the command itself.',
    });
  }
  return undefined;
}
