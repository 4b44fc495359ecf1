import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors/index.ts';
import type { KubeObject } from '../../src/kubernetes/index.ts';
import type { CommandResult } from '../../src/simulation/index.ts';
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

/** What a line prints and returns, or how it is refused before it runs. */
function answerTo(
  world: World,
  line: string,
  files: Readonly<Record<string, string>>,
): CommandResult | { readonly usage: string } {
  try {
    return runCommands(world, [line], { files, horizonMs: HORIZON_MS, kubelets: false }).results[0]!;
  } catch (error) {
    if (error instanceof InputError) return { usage: error.message.trim() };
    throw error;
  }
}

describe.each(readdirSync(FOLDER).filter((name) => name.endsWith('.json.gz')))('%s', (name) => {
  const recording = JSON.parse(gunzipSync(readFileSync(new URL(name, FOLDER))).toString()) as Recording;
  const world = new World(snapshotOf(recording.before, { kubernetes: recording.kubernetes }));

  test.each(recording.answers.map((answer, index) => [index, answer.line, answer] as const))(
    '%i: %s',
    (_index, line, { exit, stdout, stderr }) => {
      const ours = answerTo(world, line, recording.files);
      if ('usage' in ours) {
        // Wrong usage is an error of ours before anything runs; kubectl adds where its help is.
        expect(exit).toBe(1);
        expect([ours.usage, `error: ${ours.usage}`]).toContain(stderr.split('\nSee ')[0]!.trim());
      } else expect(ours).toMatchObject({ exit, stdout, stderr });
    },
  );
});
