import { Command, CommanderError, type Option } from 'commander';
import { InputError, nearest } from '../errors/index.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { exitOnInterrupt } from './interrupt.ts';
import { printBug, printInputError } from './print-error.ts';
import { addVerb, VERBS } from './verbs/registry.ts';

const EXAMPLES = `
Examples:
  kubectl smart simulate "kubectl drain worker-5 --ignore-daemonsets" --snapshot cluster.ksnap
  kubectl smart simulate "delete node worker-5" --snapshot must-gather/
  kubectl get nodes,pods,pdb,deploy,rs,sts,ds,pvc,pv,svc -A -o json | kubectl smart simulate "drain worker-5" --snapshot -
  kubectl smart schedule --snapshot support-bundle.tar.gz
`;

/** Runs one command line of ours; never throws. */
export async function run(words: readonly string[]): Promise<ExitCode> {
  exitOnInterrupt();
  quietOnClosedPipe();
  try {
    return await dispatch(words);
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT.done;
      process.stderr.write(`  ${usageHint(error, words)}\n`);
      return EXIT.usage;
    }
    if (error instanceof InputError) {
      printInputError(error);
      return EXIT.usage;
    }
    printBug(error, words);
    return EXIT.bug;
  }
}

/** What to do about a flag or an argument that is wrong or missing. */
function usageHint({ message }: CommanderError, [verb = '', ...rest]: readonly string[]): string {
  if (verb === 'simulate') {
    if (/option '(?:-f|-k|--filename|--kustomize)'/.test(message))
      return 'Manifests are applied by a command: kubectl smart simulate "kubectl apply -f FILE"';
    const isQuoted = rest.some((word) => /\s/.test(word));
    if (!isQuoted && message.includes('unknown option'))
      return 'Each command is one argument, its flags too: put it in quotes, as in kubectl smart simulate "kubectl drain worker-5 --ignore-daemonsets"';
  }
  return `See kubectl smart ${verb === '' ? '' : `${verb} `}--help: flags, arguments and examples.`;
}

/** `help drain` and `version`, as kubectl takes them, are the flags of that name. */
function inFlags(words: readonly string[]): readonly string[] {
  if (words[0] === 'help') return [...words.slice(1), '--help'];
  return words.length === 1 && words[0] === 'version' ? ['--version'] : words;
}

async function dispatch(typed: readonly string[]): Promise<ExitCode> {
  let exit: ExitCode = EXIT.done;
  const words = inFlags(typed);
  if (words[0] === '__complete') {
    const { complete } = await import('./complete.ts');
    process.stdout.write(`${(await complete(words.slice(1), VERBS)).join('\n')}\n`);
    return exit;
  }
  const program = new Command('kubectl smart')
    .description(
      'What happens if I do this? Runs kubectl commands on a model of your cluster and acts on nothing.',
    )
    .usage('VERB [options]')
    .option('--version', 'print the version')
    .addHelpText('after', EXAMPLES)
    .showSuggestionAfterError()
    .configureHelp({ optionDescription: describeOption })
    .exitOverride();
  const asked = words.find((word) => !word.startsWith('-'));
  checkVerb(asked);
  for (const verb of VERBS) {
    await addVerb(program, verb, verb.name === asked, (code) => {
      exit = code;
    });
  }
  program.action(async (options: { readonly version?: boolean }) => {
    if (options.version) {
      const { printVersion } = await import('./version.ts');
      printVersion();
    } else program.outputHelp();
  });
  await program.parseAsync(words, { from: 'user' });
  return exit;
}

/** An option's description, with its default where that says something: an empty list is none. */
function describeOption({ description, defaultValue, required, optional }: Option): string {
  const isTold = (required || optional) && ['string', 'number'].includes(typeof defaultValue);
  return isTold ? `${description} (default: ${defaultValue})` : description;
}

/** @throws InputError for a verb that there is not, with the nearest ones. */
function checkVerb(name: string | undefined): void {
  const names = [...VERBS.map((verb) => verb.name), 'help'];
  if (name === undefined || names.includes(name)) return;
  const near = nearest(name, names);
  throw new InputError(`unknown verb ${JSON.stringify(name)}`, {
    hint:
      near.length > 0
        ? `Did you mean ${near.join(' or ')}?`
        : 'See kubectl smart --help for the verbs there are. What a kubectl command would do: kubectl smart simulate "kubectl drain …"',
  });
}

/** A reader that has seen enough (`| head`) is no error. */
function quietOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(EXIT.done);
      throw error;
    });
  }
}
