import { compareCommands } from './compare-commands.ts';
import { comparePods } from './compare-pods.ts';
import { compareServices } from './compare-services.ts';
import { type Comparison, makeComparison } from './comparison.ts';
import { matchPods } from './match-pods.ts';
import { podFates } from './pod-fate.ts';
import type { PodManifest, Prediction } from './prediction.ts';
import type { RecordedRun } from './recorded-run.ts';

/**
 * Judges a prediction by a recorded run that began with the pods of `before`; only what the recording could see counts.
 * Without an end of the recording its last moment is taken for it.
 */
export function compareRun(
  prediction: Prediction,
  run: RecordedRun,
  before: readonly PodManifest[],
): Comparison {
  const until = run.observedSeconds;
  const matching = matchPods(
    podFates(before, run.timeline, until),
    podFates(before, prediction.timeline, until),
  );
  const lines = run.simulate.filter((line) => !line.startsWith('sleep '));
  const commands = run.commands.filter((_, index) => !isNodeStep(lines[index] ?? ''));
  const predicted = prediction.commands.filter(
    ({ command }) => !command.startsWith('sleep ') && !isNodeStep(command),
  );
  return makeComparison(
    run.name,
    [
      ...compareCommands(commands, predicted, matching),
      ...comparePods(matching, true),
      ...compareServices(run.services ?? [], prediction.services, until),
    ],
    otherCommands(
      commands.map(({ command }) => command),
      predicted.map(({ command }) => command),
    ),
  );
}

/** A note where other commands were recorded than were simulated: then little of the comparison means anything. */
function otherCommands(recorded: readonly string[], simulated: readonly string[]): string[] {
  const [real, ours] = [recorded, simulated].map((lines) =>
    lines.map((line) => line.replace(/^kubectl /, '').replace(/["']/g, '')).join('; '),
  );
  return recorded.length === 0 || real === ours
    ? []
    : [`The recording is of other commands (${real}) than those that were simulated (${ours}).`];
}

/** Whether a line is no command of kubectl: the recording brought it about in a way that nobody else would. */
function isNodeStep(line: string): boolean {
  return /^(fail|recover) node /.test(line);
}
