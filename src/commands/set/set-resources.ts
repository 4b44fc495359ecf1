import { Amount, type Container } from '../../kubernetes/index.ts';
import { mapContainers } from '../cluster/pod-template.ts';
import { NO_AMOUNT, usage } from '../command-line/flags.ts';
import type { Verb } from '../verb.ts';
import { matchesGlob } from './glob.ts';
import { SET_FLAGS, setOptions } from './set-options.ts';
import { podSpecProgram } from './update-pod-spec.ts';

/**
 * `kubectl set resources TYPE NAME --requests=… --limits=…`.
 *
 * @source k8s.io/kubectl/pkg/cmd/set/set_resources.go → SetResourcesOptions.Run (v0.36.3)
 */
export const setResources: Verb = {
  name: 'set resources',
  isKubectl: true,
  usage: 'set resources TYPE NAME --limits=LIMITS --requests=REQUESTS',
  flags: [
    ...SET_FLAGS,
    { name: 'limits', type: 'string' },
    { name: 'requests', type: 'string' },
    { name: 'containers', short: 'c', type: 'string' },
  ],
  parse: (input) => {
    const { flags, command } = input;
    const limits = amountsOf(flags.text('limits'), command);
    const requests = amountsOf(flags.text('requests'), command);
    if (!limits && !requests) {
      throw usage(
        'you must specify an update to requests or limits (in the form of --requests/--limits)',
        command,
      );
    }
    const pattern = flags.text('containers') ?? '*';
    return podSpecProgram(setOptions(input), {
      done: 'resource requirements updated',
      refused: 'failed to patch resources update to pod template',
      change: (podSpec, problems) => {
        if (!podSpec.containers.some(({ name }) => matchesGlob(pattern, name))) {
          problems.push(`error: unable to find container named ${pattern}`);
        }
        return mapContainers(podSpec, (container) =>
          matchesGlob(pattern, container.name) ? withResources(container, requests, limits) : container,
        );
      },
    });
  },
};

type Amounts = Readonly<Record<string, string>> | undefined;

function withResources(container: Container, requests: Amounts, limits: Amounts): Container {
  const { resources } = container;
  return {
    ...container,
    resources: {
      ...resources,
      ...(requests ? { requests: { ...resources?.requests, ...requests } } : {}),
      ...(limits ? { limits: { ...resources?.limits, ...limits } } : {}),
    },
  };
}

/** @source k8s.io/kubectl/pkg/generate/versioned/run.go → populateResourceListV1 (v0.36.3) */
function amountsOf(text: string | undefined, command: string): Amounts {
  if (!text) return undefined;
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const [name = '', amount, ...more] = pair.split('=');
      if (amount === undefined || more.length > 0) {
        throw usage(`invalid argument syntax ${pair}, expected <resource>=<value>`, command);
      }
      const parsed = Amount.parse(amount);
      if (!parsed) {
        throw usage(NO_AMOUNT, command);
      }
      return [name, parsed.toString()];
    }),
  );
}
