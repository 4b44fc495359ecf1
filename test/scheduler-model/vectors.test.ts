import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type PodReport, schedulePending } from '../../scheduler-model/schedule-pending.ts';
import { canonical } from './canonical.ts';
import { loadScenario, type Scenario } from './load-scenario.ts';

interface Vector extends Scenario {
  readonly kubernetes: string;
  readonly expected: readonly PodReport[];
}

/** Recorded answers: the scenarios that came with the project, those of wider random searches, and differences found. */
const FILES = ['scheduler', 'wider', 'found'].flatMap((folder) =>
  readdirSync(new URL(`../vectors/${folder}/`, import.meta.url))
    .filter((name) => name.endsWith('.json.gz'))
    .map((name) => `${folder}/${name}`),
);

describe('the answers of kube-scheduler 1.36', () => {
  it.each(FILES)('%s', (file) => {
    const vector = JSON.parse(
      gunzipSync(readFileSync(new URL(`../vectors/${file}`, import.meta.url))).toString(),
    ) as Vector;
    const { cluster, profiles, pending, podKey } = loadScenario(
      vector,
      Number(vector.kubernetes.split('.')[1]),
    );
    const options = { tieBreak: 'name', explain: true, podKey } as const;
    const results = [...schedulePending(cluster, profiles, pending, options)];
    expect(results.map(canonical)).toEqual(vector.expected.map(canonical));
  });

  it('are there', () => {
    expect(FILES.length).toBeGreaterThanOrEqual(222);
  });
});
