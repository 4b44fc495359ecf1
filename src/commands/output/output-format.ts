import { InputError } from '../../errors/index.ts';
import { type FlagValues, usage } from '../command-line/flags.ts';
import { jsonPathTemplate } from './json-path.ts';

/** How a command prints the objects that it worked on: in a line each unless it was asked for another format. */
export type OutputFormat =
  | { readonly type: 'line' | 'name' | 'json' | 'yaml' }
  | { readonly type: 'template'; readonly textOf: (object: unknown) => string };

const JSONPATH = 'jsonpath=';
/** Formats that kubectl has besides. */
const OTHER_FORMATS =
  /^(go-template|go-template-file|jsonpath-as-json|jsonpath-file|kyaml|template|templatefile)\b/;

/**
 * The format of `-o`.
 *
 * @throws InputError for one that there is not, or that is not modelled.
 * @source k8s.io/cli-runtime/pkg/genericclioptions/print_flags.go → PrintFlags.ToPrinter (v0.36.3)
 */
export function outputOf(flags: FlagValues, command: string): OutputFormat {
  const text = flags.text('output') ?? '';
  const type = text.toLowerCase();
  if (type === '') return { type: 'line' };
  if (type === 'name' || type === 'json' || type === 'yaml') return { type };
  if (text.startsWith(JSONPATH)) {
    const made = jsonPathTemplate(text.slice(JSONPATH.length));
    if (typeof made === 'function') return { type: 'template', textOf: made };
    throw notModelled(`${made.problem} of a jsonpath`, command);
  }
  if (OTHER_FORMATS.test(text)) throw notModelled(`-o ${text}`, command);
  throw usage(
    `unable to match a printer suitable for the output format ${JSON.stringify(text)}, allowed formats are: go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,yaml`,
    command,
  );
}

/**
 * The format of `-o` of a command that prints names at most.
 *
 * @source k8s.io/kubectl/pkg/cmd/util/helpers.go (v0.36.3)
 */
export function nameOutputOf(flags: FlagValues, command: string): OutputFormat {
  const text = flags.text('output') ?? '';
  if (text !== '' && text !== 'name') {
    throw usage(`unexpected -o output mode: ${text}. We only support '-o name'`, command);
  }
  return { type: text === 'name' ? 'name' : 'line' };
}

function notModelled(what: string, command: string): InputError {
  return new InputError(`${what} is not modelled`, {
    where: command,
    hint: 'Leave it out, or use -o name, yaml, json or a jsonpath of plain fields.',
  });
}
