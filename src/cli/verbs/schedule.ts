import { scheduleWorld } from '../../impact/index.ts';
import { renderJson } from '../../report/index.ts';
import { World } from '../../world/index.ts';
import { EXIT } from '../exit-codes.ts';
import { busy } from '../interrupt.ts';
import { loadSnapshot } from '../load-snapshot.ts';
import { addSchedulingOptions, schedulingFlags } from '../options/simulation-options.ts';
import { runContext } from '../run-context.ts';
import { textStyle } from '../text-style.ts';
import { outputsOf } from '../write-reports.ts';
import type { Verb } from './verb.ts';

const FORMATS = ['text', 'wide', 'json'] as const;

/** `schedule`: why each pending pod is pending, and what would make it fit. */
export const scheduleVerb: Verb = {
  describe: (command) => {
    addSchedulingOptions(command);
    command
      .option('-o, --output <format>', `output format: ${FORMATS.join(', ')}`, 'text')
      .option('--no-explain', 'leave out what every node says')
      .option('--no-color', 'no colours')
      .addHelpText('after', HELP);
  },
  run: async (_positional, options) => {
    const [output] = outputsOf(FORMATS, String(options.output), []);
    const {
      snapshot,
      cluster,
      moment,
      kubernetesVersion,
      seed,
      tieBreak,
      startIndex,
      configuration,
      ignored,
    } = schedulingFlags(options);
    runContext.seed = seed;
    const loaded = await loadSnapshot(snapshot, cluster, moment);
    const world = new World(loaded, kubernetesVersion === undefined ? {} : { kubernetes: kubernetesVersion });
    const outcome = busy(() =>
      scheduleWorld(world, {
        seed,
        ignored,
        explain: options.explain !== false,
        scheduler: { tieBreak, startIndex, ...(configuration === undefined ? {} : { configuration }) },
      }),
    );
    if (output?.format === 'json') {
      process.stdout.write(renderJson(outcome.report));
    } else {
      const { renderSchedule } = await import('../../report/text/render-schedule.ts');
      process.stdout.write(
        renderSchedule(outcome, { ...textStyle(options), wide: output?.format === 'wide' }),
      );
    }
    return EXIT.done;
  },
};

const HELP = `
Every pending pod gets one scheduling cycle, in queue order; a chosen pod takes its room before the next pod's turn.

Examples:
  kubectl smart schedule --snapshot cluster.ksnap
  kubectl smart schedule --snapshot cluster.ksnap --scheduler-config scheduler.yaml -o json
`;
