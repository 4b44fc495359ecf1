import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { scheduleOne } from '../../scheduler-model/plain/schedule-one.ts';
import { type PodReport, schedulePending } from '../../scheduler-model/schedule-pending.ts';
import { canonical } from './canonical.ts';
import { type LoadedScenario, loadScenario, type Scenario } from './load-scenario.ts';

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

function read(file: string): Vector & LoadedScenario {
  const packed = readFileSync(new URL(`../vectors/${file}`, import.meta.url));
  const vector = JSON.parse(gunzipSync(packed).toString()) as Vector;
  return { ...vector, ...loadScenario(vector, Number(vector.kubernetes.split('.')[1])) };
}

/** The recorded answers of a file, and ours. */
function answersOf(
  file: string,
  explain: boolean,
): { readonly expected: readonly PodReport[]; readonly ours: PodReport[] } {
  const { expected, cluster, profiles, pending, podKey } = read(file);
  const ours = [...schedulePending(cluster, profiles, pending, { tieBreak: 'name', explain, podKey })];
  return { expected, ours };
}

/** Each pod's whole report beside what the plain path finds on the same cluster. */
function* plainAnswers(file: string): Generator<{ readonly report: unknown; readonly plain: unknown }> {
  const { cluster, profiles, pending, podKey } = read(file);
  const options = { tieBreak: 'name', explain: true, podKey } as const;
  let startIndex = 0;
  // A report comes before its pod is placed.
  for (const report of schedulePending(cluster, profiles, pending, options)) {
    const pod = pending.find(
      ({ classId, name }) => `${cluster.podClass(classId).namespace}/${name}` === report.pod,
    )!;
    if (report.gated !== undefined) continue;
    const profile = profiles.get(pod.schedulerName)!;
    const result = scheduleOne(cluster, profile, pod, {
      tieBreak: 'name',
      everyNode: true,
      percentageOfNodesToScore: profile.percentageOfNodesToScore || 100,
      startIndex,
    });
    startIndex = result.nextStartIndex;
    const nodes: Record<string, unknown> = {};
    for (const [nodeIndex, { plugin, code, reasons }] of result.rejections)
      nodes[cluster.nodeName(nodeIndex)] = { feasible: false, plugin, code, reasons };
    for (const nodeIndex of result.feasible) {
      const score = result.scoreOf(nodeIndex);
      const scores = Object.fromEntries(score?.parts.map((part) => [part.plugin, part.score]) ?? []);
      if (score) nodes[cluster.nodeName(nodeIndex)] = { feasible: true, scores, totalScore: score.total };
    }
    const { message, error, chosen: node } = result;
    const chosen = node < 0 ? '' : cluster.nodeName(node);
    yield {
      report: canonical({
        chosen: report.chosen,
        message: report.message,
        error: report.error,
        nodes: report.nodes,
      }),
      plain: canonical({ chosen, message, error, nodes }),
    };
  }
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

  it.each(FILES)('%s, by the plain path', (file) => {
    for (const { report, plain } of plainAnswers(file)) expect(plain).toEqual(report);
  });

  it('are there', () => {
    expect(FILES.length).toBeGreaterThanOrEqual(222);
  });
});
