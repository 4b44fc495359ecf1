import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ourAnswer } from '../harness/fuzz/our-answer.ts';
import type { SchedulingScenario } from '../harness/generate/generate-scenario.ts';
import type { PodResult } from '../harness/oracle/answer.ts';
import { answerDifferences } from '../harness/oracle/answer-differences.ts';

const FOUND = join(import.meta.dirname, '../vectors/found');

interface FoundVector extends SchedulingScenario {
  readonly kubernetes: string;
  readonly expected: readonly PodResult[];
}

const VECTORS = (existsSync(FOUND) ? readdirSync(FOUND) : [])
  .filter((file) => file.endsWith('.json.gz'))
  .map((file) => JSON.parse(gunzipSync(readFileSync(join(FOUND, file))).toString()) as FoundVector);

describe('scenarios in which our scheduler once differed from the real one', () => {
  it.each(VECTORS)('$name on $kubernetes', (vector) => {
    const minor = Number(vector.kubernetes.split('.')[1]);
    expect(answerDifferences(vector.expected, ourAnswer(vector, minor))).toEqual([]);
  });

  it('are there', () => {
    expect(VECTORS.length).toBeGreaterThan(0);
  });
});
