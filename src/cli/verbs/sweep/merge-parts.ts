import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { InputError } from '../../../errors/index.ts';
import { mergeSweeps, type SweepReport } from '../../../impact/index.ts';
import { durationMs } from '../../options/durations.ts';
import type { Options } from './sweep-set.ts';

const LOOK_EVERY_MS = 1000;

/**
 * One report from the parts that shards wrote; with `--wait` from the parts that they are still writing.
 *
 * @throws InputError when parts are missing or do not belong together.
 */
export async function mergeParts(paths: readonly string[], { wait }: Options): Promise<SweepReport> {
  const deadlineMs = performance.now() + (wait === undefined ? 0 : durationMs('--wait', String(wait)));
  for (;;) {
    const isLast = performance.now() >= deadlineMs;
    const parts = readParts(paths, !isLast);
    if (isLast || isComplete(parts)) return mergeSweeps(parts);
    await setTimeout(Math.min(LOOK_EVERY_MS, Math.max(1, deadlineMs - performance.now())));
  }
}

function isComplete(parts: readonly SweepReport[]): boolean {
  return parts.length > 0 && parts.length >= (parts[0]?.shard?.count ?? 1);
}

/** @throws InputError when a part cannot be read or is none. */
function readParts(paths: readonly string[], mayBeMissing: boolean): SweepReport[] {
  return paths.flatMap((path) => filesOf(path, mayBeMissing)).map(readPart);
}

function filesOf(path: string, mayBeMissing: boolean): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found && mayBeMissing) return [];
  if (!found?.isDirectory()) return [path];
  const names = readdirSync(path).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => join(path, name));
}

function readPart(path: string): SweepReport {
  try {
    const part = JSON.parse(readFileSync(path, 'utf8')) as SweepReport;
    if (part.kind === 'SweepReport' && Array.isArray(part.cases)) return part;
  } catch (error) {
    throw new InputError('the part cannot be read', { where: path, hint: String(error), cause: error });
  }
  throw new InputError('this is no part of a sweep', {
    where: path,
    hint: 'Parts are written by: sweep --shard i/n -o json',
  });
}
