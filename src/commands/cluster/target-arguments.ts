import type { Selector } from '../../kubernetes/index.ts';
import { selectorOf } from '../command-line/common-flags.ts';
import { usage } from '../command-line/flags.ts';
import { readObjects } from '../files/read-objects.ts';
import type { InputObject, VerbInput } from '../verb.ts';
import { type FieldSelector, parseFieldSelector } from './field-selector.ts';

/** The objects that a line is about, as it names them. */
export interface TargetArguments {
  /** `TYPE NAME…` and `TYPE/NAME…`. */
  readonly named: readonly { readonly type: string; readonly name: string }[];
  /** Types of which all objects are meant, or those that a selector picks. */
  readonly types: readonly string[];
  readonly selector: Selector | undefined;
  readonly fieldSelector: FieldSelector | undefined;
  readonly namespace: string;
  readonly isNamespaceGiven: boolean;
  readonly allNamespaces: boolean;
  /** What files hold. */
  readonly objects: readonly InputObject[];
}

/** What is to be taken for all objects of a type. */
export interface TargetRules {
  /** A type alone means all of its objects. */
  readonly typeAloneMeansAll?: boolean;
  /** The command's `--selector` is not about which objects are meant. */
  readonly hasOwnSelector?: boolean;
  /** Positional words, if not all of them name objects. */
  readonly words?: readonly string[];
}

const NOTHING_NAMED = [
  'You must provide one or more resources by argument or filename.',
  'Example resource specifications include:',
  "   '-f rsrc.yaml'",
  "   '--filename=rsrc.json'",
  "   '<resource> <name>'",
  "   '<resource>'",
].join('\n');

const ALL_AND_SELECTOR = "setting 'all' parameter but found a non empty selector. ";

/**
 * Reads the words that name objects.
 *
 * @throws InputError for words that name nothing or contradict each other, in kubectl's words.
 * @source k8s.io/cli-runtime/pkg/resource/builder.go → Builder.ResourceTypeOrNameArgs, Builder.Do (v0.36.3)
 */
export function targetArguments(input: VerbInput, rules: TargetRules = {}): TargetArguments {
  const { flags, command, namespace, isNamespaceGiven } = input;
  const words = rules.words ?? input.positional;
  const objects = readObjects(input);
  const selector = rules.hasOwnSelector ? undefined : selectorOf(flags, 'selector', command);
  const fieldText = flags.text('field-selector');
  const fieldSelector = fieldText ? parseFieldSelector(fieldText, command) : undefined;
  const all = flags.isOn('all');
  if (all && (selector || fieldSelector)) throw usage(ALL_AND_SELECTOR, command);
  const shared = {
    selector,
    fieldSelector,
    namespace,
    isNamespaceGiven,
    allNamespaces: flags.isOn('all-namespaces'),
    objects,
  };
  if (words.length === 0) {
    if (objects.length === 0 && (all || selector || fieldSelector)) {
      throw usage('at least one resource must be specified to use a selector', command);
    }
    if (objects.length === 0) throw usage(NOTHING_NAMED, command);
    return { ...shared, named: [], types: [] };
  }
  if (objects.length > 0) {
    throw usage(
      'when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well',
      command,
    );
  }
  const named = namesOf(words, command);
  if (named.length === 0) {
    if (!all && !selector && !fieldSelector && !rules.typeAloneMeansAll) {
      throw usage('resource(s) were provided, but no name was specified', command);
    }
    return { ...shared, named, types: words[0]!.split(',') };
  }
  if (selector || fieldSelector) throw usage('name cannot be provided when a selector is specified', command);
  if (all) throw usage('name cannot be provided when a selector is specified', command);
  return { ...shared, named, types: [] };
}

function namesOf(words: readonly string[], command: string): { type: string; name: string }[] {
  if (words.some((word) => word.includes('/'))) {
    return words.map((word) => {
      const [type, name, ...more] = word.split('/');
      if (!type || !name || more.length > 0) {
        throw usage(
          word.includes('/')
            ? `arguments in resource/name form must have a single resource and name`
            : `there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'`,
          command,
        );
      }
      return { type, name };
    });
  }
  const [types = '', ...names] = words;
  return names.flatMap((name) => types.split(',').map((type) => ({ type, name })));
}
