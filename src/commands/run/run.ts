import type { KubeObject } from '../../kubernetes/index.ts';
import type { CommandContext, Process } from '../../simulation/index.ts';
import { kindsIn } from '../cluster/resource-types.ts';
import { type Flag, usage } from '../command-line/flags.ts';
import { SEND_FLAGS, sendOptions } from '../command-line/send-flags.ts';
import { asKubectlMade } from '../create/as-kubectl-made.ts';
import { createObject, type SendOptions, withLastApplied } from '../create/create-objects.ts';
import { OVERRIDE_FLAGS, overridesOf } from '../create/overrides.ts';
import { type Failure, fail } from '../output/failure.ts';
import { type ObjectPrinter, objectPrinter } from '../output/object-printer.ts';
import type { Verb, VerbInput } from '../verb.ts';
import { ATTACH_FLAGS, type Attachment, attachment, attachToPod } from './attach.ts';
import { checkPod, podFrom, serviceFrom } from './pod.ts';

/** Flags about the deletion of `--rm`, which goes by the pod's own grace whatever they say. */
const DELETE_FLAGS: readonly Flag[] = [
  { name: 'cascade', type: 'string', bare: 'background' },
  { name: 'force', type: 'boolean' },
  { name: 'grace-period', type: 'integer' },
  { name: 'now', type: 'boolean' },
  { name: 'timeout', type: 'duration' },
  { name: 'wait', type: 'boolean' },
];

interface RunOptions extends SendOptions {
  readonly pod: KubeObject;
  readonly service: KubeObject | undefined;
  readonly attachment: Attachment | undefined;
  readonly savesConfig: boolean;
  readonly isNamespaceGiven: boolean;
}

/**
 * `kubectl run NAME --image=IMAGE`: one pod, without a controller.
 *
 * @source k8s.io/kubectl/pkg/cmd/run/run.go → RunOptions.Run (v0.36.3)
 */
export const run: Verb = {
  name: 'run',
  isKubectl: true,
  usage:
    'run NAME --image=IMAGE [--restart=POLICY] [--env=KEY=VALUE…] [--port=N [--expose]] [-it [--rm]] [-- COMMAND]',
  flags: [
    ...SEND_FLAGS,
    { name: 'image', type: 'string' },
    { name: 'restart', type: 'string' },
    { name: 'env', type: 'array' },
    { name: 'port', type: 'string' },
    { name: 'labels', short: 'l', type: 'string' },
    { name: 'annotations', type: 'array' },
    { name: 'command', type: 'boolean' },
    { name: 'image-pull-policy', type: 'string' },
    { name: 'privileged', type: 'boolean' },
    { name: 'expose', type: 'boolean' },
    ...OVERRIDE_FLAGS,
    ...ATTACH_FLAGS,
    ...DELETE_FLAGS,
  ],
  parse: (input) => {
    const options = optionsOf(input);
    return { run: (context) => runPod(context, options) };
  },
};

function optionsOf(input: VerbInput): RunOptions {
  const { flags, command, positional, isNamespaceGiven } = input;
  if (!flags.has('image')) throw usage('required flag(s) "image" not set', command);
  const [name] = positional;
  if (name === undefined || input.positionalBeforeDash === 0)
    throw usage('NAME is required for run', command);
  if (!flags.text('image')) throw usage('--image is required', command);
  checkPod(flags, command);
  const exposes = flags.isOn('expose');
  if (exposes && !flags.text('port')) throw usage('--port must be set when exposing a service', command);
  const options = sendOptions(flags, command);
  return {
    ...options,
    attachment: attachment(flags, options.dryRun, command),
    pod: overridesOf(flags, command)(podFrom(input, name)),
    service: exposes ? serviceFrom(input, name) : undefined,
    savesConfig: flags.isOn('save-config'),
    isNamespaceGiven,
  };
}

function* runPod(context: CommandContext, options: RunOptions): Process<number> {
  const { pod, service, attachment: attached, output } = options;
  const print = objectPrinter(context, options);
  const made = createWith(context, pod, options);
  if ('failure' in made) return fail(context, [made.failure]);
  const failed: Failure[] = [];
  if (service) {
    const exposed = createWith(context, service, options);
    if ('failure' in exposed) failed.push(exposed.failure);
    else exposed.printWith(print);
    if (output.type === 'yaml') context.stdout('---');
  }
  if (attached) return yield* attachToPod(context, pod, service, attached);
  made.printWith(print);
  return fail(context, failed);
}

/** Creates an object and says how it is printed, or why it could not be created. */
function createWith(
  context: CommandContext,
  object: KubeObject,
  options: RunOptions,
): { readonly printWith: (print: ObjectPrinter) => void } | { readonly failure: Failure } {
  const [kind] = kindsIn(context.world, object.kind ?? '');
  const { name = '', namespace = '' } = object.metadata;
  const target = { kind: kind!, reference: { kind: kind!.groupKind, namespace, name } };
  const isLocal = options.dryRun === 'client';
  const sent = options.savesConfig && !isLocal ? withLastApplied(object) : object;
  let printed: Parameters<ObjectPrinter> | undefined;
  const failure = createObject(
    context,
    target,
    sent,
    options,
    (status) => ({ status }),
    (groupKind, answered, done) => {
      printed = [groupKind, isLocal ? asKubectlMade(answered, options.isNamespaceGiven) : answered, done];
    },
  );
  if (failure) return { failure };
  return { printWith: (print) => printed && print(...printed) };
}
