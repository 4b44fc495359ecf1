import type { Stage, StageEntry, StageName } from '../documents.ts';
import { seconds } from '../run/seconds.ts';

/** What a stage is made of, before its window is cut. */
export interface StageParts {
  readonly name: StageName;
  readonly command?: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly open?: boolean;
  readonly evicted?: number;
  readonly rescheduled?: number;
  readonly pending?: number;
  readonly summary: string;
  readonly entries: readonly StageEntry[];
}

export function makeStage(parts: StageParts): Stage {
  const { name, command, fromMs, toMs, summary, entries } = parts;
  return {
    name,
    ...(command === undefined ? {} : { command }),
    from: seconds(fromMs),
    to: seconds(Math.max(fromMs, toMs)),
    open: parts.open ?? false,
    evicted: parts.evicted ?? 0,
    rescheduled: parts.rescheduled ?? 0,
    pending: parts.pending ?? 0,
    summary,
    entries,
  };
}
