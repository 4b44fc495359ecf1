import type { CommandContext } from '../../simulation/index.ts';
import { findNodes, missingNodes } from '../cluster/nodes.ts';
import { fail } from '../output/failure.ts';
import { instant, type Verb } from '../verb.ts';
import { cordonNodes } from './cordon-nodes.ts';
import { CORDON_FLAGS, type CordonOptions, cordonOptions } from './options.ts';

/** `kubectl cordon NODE`: nothing new is scheduled there. */
export const cordon: Verb = verbFor('cordon', true);

/** `kubectl uncordon NODE`. */
export const uncordon: Verb = verbFor('uncordon', false);

function verbFor(name: string, unschedulable: boolean): Verb {
  return {
    name,
    isKubectl: true,
    usage: `${name} NODE`,
    flags: CORDON_FLAGS,
    parse: (input) => {
      const options = cordonOptions(input, name);
      return {
        nodesRead: options.names,
        check: (world) => missingNodes(world, options),
        run: instant((context) => run(context, options, unschedulable)),
      };
    },
  };
}

function run(context: CommandContext, options: CordonOptions, unschedulable: boolean): number {
  const { rows, failure } = findNodes(context.world, options);
  if (failure) return fail(context, [failure]);
  cordonNodes(context, rows, unschedulable, options.dryRun);
  return 0;
}
