import { NONE } from '../cluster/none.ts';
import type { Cycle } from '../framework/cycle.ts';
import type { CycleResult } from '../framework/cycle-result.ts';
import type { Diagnosis } from '../framework/plugin.ts';
import type { Status } from '../framework/status.ts';
import { groupRejections } from './group-rejections.ts';
import { runPostFilters } from './run-post-filters.ts';

/** The end of a cycle that found no node: what the event says, and the room that could be made. */
export function unfit(
  cycle: Cycle,
  diagnosis: Diagnosis,
  rejections: ReadonlyMap<number, Status>,
  nextStartIndex: number,
): CycleResult {
  const { message, nomination } = runPostFilters(cycle, diagnosis);
  return {
    ...nothing(nextStartIndex),
    rejections,
    rejectedNodes: () => groupRejections(rejections),
    preFilterMessage: diagnosis.preFilterMessage,
    message,
    nomination,
    unschedulablePlugins: diagnosis.unschedulablePlugins,
  };
}

/** A cycle of which nothing is to be said. */
export function nothing(nextStartIndex: number): CycleResult {
  return {
    chosen: NONE,
    score: NONE,
    feasible: [],
    best: [],
    rejections: new Map(),
    rejectedNodes: () => [],
    scoreOf: () => undefined,
    preFilterMessage: '',
    message: '',
    error: '',
    nomination: undefined,
    unschedulablePlugins: new Set(),
    nextStartIndex,
  };
}
