import type { KubeObject } from '../../kubernetes/index.ts';
import type { CommandContext, Status } from '../../simulation/index.ts';
import { kindsIn } from '../cluster/resource-types.ts';
import type { Flag } from '../command-line/flags.ts';
import { usage } from '../command-line/flags.ts';
import { SEND_FLAGS, sendOptions } from '../command-line/send-flags.ts';
import { type Failure, fail } from '../output/failure.ts';
import { objectPrinter } from '../output/object-printer.ts';
import { instant, type Verb, type VerbInput } from '../verb.ts';
import { asKubectlMade } from './as-kubectl-made.ts';
import { createObject, refusedAs, withLastApplied } from './create-objects.ts';

/** What makes an object from a line: the object, or why there is none. */
export type Generated = KubeObject | Failure;

/** A `create` command that makes its object from flags. */
export interface Generator {
  /** `deployment`. */
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly usage: string;
  readonly flags: readonly Flag[];
  /** Put before the server's refusal; absent: it stands alone. */
  readonly refused?: string | ((input: VerbInput) => string);
  /** Decodes the line; throws an InputError. What it returns runs when the command does. */
  readonly read: (input: VerbInput, name: string) => (context: CommandContext) => Generated;
}

/** Makes a verb of a generator. */
export function generatorVerb(generator: Generator): Verb {
  return {
    name: `create ${generator.name}`,
    aliases: (generator.aliases ?? []).map((alias) => `create ${alias}`),
    isKubectl: true,
    usage: `create ${generator.usage}`,
    flags: [...SEND_FLAGS, ...generator.flags],
    parse: (input) => {
      const { flags, command, isNamespaceGiven } = input;
      const generate = generator.read(input, nameOf(input));
      const options = sendOptions(flags, command);
      const savesConfig = flags.isOn('save-config');
      const refused = typeof generator.refused === 'function' ? generator.refused(input) : generator.refused;
      const refusal = refused ? refusedAs(refused) : (status: Status): Failure => ({ status });
      return {
        run: instant((context) => {
          const made = generate(context);
          if (!('metadata' in made)) return fail(context, [made]);
          const [kind] = kindsIn(context.world, made.kind ?? '');
          const { name = '', namespace } = made.metadata;
          const reference = { kind: kind!.groupKind, ...(namespace ? { namespace } : {}), name };
          const sent = savesConfig ? withLastApplied(made) : made;
          const print = objectPrinter(context, options);
          const isLocal = options.dryRun === 'client';
          const problem = createObject(
            context,
            { kind: kind!, reference },
            sent,
            options,
            refusal,
            (groupKind, object, done) =>
              print(groupKind, isLocal ? asKubectlMade(object, isNamespaceGiven) : object, done),
          );
          return fail(context, problem ? [problem] : []);
        }),
      };
    },
  };
}

/** @source k8s.io/kubectl/pkg/cmd/create/create.go → NameFromCommandArgs (v0.36.3) */
function nameOf({ positional, positionalBeforeDash = positional.length, command }: VerbInput): string {
  const words = positional.slice(0, positionalBeforeDash);
  const kindWords = /create (service|secret)$/.test(command) ? 1 : 0;
  if (words.length !== kindWords + 1) {
    throw usage(`exactly one NAME is required, got ${Math.max(0, words.length - kindWords)}`, command);
  }
  return words[kindWords]!;
}

/** The words behind `--`. */
export function commandWords({
  positional,
  positionalBeforeDash = positional.length,
}: VerbInput): readonly string[] {
  return positional.slice(positionalBeforeDash);
}
