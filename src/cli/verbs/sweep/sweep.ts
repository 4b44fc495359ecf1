import type { Command } from 'commander';
import { InputError } from '../../../errors/index.ts';
import { SWEEP_COMMANDS, SWEEP_UNITS, type Verdict } from '../../../impact/index.ts';
import { renderJson, type TextStyle } from '../../../report/index.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { oneOf } from '../../options/choices.ts';
import { collect } from '../../options/collect.ts';
import { addSimulationOptions } from '../../options/simulation-options.ts';
import { textStyle } from '../../text-style.ts';
import { outputsOf, writeWhole } from '../../write-reports.ts';
import type { Verb } from '../verb.ts';
import { mergeParts } from './merge-parts.ts';
import { orderOf } from './order.ts';
import { makeFolders } from './part-folder.ts';
import { printManifests } from './print-manifests.ts';
import { readinessOf } from './readiness.ts';
import { sweepOf } from './sweep-of.ts';
import type { Options } from './sweep-set.ts';

const FORMATS = ['text', 'wide', 'json', 'ndjson'] as const;
type Format = (typeof FORMATS)[number];
const FAIL_ON = ['blocked', 'risky', 'unknown', 'none'] as const;

/** A document with its renderers and its verdicts. */
interface Answer {
  readonly document: object;
  readonly rows: readonly object[];
  readonly text: (style: TextStyle) => string;
  readonly verdicts: readonly Verdict[];
}

/** `sweep`: what happens if each node, zone, pair or pool goes; `sweep merge`: one answer from the shards of a sweep. */
export const sweepVerb: Verb = {
  describe: (command: Command) => {
    command
      .argument('[merge]', 'merge: join the parts that shards wrote')
      .argument('[parts...]', 'files or folders of parts');
    addSimulationOptions(command);
    command
      .option('--each <unit>', `what goes, case by case: ${SWEEP_UNITS.join(', ')}`, 'node')
      .option('--command <command>', `how it goes: ${SWEEP_COMMANDS.join(', ')}`, 'drain')
      .option('-l, --selector <labels>', 'only nodes with these labels')
      .option('--nodes <names>', 'only these nodes, separated by commas')
      .option('--readiness', 'one answer: can the cluster do without any node, any two nodes, any zone?')
      .option('--order', 'in which order, and how many at a time, can these nodes be drained?')
      .option('--uncordon', 'with --order: each batch comes back before the next one goes')
      .option('--together <n>', 'with --order: most units that may go at a time')
      .option('--shard <i/n>', 'run every n-th case only, from the i-th on (i from 0)')
      .option('--wait <duration>', 'with merge: wait so long for parts that are not there yet')
      .option('--as-job <n>', 'print the manifests that run the sweep as n shards in a cluster, and stop')
      .option('--image <image>', 'with --as-job: the image to run', 'kubectl-smart:latest')
      .option(
        '--claim <name>',
        'with --as-job: the claim of the volume for the parts and the snapshot',
        'sweep',
      )
      .option(
        '--snapshot-secret <name>',
        'with --as-job: read the snapshot from the address under the key url of this Secret, not from the volume',
      )
      .option('-o, --output <format>', `output format: ${FORMATS.join(', ')}`, 'text')
      .option('--output-file <format=path>', 'write a further report to a file (repeatable)', collect, [])
      .option('--fail-on <verdict>', `exit 1 when a case is this or worse: ${FAIL_ON.join(', ')}`, 'blocked')
      .option('--no-color', 'no colours')
      .addHelpText('after', HELP);
  },

  run: async ([word, ...parts], options) => {
    const outputs = outputsOf(FORMATS, String(options.output), options.outputFile as readonly string[]);
    const failOn = oneOf('--fail-on', FAIL_ON, String(options.failOn));
    checkUse(word, options);
    if (options.asJob !== undefined) return await printManifests(options);
    const answer = await answerOf(word, parts, options);
    if (options.shard !== undefined) makeFolders(outputs.flatMap(({ path }) => path ?? []));
    for (const { format, path } of outputs) {
      if (path === undefined) process.stdout.write(render(answer, format, textStyle(options)));
      else writeWhole(path, render(answer, format, textStyle({ color: false })));
    }
    return exitCode(answer.verdicts, failOn);
  },
};

const HELP = `
Each case is a run of its own on the same cluster. Rows do not depend on the number of workers or shards.

Examples:
  kubectl smart sweep --snapshot cluster.ksnap                                which nodes can be drained?
  kubectl smart sweep --readiness --snapshot cluster.ksnap                    is the cluster ready to lose any node?
  kubectl smart sweep --order -l pool=db --snapshot cluster.ksnap             in which order do I drain this pool?
  kubectl smart sweep --each zone --command fail --snapshot cluster.ksnap     can we lose a zone?
  kubectl smart sweep --each pair --command fail -l pool=db --snapshot c.ksnap
  kubectl smart sweep --shard 0/4 --snapshot c.ksnap -o json > part-0.json
  kubectl smart sweep merge part-*.json
`;

/** @throws InputError for what does not go together. */
function checkUse(word: string | undefined, options: Options): void {
  if (word !== undefined && word !== 'merge') {
    throw new InputError(`sweep takes no command ${JSON.stringify(word)}`, {
      hint: 'Use --each and --command, or: sweep merge PART…',
    });
  }
  const modes = ['readiness', 'order', 'shard', 'asJob'].filter((name) => options[name] !== undefined);
  if (modes.length > 1 && modes.join() !== 'shard') {
    const names = modes.map((name) => (name === 'asJob' ? '--as-job' : `--${name}`));
    throw new InputError(`${names.join(' and ')} do not go together`);
  }
  if (options.order !== true && (options.uncordon !== undefined || options.together !== undefined))
    throw new InputError('--uncordon and --together belong to --order');
  if (word !== 'merge' && options.wait !== undefined) throw new InputError('--wait belongs to sweep merge');
}

async function answerOf(
  word: string | undefined,
  parts: readonly string[],
  options: Options,
): Promise<Answer> {
  if (options.readiness === true) {
    const document = await readinessOf(options);
    const { renderReadiness } = await import('../../../report/text/render-readiness.ts');
    return {
      document,
      rows: document.levels,
      text: (style) => renderReadiness(document, style),
      verdicts: [document.verdict],
    };
  }
  if (options.order === true) {
    const document = await orderOf(options);
    const { renderDrainOrder } = await import('../../../report/text/render-drain-order.ts');
    return {
      document,
      rows: document.batches,
      text: (style) => renderDrainOrder(document, style),
      verdicts: document.cannotGo.length > 0 ? ['blocked'] : [document.verified.verdict],
    };
  }
  const document = word === 'merge' ? await mergeParts(parts, options) : await sweepOf(options);
  const { renderSweep } = await import('../../../report/text/render-sweep.ts');
  return {
    document,
    rows: document.cases,
    text: (style) => renderSweep(document, style),
    verdicts: document.cases.map(({ verdict }) => verdict),
  };
}

function render({ document, rows, text }: Answer, format: Format, style: TextStyle): string {
  switch (format) {
    case 'json':
      return renderJson(document);
    case 'ndjson':
      return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    default:
      return text({ ...style, wide: format === 'wide' });
  }
}

function exitCode(verdicts: readonly Verdict[], failOn: (typeof FAIL_ON)[number]): ExitCode {
  if (failOn === 'none') return EXIT.done;
  const counted: readonly Verdict[] = (['blocked', 'risky', 'unknown'] as const).slice(
    0,
    FAIL_ON.indexOf(failOn) + 1,
  );
  return verdicts.some((verdict) => counted.includes(verdict)) ? EXIT.findings : EXIT.done;
}
