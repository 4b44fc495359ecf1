import type { Change } from '../../../world/index.ts';

/**
 * Whether a change may let a request succeed that was refused before. Conditions of pods and what becomes of workloads
 * are no news: a failed attempt writes them itself.
 */
export function isNews(change: Change): boolean {
  if (change.type === 'setPodCondition' || change.type === 'recordEvent') return false;
  return change.type !== 'putObject' || !change.kind.endsWith('.apps');
}
