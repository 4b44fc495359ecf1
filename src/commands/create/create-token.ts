import { kindsIn } from '../cluster/resource-types.ts';
import { notFound } from '../cluster/targets.ts';
import { OUTPUT_FLAGS } from '../command-line/common-flags.ts';
import { usage } from '../command-line/flags.ts';
import { fail, failure } from '../output/failure.ts';
import { instant, type Verb, type VerbInput } from '../verb.ts';

const BOUND_KINDS = ['Node', 'Pod', 'Secret'];
const SECOND_MS = 1000;

/**
 * `kubectl create token ACCOUNT`: asks for a token, which changes no object; an account that is missing is refused.
 *
 * @deviation the token itself is not printed: nobody but the API server can sign one.
 * @source k8s.io/kubectl/pkg/cmd/create/create_token.go → TokenOptions.Run (v0.36.3)
 */
export const createToken: Verb = {
  name: 'create token',
  isKubectl: true,
  usage: 'create token ACCOUNT',
  flags: [
    { name: 'audience', type: 'array' },
    { name: 'duration', type: 'duration' },
    { name: 'bound-object-kind', type: 'string' },
    { name: 'bound-object-name', type: 'string' },
    { name: 'bound-object-uid', type: 'string' },
    ...OUTPUT_FLAGS,
  ],
  parse: (input) => {
    const { positional, command, namespace } = input;
    if (positional.length !== 1) {
      throw usage(`exactly one NAME is required, got ${positional.length}`, command);
    }
    checkWords(input);
    const [name = ''] = positional;
    return {
      run: instant((context) => {
        const { world, stdout } = context;
        const [accounts] = kindsIn(world, 'serviceaccounts');
        if (!world.get({ kind: 'ServiceAccount', namespace, name })) {
          const { message } = notFound(accounts!, name);
          return fail(context, [failure(`failed to create token: ${message}`)]);
        }
        stdout(`(a token for the service account ${namespace}/${name}, which only a server can make)`);
        return 0;
      }),
    };
  },
};

/** @source k8s.io/kubectl/pkg/cmd/create/create_token.go → TokenOptions.Validate (v0.36.3) */
function checkWords({ flags, command }: VerbInput): void {
  const durationMs = flags.durationMs('duration') ?? 0;
  if (durationMs < 0) throw usage('--duration must be greater than or equal to 0', command);
  if (durationMs % SECOND_MS !== 0) {
    throw usage('--duration cannot be expressed in units less than seconds', command);
  }
  if (flags.list('audience').includes('')) throw usage('--audience must not be an empty string', command);
  const [kind, name, uid] = ['kind', 'name', 'uid'].map((part) => flags.text(`bound-object-${part}`));
  if (!kind) {
    const wrong = name ? 'name' : uid ? 'uid' : undefined;
    if (wrong) {
      throw usage(`--bound-object-${wrong} can only be set if --bound-object-kind is provided`, command);
    }
    return;
  }
  if (!BOUND_KINDS.includes(kind)) {
    throw usage(`supported --bound-object-kind values are ${BOUND_KINDS.join(', ')}`, command);
  }
  if (!name) throw usage('--bound-object-name is required if --bound-object-kind is provided', command);
}
