import { readFileSync } from 'node:fs';
import type { ImpactReport } from '../../src/impact/index.ts';

/**
 * A recorded report that has something of everything: a budget that waits and one that never allows, a pending pod, a
 * Service at zero, suggestions. The renderers are tested on it, so that nothing here depends on the simulation.
 */
export function richReport(): ImpactReport {
  return read('rich');
}

/** A recorded report of which nothing bad can be said. */
export function safeReport(): ImpactReport {
  return read('safe');
}

function read(name: string): ImpactReport {
  return JSON.parse(readFileSync(`test/report/documents/${name}.json`, 'utf8')) as ImpactReport;
}
