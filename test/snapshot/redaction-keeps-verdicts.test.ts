import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importSnapshot, readSnapshot, redactNames, restoreNames } from '../../src/snapshot/index.ts';
import { makeFolder, REAL_DATA } from './support/files.ts';

interface Report {
  readonly summary: object;
  readonly stages: readonly { readonly name: string; readonly evicted: number; readonly pending: number }[];
  readonly timeline: readonly object[];
  readonly findings: readonly { readonly code: string; readonly severity: string }[];
}

function drain(node: string, snapshot: string, originals: Readonly<Record<string, string>> = {}): Report {
  const command = `kubectl drain ${node} --ignore-daemonsets --delete-emptydir-data --force`;
  const run = spawnSync(
    process.execPath,
    ['src/cli/main.ts', 'simulate', command, '--snapshot', snapshot, '-o', 'json', '--fail-on', 'none'],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  expect([run.status, run.stderr.split('\n')[0]]).toEqual([0, expect.anything()]);
  return JSON.parse(restoreNames(run.stdout, originals)) as Report;
}

/** What a run comes to: every event at its time and on its node, the words of commands aside; what stands in the way. */
function verdict({ summary, stages, timeline, findings }: Report) {
  return {
    summary,
    stages: stages.map(({ name, evicted, pending }) => [name, evicted, pending]),
    timeline: timeline.map((event) => ({
      ...event,
      message: undefined,
      reason: undefined,
      cause: undefined,
    })),
    findings: findings.map(({ code, severity }) => `${severity} ${code}`).sort(),
  };
}

const sources = [
  'snapshots/sample.ksnap',
  ...(REAL_DATA === undefined ? [] : [join(REAL_DATA, 'support-bundle-3-nodes.tar.gz')]),
];

describe('a snapshot without names', () => {
  for (const source of sources) {
    it(`gives the same verdicts, up to the names: ${source}`, async () => {
      const folder = makeFolder();
      const [plain, safe, map] = ['plain.ksnap', 'safe.ksnap', 'map.json'].map((name) =>
        join(folder, name),
      ) as [string, string, string];
      await importSnapshot([source], plain);
      await redactNames([source], safe, { mapPath: map });
      const { originals } = JSON.parse(readFileSync(map, 'utf8'));
      const nodesOf = async (path: string) =>
        (await readSnapshot([path])).objects.get('Node')!.map(({ metadata }) => metadata.name!);
      const renamed = await nodesOf(safe);
      for (const [index, node] of (await nodesOf(plain)).slice(0, 3).entries()) {
        expect(restoreNames(renamed[index]!, originals)).toBe(node);
        expect(verdict(drain(renamed[index]!, safe, originals))).toEqual(verdict(drain(node, plain)));
      }
    });
  }
});
