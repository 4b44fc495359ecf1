import { InputError, nearest } from '../../errors/index.ts';
import { accessRefusal, apiAsUser, type Command, sleep, type User } from '../../simulation/index.ts';
import { fail } from '../output/failure.ts';
import { VERBS } from '../registry.ts';
import type { FileReader, Program, Verb } from '../verb.ts';
import { type FlagValues, parseFlags } from './flags.ts';
import { GLOBAL_FLAGS } from './global-flags.ts';
import { splitWords } from './split-words.ts';

/** The namespace of a line that names none. */
const DEFAULT_NAMESPACE = 'default';

/**
 * Reads command lines, with or without `kubectl` in front, and the files they name.
 *
 * @throws InputError for what is no command, is not modelled, or cannot be read.
 */
export function parseCommands(lines: readonly string[], files: FileReader): Command[] {
  const added = new Set<string>();
  return lines.map((line) => parseCommand(line, files, added));
}

/** @param added names of nodes that earlier lines add; those of this line are put to them. */
function parseCommand(line: string, files: FileReader, added: Set<string>): Command {
  const words = splitWords(line);
  if (words[0] === 'kubectl') words.shift();
  const { verb, rest } = findVerb(words, line);
  const command = verb.isKubectl ? `kubectl ${verb.name}` : verb.name;
  const parsed = parseFlags(rest, [...verb.flags, ...GLOBAL_FLAGS], command);
  const { flags } = parsed;
  const namespace = flags.text('namespace') || DEFAULT_NAMESPACE;
  const isNamespaceGiven = flags.has('namespace');
  const program = verb.parse({ ...parsed, command, namespace, isNamespaceGiven, files });
  const known = new Set(added);
  for (const name of program.addedNodes ?? []) added.add(name);
  const text = line.trim().replace(/^kubectl\s+/, '');
  return {
    line: verb.isKubectl ? `kubectl ${text}` : text,
    check: (world) => (program.check?.(world) ?? []).filter(({ name }) => !known.has(name)),
    run: verb.isKubectl ? startedLate(program, userOf(flags)) : program.run,
  };
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
  const known = KUBECTL_ONLY.has(first);
  return new InputError(
    known ? `kubectl ${first} is not modelled` : `unknown command ${JSON.stringify(first)}`,
    {
      where,
      hint: near.length > 0 && !known ? `Did you mean ${near.join(' or ')}?` : listOfVerbs(),
    },
  );
}

function listOfVerbs(): string {
  return `Modelled are ${VERBS.map(({ name }) => name).join(', ')}.`;
}

/** What kubectl has beyond the verbs that are modelled. */
const KUBECTL_ONLY: ReadonlySet<string> = new Set([
  'explain',
  'get',
  'edit',
  'certificate',
  'cluster-info',
  'top',
  'describe',
  'logs',
  'attach',
  'exec',
  'port-forward',
  'proxy',
  'cp',
  'auth',
  'debug',
  'events',
  'diff',
  'kustomize',
  'completion',
  'api-resources',
  'api-versions',
  'config',
  'kuberc',
  'plugin',
  'version',
]);
