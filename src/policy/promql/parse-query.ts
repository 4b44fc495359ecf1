/** A query as a tree. What is not listed here is not evaluated, and says so. */
export type Query =
  | { readonly type: 'number'; readonly value: number }
  | {
      readonly type: 'selector';
      readonly name: string | undefined;
      readonly matchers: readonly Matcher[];
      /** Of a range such as `[5m]`; undefined for an instant. */
      readonly rangeMs: number | undefined;
      readonly offsetMs: number;
    }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Query[] }
  | {
      readonly type: 'aggregate';
      readonly name: string;
      readonly by: readonly string[] | undefined;
      readonly without: readonly string[] | undefined;
      readonly arg: Query;
    }
  | { readonly type: 'binary'; readonly operator: string; readonly left: Query; readonly right: Query };

/** One condition on a label. */
export interface Matcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** Why a query is not evaluated. */
export interface QueryProblem {
  readonly problem: string;
}

export const AGGREGATIONS: ReadonlySet<string> = new Set(['sum', 'avg', 'min', 'max', 'count']);
const PRECEDENCE: readonly (readonly string[])[] = [
  ['==', '!=', '<=', '<', '>=', '>'],
  ['+', '-'],
  ['*', '/', '%'],
];
const TOKEN =
  /\s*(?:(?<duration>\[[^\]]*\])|(?<span>(?:\d+(?:ms|[smhdwy]))+(?![\w:]))|(?<number>(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?![\w:]))|(?<word>[a-zA-Z_:][\w:]*)|(?<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<sign>=~|!~|==|!=|<=|>=|[-+*/%<>=(){},]))/y;
const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  y: 365 * 86_400_000,
};

/** Reads PromQL: selectors, ranges, offset, functions, aggregations, arithmetic and comparison. */
export function parseQuery(text: string): Query | QueryProblem {
  try {
    const parser = new Parser(tokensOf(text));
    return parser.whole();
  } catch (error) {
    if (error instanceof Unreadable) return { problem: error.message };
    throw error;
  }
}

class Unreadable extends Error {}

type Token = {
  readonly type: 'duration' | 'span' | 'number' | 'word' | 'text' | 'sign' | 'end';
  readonly text: string;
};

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const groups = TOKEN.exec(text)?.groups;
    const found = Object.entries(groups ?? {}).find(([, value]) => value !== undefined);
    if (!found) throw new Unreadable(`not understood from ${JSON.stringify(text.slice(at, at + 20))} on`);
    tokens.push({ type: found[0] as Token['type'], text: found[1] ?? '' });
  }
  return [...tokens, { type: 'end', text: '' }];
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Query {
    const query = this.#binary(0);
    if (this.#next.type !== 'end') throw new Unreadable(`${this.#next.text} is not understood there`);
    return query;
  }

  get #next(): Token {
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)]!;
  }

  #accept(text: string): boolean {
    if (this.#next.type === 'text' || this.#next.text !== text) return false;
    this.#at++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#accept(text))
      throw new Unreadable(`${text} is missing before ${this.#next.text || 'the end'}`);
  }

  #binary(level: number): Query {
    const operators = PRECEDENCE[level];
    if (!operators) return this.#unary();
    let left = this.#binary(level + 1);
    while (this.#next.type === 'sign' && operators.includes(this.#next.text)) {
      const operator = this.#next.text;
      this.#at++;
      if (['on', 'ignoring', 'bool'].includes(this.#next.text)) {
        throw new Unreadable(`${this.#next.text} is not evaluated`);
      }
      left = { type: 'binary', operator, left, right: this.#binary(level + 1) };
    }
    return left;
  }

  #unary(): Query {
    if (this.#accept('-')) {
      return { type: 'binary', operator: '*', left: { type: 'number', value: -1 }, right: this.#unary() };
    }
    this.#accept('+');
    return this.#primary();
  }

  #primary(): Query {
    const { type, text } = this.#next;
    if (type === 'number') {
      this.#at++;
      return { type: 'number', value: Number(text) };
    }
    if (this.#accept('(')) {
      const inner = this.#binary(0);
      this.#expect(')');
      return inner;
    }
    if (type !== 'word') {
      if (text === '{') return this.#selector(undefined);
      throw new Unreadable(`${text || 'the end'} is not understood there`);
    }
    this.#at++;
    if (AGGREGATIONS.has(text) && ['(', 'by', 'without'].includes(this.#next.text))
      return this.#aggregate(text);
    if (this.#next.text === '(') return this.#call(text);
    return this.#selector(text);
  }

  #call(name: string): Query {
    this.#expect('(');
    const args: Query[] = [];
    while (!this.#accept(')')) {
      args.push(this.#binary(0));
      if (this.#next.text !== ')') this.#expect(',');
    }
    return { type: 'call', name, args };
  }

  #aggregate(name: string): Query {
    let grouping = this.#grouping();
    this.#expect('(');
    const arg = this.#binary(0);
    this.#expect(')');
    grouping ??= this.#grouping();
    return { type: 'aggregate', name, by: grouping?.by, without: grouping?.without, arg };
  }

  #grouping(): { readonly by?: readonly string[]; readonly without?: readonly string[] } | undefined {
    const word = this.#next.text;
    if (word !== 'by' && word !== 'without') return undefined;
    this.#at++;
    this.#expect('(');
    const labels: string[] = [];
    while (!this.#accept(')')) {
      labels.push(this.#next.text);
      this.#at++;
      if (this.#next.text !== ')') this.#expect(',');
    }
    return word === 'by' ? { by: labels } : { without: labels };
  }

  #selector(name: string | undefined): Query {
    const matchers: Matcher[] = [];
    if (this.#accept('{')) {
      while (!this.#accept('}')) {
        matchers.push(this.#matcher());
        if (this.#next.text !== '}') this.#expect(',');
      }
    }
    let rangeMs: number | undefined;
    if (this.#next.type === 'duration') {
      rangeMs = durationOf(this.#next.text.slice(1, -1));
      this.#at++;
    }
    const offsetMs = this.#accept('offset') ? this.#offset() : 0;
    return { type: 'selector', name, matchers, rangeMs, offsetMs };
  }

  #matcher(): Matcher {
    const label = this.#next.text;
    this.#at++;
    const operator = this.#next.text;
    if (operator !== '=' && operator !== '!=' && operator !== '=~' && operator !== '!~') {
      throw new Unreadable('a selector is not closed');
    }
    this.#at++;
    const { type, text } = this.#next;
    if (type !== 'text') throw new Unreadable(`the value of ${label} is not in quotes`);
    this.#at++;
    return {
      label,
      operator,
      value: text.slice(1, -1).replace(/\\(.)/g, (_all, each: string) => (each === 'n' ? '\n' : each)),
    };
  }

  #offset(): number {
    const { type, text } = this.#next;
    if (type !== 'span') throw new Unreadable('offset takes a duration such as 5m');
    this.#at++;
    return durationOf(text);
  }
}

function durationOf(text: string): number {
  if (!/^(\d+(ms|[smhdwy]))+$/.test(text)) throw new Unreadable(`${JSON.stringify(text)} is no duration`);
  let sum = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[smhdwy])/g))
    sum += Number(count) * (UNITS_MS[unit!] ?? 0);
  return sum;
}
