import { type FileReader, parseCommands } from '../../commands/index.ts';
import { InputError } from '../../errors/index.ts';
import { type ObjectRef, refKey } from '../../history/index.ts';
import { type ObservedRun, observeRun } from '../../impact/index.ts';
import { isoTime } from '../../kubernetes/index.ts';
import { type Command, type FailingImages, sleep, timingsOf } from '../../simulation/index.ts';
import { World } from '../../world/index.ts';
import type { Explanation } from '../causes/explain.ts';
import { timeOf } from '../causes/happening.ts';
import type { Counterfactual, CounterfactualService, NotDerived } from '../documents.ts';
import type { ReplayedIncident } from '../replay-outage.ts';
import type { SignalClass } from '../signals/signal.ts';
import { spanWords, summaryOf } from '../words.ts';
import { failingImages } from './failing-images.ts';
import { LOSS_LEAD_MS, type RecordedStep, recordedSteps, stepsNamed } from './recorded-steps.ts';

/** The one thing that is different. */
export type Difference =
  | { readonly without: string }
  /** Run at a time, by default just before the cause. */
  | { readonly with: string; readonly timeMs?: number };

export interface OtherwiseOptions {
  readonly seed: number;
  readonly files: FileReader;
}

/** The state is taken this long before the first thing that is done again. */
const BEFORE_MS = 1000;
/** What Kubernetes' own model knows of: everything else is the application's doing, or the hardware's. */
const DERIVED: readonly SignalClass[] = [
  'removed',
  'evicted',
  'deleted',
  'preempted',
  'tainted',
  'nodeLost',
  'pending',
  'refused',
];

/**
 * The hour of an incident once more, simulated: as it was, and with one thing different. What people did is done again
 * at its time on the cluster as it was before; what the cluster makes of it is the simulation's.
 *
 * @throws InputError when the difference names nothing that was done, or the recording does not hold the state.
 */
export function simulateOtherwise(
  { scene, chain, incident }: ReplayedIncident,
  difference: Difference,
  options: OtherwiseOptions,
): Counterfactual {
  if (!chain || !incident)
    throw new InputError('there is no incident in the window whose other course could be simulated');
  const startMs = startOf(chain, scene.span.fromMs);
  const steps = recordedSteps(scene, startMs, scene.span.toMs);
  const { changed, words, left } = changedSteps(scene, chain, steps, difference);
  const snapshot = scene.recording.snapshotAt(startMs);
  const world = new World(snapshot);
  const failing = failingImages(scene, chain);
  const run = (each: readonly RecordedStep[]) => {
    const commands = commandsOf(each, startMs, options.files);
    return observeRun(world, commands, {
      seed: options.seed,
      horizonMs: scene.span.toMs - startMs,
      timings: timingsOf(world, { overrides: new Map() }),
      scheduler: { tieBreak: 'kubernetes', startIndex: 0 },
      ...(failing.size > 0 ? { failingImages: failing } : {}),
    });
  };
  const [asItWas, otherwise] = [run(steps), run(changed)];
  const services = servicesOf(incident.outages, asItWas, otherwise);
  const notDerived = notDerivedOf(scene, chain, failing, left);
  return {
    change: words,
    from: isoTime(startMs),
    commands: changed.map(({ timeMs, line }) => ({ time: isoTime(timeMs), command: line })),
    services,
    pods: {
      asItWasLost: asItWas.lostPods,
      simulatedLost: otherwise.lostPods,
      asItWasPending: asItWas.pendingPods,
      simulatedPending: otherwise.pendingPods,
    },
    notDerived,
    verdict: verdictOf(services, notDerived, left),
    assumptions: [
      `the cluster as it was at ${isoTime(startMs)}; ${steps.length} recorded steps, ${changed.length} with the difference; seed ${options.seed}`,
      ...[...failing.keys()].map((image) => `pods of ${image} fail, as they did in the recording`),
    ],
  };
}

/** Just before the first link of the chain; before a node went silent, where one did. */
function startOf(chain: Explanation, fromMs: number): number {
  const [first] = chain.steps;
  const lead = chain.steps.some(({ happening }) => happening.type === 'nodes') ? LOSS_LEAD_MS : 0;
  return Math.max(fromMs, timeOf(first!.happening) - lead - BEFORE_MS);
}

interface ChangedSteps {
  readonly changed: readonly RecordedStep[];
  readonly words: string;
  /** What was left out; empty for a command that was added. */
  readonly left: readonly RecordedStep[];
}

function changedSteps(
  scene: ReplayedIncident['scene'],
  chain: Explanation,
  steps: readonly RecordedStep[],
  difference: Difference,
): ChangedSteps {
  if ('without' in difference) {
    const named = stepsNamed(scene, steps, difference.without, lostNodes(chain));
    // Of several changes of one object the one in the chain is meant; what takes it back is left as it was.
    const inChain = new Set(chain.steps.map(({ happening }) => timeOf(happening)));
    const ofChain = named.filter(
      ({ timeMs, line }) => inChain.has(timeMs) || /^(evict|fail|recover) /.test(line),
    );
    const left = ofChain.length > 0 ? ofChain : named;
    const objects = [
      ...new Set(left.filter(({ line }) => !line.startsWith('evict ')).map(({ ref }) => refKey(ref))),
    ];
    return {
      changed: steps.filter((step) => !left.includes(step)),
      words: `without ${objects.join(', ') || difference.without}`,
      left,
    };
  }
  const timeMs = difference.timeMs ?? timeOf(chain.steps[0]!.happening) - BEFORE_MS / 2;
  const added: RecordedStep = {
    timeMs,
    line: difference.with,
    ref: { kind: '', namespace: '', name: '' },
    who: undefined,
    evidence: [],
  };
  const changed = [...steps, added].sort((a, b) => a.timeMs - b.timeMs);
  return { changed, words: `with ${difference.with} at ${isoTime(timeMs)}`, left: [] };
}

function lostNodes(chain: Explanation): ObjectRef[] {
  return chain.steps.flatMap(({ happening }) =>
    happening.type === 'nodes' ? happening.lost.nodes.map(({ ref }) => ref) : [],
  );
}

/** Each step at its time: an earlier one that takes long does not put the next one off more than it must. */
function commandsOf(steps: readonly RecordedStep[], startMs: number, files: FileReader): Command[] {
  const texts = new Map(steps.flatMap(({ file }) => (file ? [[file.path, file.text] as const] : [])));
  const reader: FileReader = {
    read: (path) => texts.get(path) ?? files.read(path),
    list: (path) => (texts.has(path) ? undefined : files.list(path)),
  };
  return steps.map(({ line, timeMs }) => {
    const [command] = parseCommands([line], reader);
    return {
      ...command!,
      run: function* (context) {
        const waitMs = timeMs - startMs - context.nowMs();
        if (waitMs > 0) yield* sleep(waitMs);
        return yield* command!.run(context);
      },
    };
  });
}

function servicesOf(
  outages: NonNullable<ReplayedIncident['incident']>['outages'],
  asItWas: ObservedRun,
  otherwise: ObservedRun,
): CounterfactualService[] {
  const recorded = new Map<string, number | null>();
  for (const { course, span } of outages) {
    const name = `${course.ref.namespace}/${course.ref.name}`;
    const seconds = span.toMs === undefined ? null : (span.toMs - span.fromMs) / 1000;
    const known = recorded.get(name);
    recorded.set(name, seconds === null || known === null ? null : rounded((known ?? 0) + seconds));
  }
  for (const [name, seconds] of [...asItWas.zeroSeconds, ...otherwise.zeroSeconds]) {
    if (seconds > 0 && !recorded.has(name)) recorded.set(name, 0);
  }
  return [...recorded]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([service, recordedZeroSeconds]) => ({
      service,
      recordedZeroSeconds,
      asItWasZeroSeconds: rounded(asItWas.zeroSeconds.get(service) ?? 0),
      simulatedZeroSeconds: rounded(otherwise.zeroSeconds.get(service) ?? 0),
    }));
}

/** Links of the chain that no model of Kubernetes derives: what an application does with a value, what a machine does. */
function notDerivedOf(
  scene: ReplayedIncident['scene'],
  chain: Explanation,
  failing: FailingImages,
  left: readonly RecordedStep[],
): NotDerived[] {
  return chain.steps.flatMap(({ happening }): NotDerived[] => {
    if (
      happening.type !== 'failure' ||
      DERIVED.includes(happening.failure.class) ||
      (failing.size > 0 && happening.failure === firstFailure(chain))
    )
      return [];
    const summary = summaryOf(scene, happening);
    const why =
      left.length > 0
        ? 'the simulation cannot derive it; it would not be expected without the change only because every link of the chain goes through it (correlation)'
        : 'the simulation cannot derive it, nor whether the command changes it';
    return [{ object: refKey(happening.failure.workload), summary, why }];
  });
}

function firstFailure(chain: Explanation): unknown {
  const found = chain.steps.find(({ happening }) => happening.type === 'failure')?.happening;
  return found?.type === 'failure' ? found.failure : undefined;
}

function verdictOf(
  services: readonly CounterfactualService[],
  notDerived: readonly NotDerived[],
  left: readonly RecordedStep[],
): string {
  const still = services.filter(({ simulatedZeroSeconds }) => simulatedZeroSeconds > 0);
  const down = still.map(
    ({ service, simulatedZeroSeconds }) => `${service} (${spanWords(simulatedZeroSeconds * 1000)})`,
  );
  if (still.length > 0) return `Even so the simulation has without a ready endpoint: ${down.join(', ')}.`;
  const gone = services.filter(({ asItWasZeroSeconds }) => asItWasZeroSeconds > 0);
  const spared = gone.map(
    ({ service, asItWasZeroSeconds }) => `${service} (${spanWords(asItWasZeroSeconds * 1000)} as it was)`,
  );
  const saved = `With this one difference no Service loses its last endpoint in the simulation${spared.length > 0 ? `: ${spared.join(', ')}` : ''}.`;
  if (notDerived.length === 0) return saved;
  const objects = [...new Set(notDerived.map(({ object }) => object))].join(', ');
  if (left.length === 0) {
    return `The simulation shows no Service without an endpoint, but what failed at ${objects} it cannot derive: it does not say whether this would have helped.`;
  }
  const byChain = `What failed at ${objects} it cannot derive; that it would not have failed rests on the chain alone.`;
  return gone.length > 0
    ? `${saved} ${byChain}`
    : `No Service loses its last endpoint in the simulation, but neither does one when everything is done as it was. ${byChain}`;
}

function rounded(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
