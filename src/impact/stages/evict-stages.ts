import { isUnknownKind } from '../completeness.ts';
import type { Stage, StageEntry } from '../documents.ts';
import { BUDGET, budgetState, budgetsOf } from '../run/budgets.ts';
import { lifeInSnapshot } from '../run/fold-pods.ts';
import { commandAt, type LossType, lossOf } from '../run/loss.ts';
import { hadEnded, type PodLife } from '../run/pod-life.ts';
import type { Refusal } from '../run/refusals.ts';
import { plainKey } from '../run/replacements.ts';
import type { RunView } from '../run/run-view.ts';
import { seconds } from '../run/seconds.ts';
import { counted, duration } from './duration.ts';
import { makeStage } from './stage-builder.ts';

/** The pods that leave in the time of a command: those that go at once, and those that budgets hold back. */
export function evictStages(run: RunView, index: number): Stage[] {
  const refused = new Map(
    run.refusals.filter(({ command }) => command === index).map((refusal) => [refusal.pod, refusal]),
  );
  const lost = run.lives.filter(
    (life) => life.terminating && commandAt(run, life.terminating.timeMs) === index,
  );
  const isHeld = (life: PodLife) => life.isOld && refused.has(life.key);
  const stages: Stage[] = [];
  const atOnce = lost.filter((life) => !isHeld(life));
  if (atOnce.length > 0) stages.push(evictStage(run, index, atOnce));
  if (refused.size > 0) stages.push(waitStage(run, index, lost.filter(isHeld), [...refused.values()]));
  return stages;
}

function evictStage(run: RunView, command: number, lost: readonly PodLife[]): Stage {
  const entries = lost.map(
    (life): StageEntry => ({
      sign: '-',
      object: life.key,
      ...(life.node === undefined ? {} : { node: life.node }),
      t: seconds(life.terminating!.timeMs),
      text: lossText(run, life),
    }),
  );
  return makeStage({
    name: 'evict',
    command,
    fromMs: Math.min(...lost.map(({ terminating }) => terminating!.timeMs)),
    toMs: endOf(run, lost),
    open: lost.some(({ deleted }) => !deleted),
    evicted: lost.filter((life) => lossOf(run, life) !== 'removed').length,
    summary: lossSummary(run, lost),
    entries,
  });
}

function waitStage(
  run: RunView,
  command: number,
  evicted: readonly PodLife[],
  refusals: readonly Refusal[],
): Stage {
  const goneAt = new Map(evicted.map((life) => [plainKey(life), life]));
  const entries = refusals.map((refusal): StageEntry => {
    const life = goneAt.get(refusal.pod);
    const held = life ?? run.lifeOf(refusal.pod) ?? lifeOfSnapshot(run, refusal.pod);
    const budgets = held ? budgetsOf(run, held) : [];
    const names = budgets.map(({ metadata }) => metadata.name).join(', ');
    if (life) {
      return {
        sign: '-',
        object: refusal.pod,
        t: seconds(life.terminating!.timeMs),
        text: `after ${counted(refusal.attempts, 'refusal')} by budget ${names}`,
      };
    }
    const details = [refusal.message];
    for (const budget of budgets) {
      const { desiredHealthy, currentHealthy } = budgetState(run, budget);
      details.push(
        `The disruption budget ${budget.metadata.name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`,
      );
    }
    return {
      sign: '!',
      object: refusal.pod,
      t: null,
      text: `refused ${counted(refusal.attempts, 'time')}`,
      details,
    };
  });
  const blocked = refusals.length - goneAt.size;
  const parts = [];
  if (goneAt.size > 0) parts.push(`${counted(goneAt.size, 'pod')} evicted after waiting`);
  if (blocked > 0) parts.push(`${blocked} never`);
  const { startMs, endMs } = run.commands[command]!;
  return makeStage({
    name: 'wait',
    command,
    fromMs: startMs,
    toMs: Math.max(
      ...evicted.map(({ terminating }) => terminating!.timeMs),
      blocked > 0 ? (endMs ?? run.endMs) : startMs,
    ),
    open: blocked > 0,
    evicted: goneAt.size,
    summary: parts.join(', '),
    entries,
  });
}

/** The pod of a key as the snapshot has it: for a pod that nothing happened to. */
export function lifeOfSnapshot({ world }: Pick<RunView, 'world'>, key: string): PodLife | undefined {
  const slash = key.indexOf('/');
  const row = world.pods.find(key.slice(0, slash), key.slice(slash + 1));
  return row < 0 ? undefined : lifeInSnapshot(world, row);
}

const WORDS: Readonly<Record<LossType, string>> = {
  evicted: 'evicted',
  deleted: 'deleted',
  preempted: 'preempted',
  tainted: 'deleted by the taint manager',
  collected: 'lost with the node',
  stopped: 'stopped by the kubelet',
  removed: 'removed',
};

function lossText(run: RunView, life: PodLife): string {
  const loss = lossOf(run, life)!;
  const { deleted, terminating } = life;
  const parts: string[] = [];
  if (loss !== 'evicted') parts.push(loss === 'removed' ? `removed by ${terminating!.by.name}` : WORDS[loss]);
  if (!deleted) parts.push('still terminating at the end');
  else if (deleted.timeMs > terminating!.timeMs) parts.push(`gone t+${duration(seconds(deleted.timeMs))}`);
  if (loss === 'evicted') {
    const budgets = budgetsOf(run, life).map(({ metadata }) => metadata.name);
    const none = isUnknownKind(run, BUDGET) ? 'budget ?' : 'no budget';
    parts.push(budgets.length === 0 ? none : `budget ${budgets.join(', ')}`);
  }
  const isOver = hadEnded(life) || loss === 'removed';
  if (hadEnded(life)) parts.push('it had ended already');
  if (!isOver && life.owner === undefined) parts.push('nobody makes it again');
  if (!isOver && life.owner?.startsWith('Job/')) parts.push('its work starts from the beginning');
  return parts.join(' · ');
}

function lossSummary(run: RunView, lost: readonly PodLife[]): string {
  const counts = new Map<LossType, number>();
  for (const life of lost) {
    const loss = lossOf(run, life)!;
    counts.set(loss, (counts.get(loss) ?? 0) + 1);
  }
  return [...counts].map(([loss, count]) => `${counted(count, 'pod')} ${WORDS[loss]}`).join(', ');
}

function endOf(run: RunView, lost: readonly PodLife[]): number {
  return Math.max(...lost.map(({ deleted }) => deleted?.timeMs ?? run.endMs));
}
