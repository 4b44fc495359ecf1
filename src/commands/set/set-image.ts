import { containersOf, mapContainers } from '../cluster/pod-template.ts';
import { targetArguments } from '../cluster/target-arguments.ts';
import { usage } from '../command-line/flags.ts';
import { splitPairs } from '../command-line/pairs.ts';
import type { Verb } from '../verb.ts';
import { SET_FLAGS, setOptions } from './set-options.ts';
import { podSpecProgram } from './update-pod-spec.ts';

/**
 * `kubectl set image TYPE NAME CONTAINER=IMAGE`.
 *
 * @source k8s.io/kubectl/pkg/cmd/set/set_image.go → SetImageOptions (v0.36.3)
 */
export const setImage: Verb = {
  name: 'set image',
  isKubectl: true,
  usage: 'set image TYPE NAME CONTAINER=IMAGE…',
  flags: SET_FLAGS,
  parse: (input) => {
    const { positional, command } = input;
    const pairs = splitPairs(positional, 'image', false);
    if ('problem' in pairs) throw usage(pairs.problem, command);
    const images = pairs.set;
    if (pairs.resources.length > 1) targetArguments(input, { words: pairs.resources });
    if (images.size === 0) throw usage('at least one image update is required', command);
    if (images.size > 1 && images.has('*')) {
      throw usage(
        'all containers are already specified by *, but saw more than one container_name=container_image pairs',
        command,
      );
    }
    return podSpecProgram(setOptions(input, pairs.resources), {
      done: 'image updated',
      refused: 'failed to patch image update to pod template:',
      change: (podSpec, problems) => {
        const names = containersOf(podSpec).map(({ name }) => name);
        for (const name of images.keys()) {
          if (name !== '*' && !names.includes(name)) {
            problems.push(`error: unable to find container named ${JSON.stringify(name)}`);
          }
        }
        return mapContainers(podSpec, (container) => {
          const image = images.get(container.name) ?? images.get('*');
          return image === undefined ? container : { ...container, image };
        });
      },
    });
  },
};
