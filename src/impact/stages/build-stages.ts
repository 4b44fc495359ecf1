import type { Stage } from '../documents.ts';
import { commandAt } from '../run/loss.ts';
import type { RunView } from '../run/run-view.ts';
import { cascadeStage } from './cascade-stage.ts';
import { changeStages } from './change-stages.ts';
import { evictStages } from './evict-stages.ts';
import { guardStage } from './guard-stage.ts';
import { rescheduleStage } from './reschedule-stage.ts';
import { settleStage } from './settle-stage.ts';

/**
 * Cuts a run into the phases that a person would name, always in this order: for each command guard, cordon, change,
 * evict and wait; then reschedule, cascade and settle for all of them. A stage in which nothing happened is left out.
 */
export function buildStages(run: RunView): Stage[] {
  const stages: Stage[] = [];
  run.commands.forEach((command, index) => {
    const own = changeStages(run, index);
    const losses = evictStages(run, index);
    const isRefused = losses.length === 0 && own.every(({ name }) => name === 'cordon');
    const guard = guardStage(command, index, isRefused && !hasChangedPods(run, index));
    if (guard) stages.push(guard);
    stages.push(...own, ...losses);
  });
  const reschedule = rescheduleStage(run);
  if (reschedule) stages.push(reschedule);
  const cascade = cascadeStage(run);
  if (cascade) stages.push(cascade);
  stages.push(settleStage(run));
  return stages;
}

/** Whether the command changed pods in a way that is no stage of its own: their labels, say. */
function hasChangedPods(run: RunView, index: number): boolean {
  const { line } = run.commands[index]!;
  return run.records.some(
    ({ by, timeMs, change }) => by.name === line && 'row' in change && commandAt(run, timeMs) === index,
  );
}
