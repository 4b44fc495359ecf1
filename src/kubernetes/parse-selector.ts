import { compileRequirement, type Requirement, type Selector } from '../../scheduler-model/index.ts';

const TOKEN = /\s*(?:(==|!=|=|>|<)|([(),!])|([^\s(),!=<>]+))/y;
const QUALIFIED_NAME = /^(?:[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const VALUE = /^(?:[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

/** A selector, or why the text is none. */
export type ParsedSelector = { readonly selector: Selector } | { readonly problem: string };

/**
 * Reads a label selector as `-l` takes it: `a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1`.
 *
 * @source k8s.io/apimachinery/pkg/labels/selector.go → Parser (v0.36.3)
 */
export function parseSelector(text: string): ParsedSelector {
  const tokens = tokensOf(text);
  if (!tokens) return { problem: `unable to parse requirement: ${JSON.stringify(text)}` };
  const requirements: Requirement[] = [];
  const reader = new TokenReader(tokens);
  while (!reader.isAtEnd) {
    const requirement = readRequirement(reader);
    if (typeof requirement === 'string') return { problem: requirement };
    requirements.push(requirement);
    if (reader.isAtEnd) break;
    const separator = reader.next();
    if (separator !== ',') return { problem: `found '${separator}', expected: ',' or 'end of string'` };
    if (reader.isAtEnd) return { problem: "found '', expected: identifier after ','" };
  }
  return { selector: { requirements } };
}

class TokenReader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  get peek(): string {
    return this.#tokens[this.#at] ?? '';
  }

  next(): string {
    return this.#tokens[this.#at++] ?? '';
  }
}

function tokensOf(text: string): string[] | undefined {
  const tokens: string[] = [];
  const trimmed = text.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < trimmed.length) {
    const match = TOKEN.exec(trimmed);
    if (!match) return undefined;
    tokens.push(match[1] ?? match[2] ?? match[3]!);
  }
  return tokens;
}

function readRequirement(reader: TokenReader): Requirement | string {
  const negated = reader.peek === '!';
  if (negated) reader.next();
  const key = reader.next();
  if (!QUALIFIED_NAME.test(key)) return `found '${key}', expected: identifier`;
  if (negated) return required(key, 'DoesNotExist', []);
  switch (reader.peek) {
    case '':
    case ',':
      return required(key, 'Exists', []);
    case '=':
    case '==':
    case '!=': {
      const operator = reader.next() === '!=' ? 'NotIn' : 'In';
      return required(key, operator, [readValue(reader)]);
    }
    case '>':
    case '<':
      return required(key, reader.next() === '>' ? 'Gt' : 'Lt', [readValue(reader)]);
    case 'in':
    case 'notin': {
      const operator = reader.next() === 'in' ? 'In' : 'NotIn';
      const values = readValues(reader);
      return typeof values === 'string' ? values : required(key, operator, values);
    }
    default:
      return `found '${reader.peek}', expected: in, notin, =, ==, !=, gt, lt`;
  }
}

/** A value may be empty: `a=` and `a=,b`. */
function readValue(reader: TokenReader): string {
  return reader.isAtEnd || reader.peek === ',' ? '' : reader.next();
}

function readValues(reader: TokenReader): string[] | string {
  const open = reader.next();
  if (open !== '(') return `found '${open}' expected: '('`;
  const values: string[] = [];
  for (;;) {
    if (reader.isAtEnd) return "found '', expected: ',', ')' or identifier";
    const token = reader.next();
    if (token === ')') return values.length > 0 ? values : [''];
    if (token !== ',') values.push(token);
  }
}

function required(key: string, operator: string, values: readonly string[]): Requirement | string {
  const bad =
    operator === 'In' || operator === 'NotIn' ? values.find((value) => !VALUE.test(value)) : undefined;
  if (bad !== undefined) {
    return `values[0][${key}]: Invalid value: ${JSON.stringify(bad)}: a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character`;
  }
  return (
    compileRequirement(key, operator, values) ?? `${key}: the operator and its values do not go together`
  );
}
