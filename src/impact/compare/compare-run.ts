import { compareCommands } from './compare-commands.ts';
import { comparePods } from './compare-pods.ts';
import { compareServices } from './compare-services.ts';
import { type Comparison, makeComparison } from './comparison.ts';
import { matchPods } from './match-pods.ts';
import { type FateEvent, podFates, podName } from './pod-fate.ts';
import type { PodManifest, Prediction } from './prediction.ts';
import type { RecordedRun } from './recorded-run.ts';

/** Judges a prediction by a recorded run that began with the pods of `before`; only what the recording could see counts. */
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
  return makeComparison(run.name, [
    ...compareCommands(commands, predicted, matching),
    ...comparePods(matching, true),
    ...compareServices(run.services ?? [], prediction.services, until),
  ]);
}

/** Whether a line is no command of kubectl: the recording brought it about in a way that nobody else would. */
function isNodeStep(line: string): boolean {
  return /^(fail|recover) node /.test(line);
}

/**
 * Judges a prediction by a snapshot that was taken afterwards: who is gone, who came, where each landed and who is
 * pending. It has no times and no outputs, and a pod that came and went in between is unknown to it.
 */
export function compareSnapshot(
  prediction: Prediction,
  before: readonly PodManifest[],
  after: readonly PodManifest[],
): Comparison {
  const everything = Number.POSITIVE_INFINITY;
  const real = podFates(before, changes(before, after), everything);
  const predicted = podFates(before, prediction.timeline, everything).filter(
    ({ existed, at }) => existed || !at.has('deleted'),
  );
  const points = comparePods(matchPods(real, predicted), false);
  return makeComparison('snapshot', points);
}

/** The time line that leads from one list of pods to another, as far as the lists tell. */
function changes(before: readonly PodManifest[], after: readonly PodManifest[]): FateEvent[] {
  const identity = (pod: PodManifest) => pod.metadata.uid ?? podName(pod);
  const then = new Map(before.map((pod) => [identity(pod), pod]));
  const now = new Map(after.map((pod) => [identity(pod), pod]));
  const names = new Set(before.map(podName));
  const events: FateEvent[] = [];
  for (const [key, pod] of then)
    if (!now.has(key)) events.push({ t: 0, event: 'deleted', pod: podName(pod) });
  for (const [key, pod] of now) {
    const isNew = !then.has(key);
    const name = isNew && names.has(podName(pod)) ? `${podName(pod)}#2` : podName(pod);
    const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller);
    const node = pod.spec?.nodeName;
    if (isNew)
      events.push({
        t: 0,
        event: 'created',
        pod: name,
        owner: owner === undefined ? '/' : `${owner.kind}/${owner.name}`,
      });
    if (node !== undefined && then.get(key)?.spec?.nodeName === undefined)
      events.push({ t: 0, event: 'scheduled', pod: name, node });
    const refused = pod.status?.conditions?.find(
      ({ type, status }) => type === 'PodScheduled' && status === 'False',
    );
    if (refused !== undefined)
      events.push({ t: 0, event: 'unschedulable', pod: name, message: refused.message ?? '' });
    if (pod.metadata.deletionTimestamp !== undefined) events.push({ t: 0, event: 'terminating', pod: name });
  }
  return events;
}
