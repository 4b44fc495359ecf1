import { InputError } from '../../errors/index.ts';
import type { WorldView } from '../../world/index.ts';
import { API_VERSION } from '../documents.ts';
import { summarizeSnapshot } from '../summarize-snapshot.ts';
import type { LostCase, SweepReport, SweepRow } from '../sweep-documents.ts';
import { readinessOf } from './readiness.ts';
import type { SweepCommand, SweepUnit } from './sweep-cases.ts';

export interface SweepParts {
  readonly each: SweepUnit;
  readonly command: SweepCommand;
  readonly seed: number;
  readonly shard?: { readonly index: number; readonly count: number };
  readonly totalCases: number;
  readonly rows: readonly SweepRow[];
  readonly lost: readonly LostCase[];
}

/** The document of a sweep, or of one shard of it. */
export function sweepReport(world: WorldView, parts: SweepParts): SweepReport {
  const { each, command, seed, shard, totalCases, rows, lost } = parts;
  return {
    apiVersion: API_VERSION,
    kind: 'SweepReport',
    snapshot: snapshotOfSweep(world),
    each,
    command,
    seed,
    ...(shard ? { shard } : {}),
    totalCases,
    cases: rows,
    lost,
    readiness: readinessOf(rows, each, command),
  };
}

/** What documents of sweeps say about the snapshot. */
export function snapshotOfSweep(world: WorldView): SweepReport['snapshot'] {
  const { digest, takenAt, kubernetes } = summarizeSnapshot(world);
  return { digest, takenAt, kubernetes };
}

/**
 * Joins the shards of one sweep into the document that one run would have given, whatever their order.
 *
 * @throws InputError when they are not all the shards of one sweep.
 */
export function mergeSweeps(parts: readonly SweepReport[]): SweepReport {
  const [first] = parts;
  if (!first) throw new InputError('there is no part to merge');
  const count = first.shard?.count ?? 1;
  const indexes = new Set<number>();
  for (const part of parts) {
    if (sweepKey(part) !== sweepKey(first)) {
      throw new InputError('the parts belong to different sweeps', {
        hint: 'all parts need the same snapshot, --each, --command, --seed and shard count',
      });
    }
    const index = part.shard?.index ?? 0;
    if (indexes.has(index)) throw new InputError(`shard ${index} is there twice`);
    indexes.add(index);
  }
  const missing = Array.from({ length: count }, (_, index) => index).filter((index) => !indexes.has(index));
  if (missing.length > 0) {
    throw new InputError(`of ${count} shards ${missing.length} are missing: ${missing.join(', ')}`);
  }
  const { shard: _shard, ...whole } = first;
  const rows = interleaved(parts);
  return {
    ...whole,
    cases: rows,
    lost: parts.flatMap(({ lost }) => lost).sort((a, b) => (a.case < b.case ? -1 : 1)),
    readiness: readinessOf(rows, first.each as SweepUnit, first.command as SweepCommand),
  };
}

function sweepKey({ snapshot, each, command, seed, shard, totalCases }: SweepReport): string {
  return JSON.stringify([snapshot.digest, each, command, seed, shard?.count ?? 1, totalCases]);
}

/** The rows in the order of the cases: a shard holds every count-th of them. */
function interleaved(parts: readonly SweepReport[]): SweepRow[] {
  const byIndex = [...parts].sort((a, b) => (a.shard?.index ?? 0) - (b.shard?.index ?? 0));
  if (parts.some(({ lost }) => lost.length > 0)) {
    return byIndex.flatMap(({ cases }) => cases).sort((a, b) => (a.case < b.case ? -1 : 1));
  }
  const rows: SweepRow[] = [];
  const longest = Math.max(...byIndex.map(({ cases }) => cases.length));
  for (let round = 0; round < longest; round++) {
    for (const { cases } of byIndex) if (cases[round]) rows.push(cases[round]!);
  }
  return rows;
}
