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
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (error instanceof InputError) {
      printInputError(error);
      return EXIT.usage;
    }
    printBug(error, words);
    return EXIT.bug;
  }
}

async function dispatch(words: readonly string[]): Promise<ExitCode> {
  let exit: ExitCode = EXIT.done;
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
