import type { HorizontalPodAutoscaler } from '../../kubernetes/index.ts';
import type { Stage, StageEntry } from '../documents.ts';
import type { RunView } from '../run/run-view.ts';
import { seconds } from '../run/seconds.ts';
import type { ServiceCourse } from '../run/services.ts';
import { workloadOf } from '../run/workload.ts';
import { objectName } from './change-stages.ts';
import { describeChange, nodeStatus } from './describe-change.ts';
import { counted, duration } from './duration.ts';
import { makeStage } from './stage-builder.ts';

/** What follows from the pods' moves: endpoints of Services, nodes that others change, autoscalers. */
export function cascadeStage(run: RunView): Stage | undefined {
  const services = run.services.filter(({ before, lowest, now }) => lowest < before || now !== before);
  const entries = [...services.map(serviceEntry), ...nodeEntries(run), ...autoscalerEntries(run)];
  if (entries.length === 0) return undefined;
  const below = services.filter(({ lowest, before }) => lowest < before);
  const atZero = below.filter(({ zeroFromMs }) => zeroFromMs !== undefined).length;
  const times = below.map(({ lowestAtMs }) => lowestAtMs);
  const ends = below.map(({ wholeAtMs }) => wholeAtMs ?? run.endMs);
  const parts = [];
  if (below.length > 0) parts.push(`${counted(below.length, 'Service')} with fewer endpoints`);
  if (atZero > 0) parts.push(`${atZero} at zero`);
  return makeStage({
    name: 'cascade',
    fromMs: times.length > 0 ? Math.min(...times) : 0,
    toMs: Math.max(0, ...ends),
    open: below.some(({ wholeAtMs }) => wholeAtMs === undefined),
    summary: parts.join(', '),
    entries,
  });
}

function serviceEntry({
  key,
  before,
  lowest,
  now,
  zeroMs,
  zeroFromMs,
  lowestAtMs,
  wholeAtMs,
}: ServiceCourse): StageEntry {
  const atZero = zeroFromMs !== undefined;
  const parts = [
    lowest < before ? `${before} → ${lowest} ready endpoints` : `${before} → ${now} ready endpoints`,
  ];
  if (atZero && now > 0) parts.push(`none for ${duration(seconds(zeroMs))}`);
  if (lowest < before) {
    parts.push(
      wholeAtMs === undefined ? `${now} at the end` : `whole again t+${duration(seconds(wholeAtMs))}`,
    );
  }
  return {
    sign: atZero ? '!' : '~',
    object: `service/${key}`,
    t: seconds(lowestAtMs),
    text: parts.join(' · '),
  };
}

/** Nodes whose state changed through no command: lost, found again, tainted. */
function nodeEntries(run: RunView): StageEntry[] {
  const lines = new Set(run.commands.map(({ line }) => line));
  return run.objects.moments
    .filter(({ kind, by, before, after }) => {
      if (kind !== 'Node' || lines.has(by.name)) return false;
      return !before || !after || nodeStatus(before) !== nodeStatus(after);
    })
    .map((moment) => ({
      sign: '~',
      object: objectName(moment),
      t: seconds(moment.timeMs),
      text: describeChange(moment),
    }));
}

/** Autoscalers of the workloads that moved: without metrics nobody can tell what they will do. */
function autoscalerEntries(run: RunView): StageEntry[] {
  return affectedAutoscalers(run).map(({ metadata }) => ({
    sign: '?',
    object: `hpa/${metadata.namespace}/${metadata.name}`,
    t: null,
    text: 'no metrics in the snapshot: only its limits are applied',
  }));
}

/** The HorizontalPodAutoscalers whose targets lost or gained pods in the run. */
export function affectedAutoscalers(run: RunView): HorizontalPodAutoscaler[] {
  const autoscalers = run.world.list('HorizontalPodAutoscaler.autoscaling') as HorizontalPodAutoscaler[];
  if (autoscalers.length === 0) return [];
  const targets = new Set<string>();
  for (const life of run.lives) {
    const workload = workloadOf(run, life);
    if (workload) targets.add(`${workload.kind} ${workload.namespace}/${workload.name}`);
  }
  return autoscalers.filter(({ metadata, spec }) =>
    targets.has(`${spec?.scaleTargetRef.kind} ${metadata.namespace}/${spec?.scaleTargetRef.name}`),
  );
}
