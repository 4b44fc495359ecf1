import { isUnknownKind } from '../completeness.ts';
import type { Stage, StageEntry } from '../documents.ts';
import { missText, nearestMiss } from '../fit/nearest-miss.ts';
import { isPending, type PodLife } from '../run/pod-life.ts';
import type { RunView } from '../run/run-view.ts';
import { seconds } from '../run/seconds.ts';
import { counted, duration } from './duration.ts';
import { makeStage } from './stage-builder.ts';

const VOLUMES = ['PersistentVolume', 'PersistentVolumeClaim'];

/** Where the new pods come to stand, and which stay pending. */
export function rescheduleStage(run: RunView): Stage | undefined {
  const placed = run.lives.filter(({ scheduled, created, node }) => scheduled ?? (created && node));
  const pending = run.lives.filter(
    (life) => isPending(life) && !(life.isOld && life.unschedulable.length < 2),
  );
  if (placed.length + pending.length === 0) return undefined;
  const rescheduled = placed.filter((life) => run.replaced.has(life)).length;
  const parts = [];
  if (rescheduled > 0) parts.push(`${counted(rescheduled, 'pod')} rescheduled`);
  if (placed.length > rescheduled) parts.push(`${counted(placed.length - rescheduled, 'new pod')} placed`);
  const stuck = pending.filter(({ isOld }) => !isOld).length;
  if (stuck > 0) parts.push(`${stuck} pending`);
  if (pending.length > stuck) parts.push(`${pending.length - stuck} pending as before`);
  const times = [...placed, ...pending].map((life) => startOf(life));
  const ends = placed.map((life) => life.firstReady?.timeMs ?? life.scheduled?.timeMs ?? 0);
  return makeStage({
    name: 'reschedule',
    fromMs: Math.min(...times),
    toMs: Math.max(...times, ...ends),
    open: stuck > 0,
    rescheduled,
    pending: stuck,
    summary: parts.join(', '),
    entries: [
      ...placed.map((life) => placedEntry(run, life)),
      ...pending.map((life) => pendingEntry(run, life)),
    ],
  });
}

function startOf({ created, scheduled, unschedulable }: PodLife): number {
  return (created ?? scheduled ?? unschedulable.at(-1))?.timeMs ?? 0;
}

function placedEntry(run: RunView, life: PodLife): StageEntry {
  const { firstReady, scheduled, created, ready, deleted, terminating } = life;
  const parts: string[] = [];
  if (firstReady) parts.push(`Ready t+${duration(seconds(firstReady.timeMs))}`);
  else if (life.phase === 'Succeeded') parts.push('completed');
  else if (!deleted && !terminating && !ready) parts.push('not Ready by the end');
  if (hasUnknownVolume(run, life)) parts.push('volume ?');
  if (terminating) parts.push(`leaves again t+${duration(seconds(terminating.timeMs))}`);
  return {
    sign: '+',
    object: life.key,
    ...(life.node === undefined ? {} : { node: nodeWord(run, life.node) }),
    t: seconds((scheduled ?? created)!.timeMs),
    text: parts.join(' · '),
  };
}

/** Whether a pod comes with a claim and nothing tells where its volume can be used. */
function hasUnknownVolume(run: RunView, { make }: PodLife): boolean {
  return (
    VOLUMES.some((kind) => isUnknownKind(run, kind)) &&
    (make.spec.volumes ?? []).some(({ persistentVolumeClaim }) => persistentVolumeClaim)
  );
}

/** Where a pod goes is a mere guess when no Node is known. */
function nodeWord(run: RunView, node: string): string {
  return isUnknownKind(run, 'Node') ? '?' : node;
}

function pendingEntry(run: RunView, life: PodLife): StageEntry {
  const fit = run.fits.get(life.row);
  const nearest = nearestMiss(run, life);
  const message = life.unschedulable.at(-1)?.message ?? fit?.message;
  return {
    sign: '!',
    object: life.key,
    t: seconds(startOf(life)),
    text: nearest ? `Pending · nearest: ${missText(nearest)}` : 'Pending',
    ...(message === undefined ? {} : { details: [message] }),
  };
}
