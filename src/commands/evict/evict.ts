import { targetArguments } from '../cluster/target-arguments.ts';
import { findTargets } from '../cluster/targets.ts';
import { DRY_RUN, dryRunOf, SELECTOR } from '../command-line/common-flags.ts';
import { type Failure, fail } from '../output/failure.ts';
import { objectLine } from '../output/object-line.ts';
import { instant, type Verb } from '../verb.ts';

/** `evict pod NAME`: one request to the eviction API, as autoscalers and operators make it; kubectl has no such command. */
export const evict: Verb = {
  name: 'evict',
  isKubectl: false,
  usage: 'evict pod NAME… | pod -l SELECTOR',
  flags: [SELECTOR, DRY_RUN, { name: 'grace-period', type: 'integer' }],
  parse: (input) => {
    const { positional, flags, command } = input;
    const words = /^(po|pods?)(\/|$)/.test(positional[0] ?? '') ? positional : ['pods', ...positional];
    const targets = targetArguments(input, { words });
    const dryRun = dryRunOf(flags, command);
    const gracePeriodSeconds = flags.integer('grace-period');
    return {
      run: instant(({ world, api, actor, stdout, stderr }) => {
        const found = findTargets(world, targets);
        const failed: Failure[] = [...found.failures];
        for (const { reference } of found.targets) {
          const answer = api.evict(reference.namespace ?? '', reference.name, actor, {
            dryRun: dryRun !== 'none',
            ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
          });
          if (answer.ok) stdout(objectLine('Pod', reference.name, 'evicted', dryRun));
          else failed.push({ status: answer.status });
        }
        return fail({ stderr }, failed);
      }),
    };
  },
};
