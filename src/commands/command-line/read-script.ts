import { InputError } from '../../errors/index.ts';
import { type Token, tokensOf, type WordPart } from './shell-tokens.ts';

/** When a command of a script runs. */
export type When = 'always' | 'after success' | 'after failure';

/** Where a command's standard input comes from. */
export type ScriptInput =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'file'; readonly path: string }
  | {
      readonly type: 'pipe';
      readonly from: ScriptCommand;
      /** Whether the failure of the first command is that of the pipe. */
      readonly isFailurePassedOn: boolean;
    };

/** One command of a script, with what the shell does about it. */
export interface ScriptCommand {
  readonly words: readonly string[];
  /** As it was written, variables replaced. */
  readonly line: string;
  readonly when: When;
  /** `|| true` follows: that it failed is of no consequence. */
  readonly isFailureIgnored: boolean;
  /** `set -e`: nothing after it runs if it fails. */
  readonly stopsAtFailure: boolean;
  readonly input?: ScriptInput;
}

/** What is done before the words of a script can be read. */
interface State {
  readonly variables: ReadonlyMap<string, string>;
  /** `set -e`: a command runs only if the one before it has not failed. */
  readonly stopsAtFailure: boolean;
  /** `set -o pipefail`: a pipe fails with any of its commands. */
  readonly pipesFail: boolean;
}

/** Words of the shell that begin what is not understood. */
const KEYWORDS: ReadonlySet<string> = new Set([
  'if',
  'while',
  'until',
  'case',
  'function',
  '{',
  '[',
  '[[',
  'exit',
  'cd',
  'trap',
  'source',
  '.',
  'eval',
  'return',
]);
/** Commands that only print or do nothing. */
const SILENT: ReadonlySet<string> = new Set(['echo', 'printf', 'true', ':', 'date']);
/** Where output may go: nowhere, or to the other output. */
const NO_FILE = /^(?:\/dev\/(?:null|stdout|stderr)|\d|-)$/;
/** Commands that show what they are given, and do nothing else. */
const VIEWERS: ReadonlySet<string> = new Set(['tee', 'cat', 'less', 'more']);
const SHELL_OPTION = /^[-+][aeuxovfE]+$/;
const ASSIGNMENT = /^([A-Za-z_]\w*)=/;

/**
 * Reads a shell script as far as it only strings commands together: `&&`, `||`, `;`, lines, comments, pipes, here-documents,
 * variables that the script sets, `for` loops over words that stand there, `set -e`.
 *
 * @throws InputError for what only a shell could do.
 */
export function readScript(script: string): readonly ScriptCommand[] {
  return new Reader(script, tokensOf(script)).list(
    { variables: new Map(), stopsAtFailure: false, pipesFail: false },
    [],
  ).commands;
}

interface Read {
  readonly commands: readonly ScriptCommand[];
  readonly state: State;
}

class Reader {
  readonly #script: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(script: string, tokens: readonly Token[]) {
    this.#script = script;
    this.#tokens = tokens;
  }

  /** The commands up to one of the words, or to the end. */
  list(start: State, ends: readonly string[]): Read {
    let state = start;
    const commands: ScriptCommand[] = [];
    let when: When = 'always';
    for (;;) {
      while (this.#takeOperator('\n') || this.#takeOperator(';')) when = 'always';
      const token = this.#tokens[this.#at];
      if (!token) {
        if (ends.length > 0) throw this.#refused(`a loop without ${ends[0]}`);
        return { commands, state };
      }
      if (ends.includes(plainWord(token))) {
        this.#at++;
        return { commands, state };
      }
      const first = commands.length;
      if (plainWord(token) === 'for') {
        if (when !== 'always') throw this.#refused('a loop behind && or ||');
        const read = this.#loop(state);
        commands.push(...read.commands);
        state = read.state;
      } else {
        const { words, command, state: next } = this.#pipeline(state);
        state = next;
        if (command) commands.push({ ...command, when, stopsAtFailure: false });
        // What only prints never fails.
        else if (when === 'after failure' && first > 0) {
          commands[first - 1] = { ...commands[first - 1]!, isFailureIgnored: true };
        } else if (words === 0) throw this.#refused('a line without a command');
      }
      if (this.#takeOperator('&&')) when = 'after success';
      else if (this.#takeOperator('||')) when = 'after failure';
      else {
        const last = commands.at(-1);
        if (last) commands[commands.length - 1] = { ...last, stopsAtFailure: state.stopsAtFailure };
        const { operator } = this.#peekOperator();
        if (operator !== undefined && operator !== '\n' && operator !== ';') throw this.#needsShell(operator);
        when = 'always';
      }
    }
  }

  /** `for NAME in WORDS; do LIST; done`: its commands once for each word. */
  #loop(outer: State): Read {
    this.#at++;
    const name = plainWord(this.#tokens[this.#at++]);
    if (!/^[A-Za-z_]\w*$/.test(name) || plainWord(this.#tokens[this.#at++]) !== 'in') {
      throw this.#refused('a loop that is not of the form: for NAME in WORDS; do …; done');
    }
    const values: string[] = [];
    for (let token = this.#tokens[this.#at]; token?.type === 'word'; token = this.#tokens[++this.#at]) {
      values.push(...this.#expanded(token.parts, outer));
    }
    while (this.#takeOperator('\n') || this.#takeOperator(';'));
    if (plainWord(this.#tokens[this.#at++]) !== 'do') throw this.#refused('a loop without do');
    const body = this.#at;
    let state = outer;
    const commands: ScriptCommand[] = [];
    if (values.length === 0) this.list(withVariable(outer, name, ''), ['done']);
    for (const value of values) {
      this.#at = body;
      const read = this.list(withVariable(state, name, value), ['done']);
      commands.push(...read.commands);
      state = read.state;
    }
    return { commands, state };
  }

  /** Commands joined by pipes; undefined when they do nothing that could matter. */
  #pipeline(state: State): {
    readonly command?: Omit<ScriptCommand, 'when' | 'stopsAtFailure'>;
    readonly words: number;
    readonly state: State;
  } {
    const start = this.#tokens[this.#at]!.start;
    let input: ScriptInput | undefined;
    for (;;) {
      const { words, input: own, end, isExpanded } = this.#simple(state);
      const [first = ''] = words;
      if (KEYWORDS.has(first)) throw this.#needsShell(first);
      const given = own ?? input;
      if (VIEWERS.has(first) && given?.type === 'pipe' && this.#peekOperator().operator !== '|') {
        // What shows the output says how it went with the pipe.
        const line = this.#script.slice(start, end).trim();
        const command = { ...given.from, line, isFailureIgnored: !state.pipesFail };
        return { command, words: words.length, state };
      }
      if (this.#takeOperator('|')) {
        input = printedBy(words, given) ?? {
          type: 'pipe',
          isFailurePassedOn: state.pipesFail,
          from: {
            words,
            line: lineOf(words),
            when: 'always',
            isFailureIgnored: false,
            stopsAtFailure: false,
            ...(given ? { input: given } : {}),
          },
        };
        while (this.#takeOperator('\n'));
        continue;
      }
      const next = stateAfter(words, state);
      if (next) return { words: words.length, state: next };
      const written = this.#script.slice(start, end).trim();
      const line = isExpanded ? lineOf(words) : written;
      const bare = words.slice(words.findIndex((word) => !ASSIGNMENT.test(word)));
      const command = { words: bare, line, isFailureIgnored: false, ...(given ? { input: given } : {}) };
      return { command, words: words.length, state };
    }
  }

  /** One command: its words, variables replaced, and what is given to it. */
  #simple(state: State): {
    readonly words: string[];
    readonly input?: ScriptInput;
    readonly end: number;
    readonly isExpanded: boolean;
  } {
    const words: string[] = [];
    let input: ScriptInput | undefined;
    let isExpanded = false;
    let end = this.#tokens[this.#at]!.start;
    for (let token = this.#tokens[this.#at]; token; token = this.#tokens[this.#at]) {
      if (token.type === 'word') {
        words.push(...this.#expanded(token.parts, state));
        isExpanded ||= token.parts.some((part) => 'variable' in part);
      } else if (token.type === 'input') {
        input = { type: 'text', text: this.#expandedText(token.parts, state) };
      } else if (['<', '>', '>>', '&>', '>&'].includes(token.operator)) {
        const file = this.#tokens[++this.#at];
        const path = file?.type === 'word' ? this.#expandedText(file.parts, state) : '';
        if (token.operator === '<') input = { type: 'file', path };
        else if (!NO_FILE.test(path)) throw this.#needsShell(token.operator);
      } else break;
      end = this.#tokens[this.#at]!.end;
      this.#at++;
    }
    return { words, ...(input ? { input } : {}), end, isExpanded };
  }

  /** The words that a word becomes: a variable without quotes is split at spaces. */
  #expanded(parts: readonly WordPart[], state: State): string[] {
    const words = [''];
    for (const part of parts) {
      const text = this.#textOf(part, state);
      const [first = '', ...more] = 'text' in part || part.isQuoted ? [text] : text.split(/\s+/);
      words[words.length - 1] += first;
      words.push(...more);
    }
    const isBare = parts.every((part) => 'variable' in part && !part.isQuoted);
    return isBare ? words.filter((word) => word !== '') : words;
  }

  #expandedText(parts: readonly WordPart[], state: State): string {
    return parts.map((part) => this.#textOf(part, state)).join('');
  }

  #textOf(part: WordPart, { variables }: State): string {
    if ('text' in part) return part.text;
    const value = variables.get(part.variable);
    if (value !== undefined) return value;
    throw new InputError(`$${part.variable} is a variable that nothing here sets`, {
      where: this.#where(),
      hint: `Write its value, or ${part.variable}=VALUE on a line before; a $ that is only a sign stands in single quotes.`,
    });
  }

  #peekOperator(): { readonly operator: string | undefined } {
    const token = this.#tokens[this.#at];
    return { operator: token?.type === 'operator' ? token.operator : undefined };
  }

  #takeOperator(operator: string): boolean {
    if (this.#peekOperator().operator !== operator) return false;
    this.#at++;
    return true;
  }

  #needsShell(what: string): InputError {
    return new InputError(`${what} needs a shell, which a simulation does not have`, {
      where: this.#where(),
      hint: 'Understood are &&, ||, ;, lines, pipes between kubectl commands, here-documents, variables, and for loops over words.',
    });
  }

  #refused(what: string): InputError {
    return new InputError(`${what} is not understood`, { where: this.#where() });
  }

  #where(): string {
    return `command ${JSON.stringify(this.#script)}`;
  }
}

/** What a command does to the script itself; undefined when it is one that counts. */
function stateAfter(words: readonly string[], state: State): State | undefined {
  const [first, ...rest] = words;
  if (first === undefined) return state;
  if (SILENT.has(first)) return state;
  if (first === 'set' && SHELL_OPTION.test(rest[0] ?? '')) return stateWithOptions(rest, state);
  const assignments = first === 'export' || first === 'readonly' ? rest : words;
  if (!assignments.every((word) => ASSIGNMENT.test(word))) return undefined;
  let next = state;
  for (const word of assignments) {
    const equals = word.indexOf('=');
    next = withVariable(next, word.slice(0, equals), word.slice(equals + 1));
  }
  return next;
}

function stateWithOptions(options: readonly string[], state: State): State {
  const has = (letter: string, name: string) =>
    options.includes(name) || options.some((option) => option.startsWith('-') && option.includes(letter));
  const isOff = options.some((option) => option.startsWith('+') && option.includes('e'));
  return {
    ...state,
    stopsAtFailure: isOff ? false : state.stopsAtFailure || has('e', 'errexit'),
    pipesFail: state.pipesFail || options.includes('pipefail'),
  };
}

function withVariable(state: State, name: string, value: string): State {
  return { ...state, variables: new Map([...state.variables, [name, value]]) };
}

/** What commands print that need no cluster. */
function printedBy(words: readonly string[], given: ScriptInput | undefined): ScriptInput | undefined {
  const [first, ...rest] = words;
  if (first === 'cat') {
    if (rest.length === 0 || rest[0] === '-') return given;
    return rest.length === 1 ? { type: 'file', path: rest[0]! } : undefined;
  }
  if (first === 'echo') {
    const shown = rest.filter((word, index) => index > 0 || !/^-[neE]+$/.test(word));
    return { type: 'text', text: `${shown.join(' ')}\n` };
  }
  return undefined;
}

function plainWord(token: Token | undefined): string {
  if (token?.type !== 'word' || !token.isPlain) return '';
  const [part] = token.parts;
  return part && 'text' in part ? part.text : '';
}

/** Words as a line that is read back to the same words. */
function lineOf(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
