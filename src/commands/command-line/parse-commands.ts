import { InputError, nearest } from '../../errors/index.ts';
import {
  accessRefusal,
  apiAsUser,
  type Command,
  type CommandContext,
  type Process,
  sleep,
  type User,
} from '../../simulation/index.ts';
import { fail, failure } from '../output/failure.ts';
import { VERBS } from '../registry.ts';
import { type FileReader, instant, type Program, type Verb } from '../verb.ts';
import { type Flag, type FlagValues, parseFlags } from './flags.ts';
import { GLOBAL_FLAGS } from './global-flags.ts';
import { inSequence } from './in-sequence.ts';
import { effectlessNote, refuseNotModelled } from './other-commands.ts';
import { readScript, type ScriptCommand, type ScriptInput } from './read-script.ts';
import { xargsLines } from './xargs.ts';

/** Subcommands that are not the command which they begin with. */
const OWN_SUBCOMMANDS: ReadonlySet<string> = new Set([
  'apply view-last-applied',
  'apply set-last-applied',
  'apply edit-last-applied',
]);
/** The flags of `config set-context`. */
const CONTEXT_FLAGS: readonly Flag[] = [
  { name: 'current', type: 'boolean' },
  { name: 'namespace', short: 'n', type: 'string' },
  { name: 'user', type: 'string' },
  { name: 'cluster', type: 'string' },
  { name: 'kubeconfig', type: 'string' },
];
/** What xargs ends with when a command of its has failed. */
const XARGS_FAILED = 123;
/** The namespace of a line that names none, unless an earlier line sets another. */
const DEFAULT_NAMESPACE = 'default';

/**
 * Reads command lines, with or without `kubectl` in front, and the files they name. A line may be a small script: several
 * commands that a shell would string together.
 *
 * @throws InputError for what is no command, is not modelled, or cannot be read.
 */
export function parseCommands(lines: readonly string[], files: FileReader): Command[] {
  const session: Session = { files, added: new Set(), namespace: DEFAULT_NAMESPACE };
  return lines.flatMap((line) => {
    const script = readScript(line);
    if (script.length === 0) {
      throw new InputError('there is no command', {
        where: `command ${JSON.stringify(line)}`,
        hint: listOfVerbs(),
      });
    }
    return inSequence(
      script,
      script.map((command) => parseCommand(command, session)),
    );
  });
}

/** What lines leave behind for those after them. */
interface Session {
  readonly files: FileReader;
  /** Names of nodes that lines have added. */
  readonly added: Set<string>;
  /** The namespace of lines that name none. */
  namespace: string;
}

function parseCommand(scripted: ScriptCommand, session: Session): Command {
  const { input } = scripted;
  if (input?.type === 'pipe') return pipedCommand(scripted, input, session);
  if (input) {
    const text = input.type === 'text' ? input.text : session.files.read(input.path);
    return parseWords(scripted, { ...session, files: readerWith(text, session.files) });
  }
  return parseWords(scripted, session);
}

/** The command behind a pipe: it is read when the one before it has printed what it works on. */
function pipedCommand(
  scripted: ScriptCommand,
  { from, isFailurePassedOn }: Extract<ScriptInput, { type: 'pipe' }>,
  session: Session,
): Command {
  const first = parseCommand(from, session);
  const { line, words } = scripted;
  const eachTime = words[0] === 'xargs' ? xargsLines(words.slice(1), line) : undefined;
  if (!eachTime) findVerb(isKubectl(words[0]) ? words.slice(1) : words, line);
  return {
    line,
    check: first.check,
    *run(context) {
      const printed: string[] = [];
      const firstExit = yield* first.run({ ...context, stdout: (text) => void printed.push(text) });
      const text = printed.map((each) => `${each}\n`).join('');
      const behind = { ...session, files: readerWith(text, session.files) };
      const calls = eachTime ? eachTime(text) : [words];
      let exit = 0;
      for (const call of calls) {
        const problem = yield* runRead({ ...scripted, words: call }, behind, context);
        if (problem !== 0) exit = eachTime ? XARGS_FAILED : problem;
      }
      return exit === 0 && isFailurePassedOn ? firstExit : exit;
    },
  };
}

/** Reads and runs a command while others run; what cannot be meant is an error of the command. */
function* runRead(scripted: ScriptCommand, session: Session, context: CommandContext): Process<number> {
  try {
    return yield* parseWords(scripted, session).run(context);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return fail(context, [failure(error.message)]);
  }
}

/** The files, with a text as standard input. */
function readerWith(text: string, files: FileReader): FileReader {
  return { ...files, read: (path) => (path === '-' ? text : files.read(path)) };
}

function parseWords({ words: scriptWords, line }: ScriptCommand, session: Session): Command {
  const words = isKubectl(scriptWords[0]) ? scriptWords.slice(1) : scriptWords;
  const places = namePlaces(words).map((place) => words[place]!);
  const note = isVerb(places) ? undefined : effectlessNote(places);
  const text = line.replace(/^kubectl\s+/, '');
  if (note !== undefined) {
    if (places[0] === 'config') session.namespace = contextNamespace(words) ?? session.namespace;
    const run = instant(({ stderr }) => noted(`(${note})`, stderr));
    return { line: `kubectl ${text}`, check: () => [], run, looksOnly: note };
  }
  const { verb, rest } = findVerb(words, line);
  const command = verb.isKubectl ? `kubectl ${verb.name}` : verb.name;
  const parsed = parseFlags(rest, [...verb.flags, ...GLOBAL_FLAGS], command);
  const { flags } = parsed;
  const namespace = flags.text('namespace') || session.namespace;
  const isNamespaceGiven = flags.has('namespace');
  const { files, added } = session;
  const program = verb.parse({ ...parsed, command, namespace, isNamespaceGiven, files });
  const known = new Set(added);
  for (const name of program.addedNodes ?? []) added.add(name);
  return {
    line: verb.isKubectl ? `kubectl ${text}` : text,
    check: (world) => (program.check?.(world) ?? []).filter(({ name }) => !known.has(name)),
    run: verb.isKubectl ? startedLate(program, userOf(flags)) : program.run,
  };
}

function noted(note: string, stderr: (line: string) => void): number {
  stderr(note);
  return 0;
}

/** The namespace that `config set-context --current --namespace=NAME` gives to the lines after it. */
function contextNamespace(words: readonly string[]): string | undefined {
  if (!words.includes('set-context')) return undefined;
  const { flags } = parseFlags(words, CONTEXT_FLAGS, 'kubectl config set-context');
  return flags.text('namespace') || undefined;
}

/** A program of kubectl: its first request comes when it has started. */
function startedLate(program: Program, user: User | undefined): Program['run'] {
  return function* (context) {
    if (context.kubectlMs > 0) yield* sleep(context.kubectlMs);
    if (!user) return yield* program.run(context);
    const { world } = context;
    for (const name of program.nodesRead ?? []) {
      const status = accessRefusal(world, user, { verb: 'get', kind: 'Node', name });
      if (status) return fail(context, [{ status }]);
    }
    return yield* program.run({ ...context, api: apiAsUser(context.api, world, user) });
  };
}

/** Whom the line is run as; undefined for somebody who may do everything. */
function userOf(flags: FlagValues): User | undefined {
  const name = flags.text('as');
  return name ? { name, groups: [...flags.list('as-group'), 'system:authenticated'] } : undefined;
}

/** The verb that a line begins with, and the words behind it; flags may stand before and between its words. */
function findVerb(words: readonly string[], line: string): { readonly verb: Verb; readonly rest: string[] } {
  const places = namePlaces(words);
  const [first, second] = places.map((place) => words[place]!);
  if (first === undefined) {
    throw new InputError('there is no command', {
      where: `command ${JSON.stringify(line)}`,
      hint: listOfVerbs(),
    });
  }
  if (!isVerb([first, second ?? ''])) refuseNotModelled([first, second ?? ''], line);
  const both = second === undefined ? undefined : find(`${first} ${second}`);
  const verb = both ?? find(first);
  if (!verb) throw unknownVerb(first, second, line);
  const taken = places.slice(0, both ? 2 : 1);
  return { verb, rest: words.filter((_, index) => !taken.includes(index)) };
}

/** Where the first two words stand that are neither flags nor values of global flags. */
function namePlaces(words: readonly string[]): number[] {
  const places: number[] = [];
  for (let index = 0; index < words.length && places.length < 2; index++) {
    const word = words[index]!;
    if (!word.startsWith('-')) places.push(index);
    else if (!word.includes('=') && takesValue(word)) index++;
  }
  return places;
}

function takesValue(word: string): boolean {
  const flag = GLOBAL_FLAGS.find(({ name, short }) => word === `--${name}` || word === `-${short}`);
  return flag !== undefined && flag.type !== 'boolean';
}

/** Whether a line that begins so is modelled: `apply view-last-applied` is not `apply`. */
function isVerb([first = '', second = '']: readonly string[]): boolean {
  if (find(`${first} ${second}`)) return true;
  return find(first) !== undefined && !OWN_SUBCOMMANDS.has(`${first} ${second}`);
}

function find(name: string): Verb | undefined {
  return VERBS.find((verb) => verb.name === name || verb.aliases?.includes(name));
}

function unknownVerb(first: string, second: string | undefined, line: string): InputError {
  const family = VERBS.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name);
  const where = `command ${JSON.stringify(line)}`;
  if (family.length > 0) {
    return new InputError(`${first} needs one of its own commands${second ? `, not ${second}` : ''}`, {
      where,
      hint: `Modelled are ${family.join(', ')}.`,
    });
  }
  const near = nearest(
    first,
    VERBS.map(({ name }) => name),
  );
  return new InputError(`unknown command ${JSON.stringify(first)}`, {
    where,
    hint: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : listOfVerbs(),
  });
}

function listOfVerbs(): string {
  return `Modelled are ${VERBS.map(({ name }) => name).join(', ')}.`;
}

/** `k` is what many call it. */
function isKubectl(word: string | undefined): boolean {
  return word === 'kubectl' || word === 'k';
}
