import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../src/kubernetes/index.ts';
import { World } from '../../src/world/index.ts';
import { snapshotOf } from '../support/snapshot.ts';
import { runCommands } from './support.ts';

const FOLDER = new URL('./recorded/', import.meta.url);
const HORIZON_MS = 20_000;

interface Recording {
  readonly kubernetes: string;
  readonly before: readonly KubeObject[];
  readonly files: Readonly<Record<string, string>>;
  readonly answers: readonly {
    readonly line: string;
    readonly exit: number;
    readonly stdout: string;
    readonly stderr: string;
  }[];
}

describe.each(readdirSync(FOLDER).filter((name) => name.endsWith('.json.gz')))('%s', (name) => {
  const recording = JSON.parse(gunzipSync(readFileSync(new URL(name, FOLDER))).toString()) as Recording;
  const world = new World(snapshotOf(recording.before, { kubernetes: recording.kubernetes }));

  test.each(recording.answers.map((answer, index) => [index, answer.line, answer] as const))(
    '%i: %s',
    (_index, line, { exit, stdout, stderr }) => {
      const { results } = runCommands(world, [line], {
        files: recording.files,
        horizonMs: HORIZON_MS,
        kubelets: false,
      });
      expect(results[0]).toMatchObject({ exit, stdout, stderr });
    },
  );
});
