import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type PodReport, schedulePending } from '../../scheduler-model/schedule-pending.ts';
import { loadScenario, type Scenario } from './load-scenario.ts';

interface Vector extends Scenario {
  readonly kubernetes: string;
  readonly expected: readonly PodReport[];
}

const FOLDER = new URL('../vectors/scheduler/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json.gz'));

/** Absent and empty are the same, and so are several reasons in any order: upstream walks maps to find them. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, field]) => {
    const kept = key === 'reasons' ? [...field].sort() : canonical(field);
    const isEmpty =
      kept === undefined || kept === null || kept === '' || kept === false || kept === 0 ||
      (typeof kept === 'object' && Object.keys(kept).length === 0 && key !== 'nodes');
    return isEmpty ? [] : [[key, kept]];
  });
  return Object.fromEntries(entries.filter(([key, field]) => key !== 'nodes' || Object.keys(field).length > 0));
}

describe('the answers of kube-scheduler 1.36', () => {
  it.each(FILES)('%s', (file) => {
    const vector = JSON.parse(gunzipSync(readFileSync(new URL(file, FOLDER))).toString()) as Vector;
    const { cluster, profiles, pending, podKey } = loadScenario(vector);
    const options = { tieBreak: 'name', explain: true, podKey } as const;
    const results = [...schedulePending(cluster, profiles, pending, options)];
    expect(results.map(canonical)).toEqual(vector.expected.map(canonical));
  });

  it('are there', () => {
    expect(FILES.length).toBeGreaterThanOrEqual(180);
  });
});
