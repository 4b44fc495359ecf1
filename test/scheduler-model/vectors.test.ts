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

/** The recorded answers of a file, and ours. */
function answersOf(
  file: string,
  explain: boolean,
): { readonly expected: readonly PodReport[]; readonly ours: PodReport[] } {
  const packed = readFileSync(new URL(`../vectors/${file}`, import.meta.url));
  const vector = JSON.parse(gunzipSync(packed).toString()) as Vector;
  const minor = Number(vector.kubernetes.split('.')[1]);
  const { cluster, profiles, pending, podKey } = loadScenario(vector, minor);
  const ours = [...schedulePending(cluster, profiles, pending, { tieBreak: 'name', explain, podKey })];
  return { expected: vector.expected, ours };
}

describe('the answers of kube-scheduler', () => {
  it.each(FILES)('%s', (file) => {
    const { expected, ours } = answersOf(file, true);
    expect(ours.map(canonical)).toEqual(expected.map(canonical));
  });

  it.each(FILES)('%s, by the fast path', (file) => {
    const { expected, ours } = answersOf(file, false);
    const unexplained = expected.map((report) => ({ ...report, nodes: undefined }));
    expect(ours.map(canonical)).toEqual(unexplained.map(canonical));
  });

  it('are there', () => {
    expect(FILES.length).toBeGreaterThanOrEqual(222);
  });
});
