import { spawnSync } from 'node:child_process';
import { shellWord } from '../../decisions/index.ts';
import { InputError } from '../../errors/index.ts';
import {
  nearestQuestions,
  type ParsedQuestion,
  type ParseOptions,
  parseQuestions,
} from '../../questions/index.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { addPastOptions, loadPast } from '../load-past.ts';
import { objectNamed } from '../options/object-names.ts';
import type { Verb } from './verb.ts';

type Options = Readonly<Record<string, unknown>>;

/** Kinds in which a bare name is looked for, in this order. */
const KINDS = [
  'Deployment.apps',
  'StatefulSet.apps',
  'DaemonSet.apps',
  'Service',
  'Node',
  'Pod',
  'CronJob.batch',
  'ConfigMap',
  'PersistentVolumeClaim',
  'Certificate.cert-manager.io',
] as const;
/** Options that every verb about the past takes as they are given here. */
const PASSED = ['recording', 'snapshot', 'timezone', 'kubeconfig', 'context', 'cluster', 'user'] as const;
const EXITS: readonly ExitCode[] = Object.values(EXIT);

/** `ask "QUESTION"`: a question in plain English, answered by the verb that it is about. */
export const askVerb: Verb = {
  describe: (command) => {
    command
      .argument('<question...>', 'what you want to know, in quotes')
      .option('--about <object>', 'what "it" means: deployment/orders')
      .option('--dry-run', 'only print the verb line');
    addPastOptions(command);
    command.option('-o, --output <format>', 'output format, as the verb takes it').addHelpText('after', HELP);
  },
  run: async (words, options) => {
    const text = words.join(' ');
    const parsed = parseQuestions(text, await namesIn(text, options));
    const [unknown] = parsed.filter((each) => 'problem' in each);
    if (parsed.length === 0 || unknown) throw notUnderstood(unknown, text);
    let worst: ExitCode = EXIT.done;
    for (const each of parsed) {
      if (!('line' in each)) continue;
      const exit = answer(each.line, options);
      if (exit > worst) worst = exit;
    }
    return worst;
  },
};

const HELP = `
It prints the verb line that answers the question, then runs it. Several questions may follow each other: "it" is what the
one before named. docs/verbs/ask.md lists the questions that are understood.

Examples:
  kubectl smart ask "what did deployment orders look like yesterday 14:00; who changed it" --recording incident.ksrec
  kubectl smart ask "who changed it" --about deployment/orders --at "14:00" --recording incident.ksrec
  kubectl smart ask "is it safe to drain worker-5" --snapshot cluster.ksnap
`;

/** Names and namespaces are looked up only where a question needs it; then the source is read for them. */
async function namesIn(text: string, options: Options): Promise<ParseOptions> {
  const given = {
    about: options.about as string | undefined,
    at: options.at as string | undefined,
  };
  const within = options.namespace as string | undefined;
  const needed = new Set<string>();
  let isNamespaceNeeded = false;
  const parsed = parseQuestions(text, {
    ...given,
    lookUp: (name) => {
      needed.add(name);
      return undefined;
    },
    namespaceOf: () => {
      isNamespaceNeeded ||= within === undefined;
      return within;
    },
  });
  const isUnderstood = parsed.every((each) => 'line' in each || each.problem === 'no object');
  if (needed.size === 0 && !(isNamespaceNeeded && isUnderstood))
    return { ...given, lookUp: () => undefined, namespaceOf: () => within };
  const past = await loadPast({ ...options, at: undefined });
  const { known } = past;
  const found = new Map<string, string>();
  for (const kind of KINDS) {
    for (const { name } of known.refs(kind))
      if (needed.has(name) && !found.has(name))
        found.set(name, `${kind.split('.', 1)[0]!.toLowerCase()}/${name}`);
  }
  const namespaces = new Map<string, string | undefined>();
  parseQuestions(text, {
    ...given,
    lookUp: (name) => found.get(name),
    namespaceOf: (object) => {
      namespaces.set(object, within ?? (objectNamed([object], undefined, known).namespace || undefined));
      return namespaces.get(object);
    },
  });
  past.close();
  return {
    ...given,
    lookUp: (name) => found.get(name),
    namespaceOf: (object) => namespaces.get(object),
  };
}

function notUnderstood(unknown: ParsedQuestion | undefined, text: string): InputError {
  const question = unknown?.question ?? text;
  const problem = unknown && 'problem' in unknown ? unknown.problem : 'unknown';
  const message =
    problem === 'no object'
      ? `what is the question about? ${JSON.stringify(question)} names nothing that is known`
      : problem === 'no time'
        ? `at what time? ${JSON.stringify(question)} names none`
        : `I do not understand ${JSON.stringify(question)}`;
  const hint =
    problem === 'no object'
      ? 'Name it with its kind (deployment orders), or with --about KIND/NAME.'
      : problem === 'no time'
        ? 'End the question with a time (at 14:30), or give --at TIME.'
        : ['These I know, among others:', ...nearestQuestions(question).map((each) => `  ${each}`)].join(
            '\n  ',
          );
  return new InputError(message, { hint });
}

/** Prints the verb line and runs it in a process of its own, as if it had been typed. */
function answer(line: readonly string[], options: Options): ExitCode {
  const words = [...line, ...passedOn(options), ...namespaceOf(line, options)];
  const isData = options.output === 'json';
  const shown = `kubectl smart ${words.map(shellWord).join(' ')}\n`;
  if (isData) process.stderr.write(shown);
  else process.stdout.write(`${shown}\n`);
  if (options.dryRun === true) return EXIT.done;
  const [program = process.execPath, script = ''] = process.argv;
  const { status, error } = spawnSync(program, [...process.execArgv, script, ...words], { stdio: 'inherit' });
  if (error) throw error;
  return EXITS.find((exit) => exit === status) ?? EXIT.bug;
}

function passedOn(options: Options): string[] {
  const flags = PASSED.flatMap((name) => {
    const value = options[name];
    const values = Array.isArray(value) ? value : value === undefined ? [] : [value];
    return values.flatMap((each: unknown) => [`--${name}`, String(each)]);
  });
  return [...flags, ...(typeof options.output === 'string' ? ['-o', options.output] : [])];
}

/** Only verbs about one object take a namespace; commands that are simulated name their own. */
function namespaceOf([verb = '', object = '']: readonly string[], { namespace }: Options): string[] {
  const takesOne =
    ['history', 'why', 'debug', 'diag', 'graph', 'predict'].includes(verb) && object.includes('/');
  return takesOne && typeof namespace === 'string' ? ['-n', namespace] : [];
}
