import { parseCommands } from '../../commands/index.ts';
import {
  type SimulatedValue,
  simulatedValue,
  snapshotWhy,
  valueAt,
  valueCommand,
  type WhyReport,
  whyReport,
} from '../../decisions/index.ts';
import { InputError } from '../../errors/index.ts';
import type { ObjectRef } from '../../history/index.ts';
import { simulateImpact } from '../../impact/index.ts';
import type { KubeObject } from '../../kubernetes/index.ts';
import { timingsOf } from '../../simulation/index.ts';
import type { Snapshot } from '../../snapshot/index.ts';
import { World } from '../../world/index.ts';
import { EXIT } from '../exit-codes.ts';
import { fileReader } from '../files.ts';
import { busy } from '../interrupt.ts';
import { addPastOptions, loadPast, type Past } from '../load-past.ts';
import { askedValue, fieldPath } from '../options/asked-field.ts';
import { oneOf, wholeNumber } from '../options/choices.ts';
import { objectIn } from '../options/object-in-snapshot.ts';
import { objectNamed } from '../options/object-names.ts';
import { addOutputOptions } from '../options/output-options.ts';
import { renderAs } from '../render-as.ts';
import type { Verb } from './verb.ts';

const FORMATS = ['text', 'wide', 'json', 'markdown'] as const;
const RENDERERS = {
  text: async () => (await import('../../report/text/render-why.ts')).renderWhy,
  markdown: async () => (await import('../../report/markdown/why-markdown.ts')).whyMarkdown,
};
const CONFIGURATION: readonly string[] = ['ConfigMap', 'Secret'];
const HORIZON_MS = 1_800_000;

type Options = Readonly<Record<string, unknown>>;

/** `why KIND/NAME --replicas=5`: why a field is as it is, whether a value was tried, and what it would do now. */
export const whyVerb: Verb = {
  describe: (command) => {
    command
      .argument('<object...>', 'the object: deployment/api, or deployment api')
      .option('--replicas [count]', 'ask about the number of replicas, or about this number')
      .option('--image [[container=]image]', 'ask about the image, or about this one')
      .option('--field <path>', 'ask about another field: spec.strategy.type, CACHE_SIZE')
      .option('--value <value>', 'with --field: the value to ask about; without it the current one')
      .option('--no-simulate', 'leave out what the value would do now')
      .option('--seed <n>', 'seed of the simulation', '1');
    addPastOptions(command);
    addOutputOptions(command, FORMATS, HELP);
  },
  run: async (words, options) => {
    const format = oneOf('--output', FORMATS, String(options.output));
    const past = await loadPast(options);
    const ref = objectNamed(words, options.namespace as string | undefined, past.known);
    const report = reportOf(past, ref, options);
    process.stdout.write(await renderAs(format, report, RENDERERS, options));
    past.close();
    return EXIT.done;
  },
};

const HELP = `
What a value would do is simulated with kubectl's own command (scale, set image, patch) on the cluster as it was at the
end of the recording, at --at, or in the snapshot. What followed earlier changes is correlated, not proven.

Examples:
  kubectl smart why deployment/payment-api --replicas=5 --recording incident.ksrec
  kubectl smart why deployment/api --image=api=registry.example/api:v2 --snapshot cluster.ksnap
  kubectl smart why configmap/api-config --field CACHE_SIZE --value unlimited --recording incident.ksrec
`;

function reportOf(past: Past, ref: ObjectRef, options: Options): WhyReport {
  if (past.type === 'snapshot') {
    const { snapshot, notes } = past;
    const object = objectIn(snapshot, ref);
    const path = fieldPath(options, ref, [object]);
    const asked = askedValue(options, path, valueAt(object, path));
    const simulated = simulatedIn(() => snapshot, ref, object, { path, asked }, options);
    return snapshotWhy(snapshot, ref, object, { path, asked, simulated, notes });
  }
  const { recording, atMs, notes } = past;
  const states = recording.objects
    .changesOf(ref)
    .filter(({ timeMs, isStateKnown }) => isStateKnown && timeMs <= atMs)
    .flatMap((change) => recording.objects.bodyOf(change) ?? []);
  const object = recording.objects.objectAt(ref, atMs);
  const path = fieldPath(options, ref, object ? [...states, object] : states);
  const asked = askedValue(options, path, valueAt(object ?? states.at(-1), path));
  const simulated = simulatedIn(() => recording.snapshotAt(atMs), ref, object, { path, asked }, options);
  return whyReport(recording, ref, { path, asked, atMs, simulated, notes });
}

interface Asked {
  readonly path: string;
  readonly asked: unknown;
}

/** What giving the field the value would do, or why it was not tried. */
function simulatedIn(
  snapshotOf: () => Snapshot,
  ref: ObjectRef,
  object: KubeObject | undefined,
  { path, asked }: Asked,
  options: Options,
): SimulatedValue | string {
  if (options.simulate === false) return 'not asked for (--no-simulate)';
  if (!object) return 'the recording holds no state of the object at this time';
  const current = valueAt(object, path);
  if (asked === undefined)
    return `it is ${current === undefined ? 'not set' : 'that already'}: no other value was asked about`;
  if (CONFIGURATION.includes(ref.kind))
    return 'what a program does with a configuration value is not simulated; pods read it when they start, or from a mounted file within a minute or so';
  const snapshot = snapshotOf();
  if (snapshot.objects.get('Node') === undefined)
    return 'nothing is known of the nodes at this time, so no pod can be placed';
  const line = valueCommand(ref, path, asked);
  try {
    return simulate(snapshot, line, wholeNumber('--seed', String(options.seed), 0, 2 ** 31 - 1));
  } catch (error) {
    if (error instanceof InputError) return `${line} cannot be simulated: ${error.message}`;
    throw error;
  }
}

function simulate(snapshot: Snapshot, line: string, seed: number): SimulatedValue {
  const world = new World(snapshot);
  const parse = (lines: readonly string[]) => parseCommands(lines, fileReader);
  const run = (command: string) =>
    simulateImpact(world, parse([command]), {
      seed,
      runs: 1,
      horizonMs: HORIZON_MS,
      scheduler: { tieBreak: 'kubernetes', startIndex: 0 },
      timings: (phaseSeed) =>
        timingsOf(world, { overrides: new Map(), ...(phaseSeed === undefined ? {} : { phaseSeed }) }),
      parse,
    });
  return busy(() => simulatedValue(run(line), run('sleep 1s')));
}
