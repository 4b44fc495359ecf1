import { Float64Column, Int32Column } from '../../columns/index.ts';
import type { PodColumns } from '../../snapshot/index.ts';

/** What changes about a pod, one entry a row; it begins as a copy of the snapshot's. */
export class PodState {
  /** Index into POD_PHASES. */
  readonly phase: Int32Column;
  /** Sum of POD_FLAGS, and of the flags that PodTable adds. */
  readonly flags: Int32Column;
  readonly restartCount: Int32Column;
  readonly createdMs: Float64Column;
  readonly startedMs: Float64Column;
  readonly readyChangedMs: Float64Column;
  readonly deletionMs: Float64Column;
  readonly deletionGraceSeconds: Int32Column;

  constructor(snapshot: PodColumns) {
    this.phase = Int32Column.copyOf(snapshot.phase);
    this.flags = Int32Column.copyOf(snapshot.flags);
    this.restartCount = Int32Column.copyOf(snapshot.restartCount);
    this.createdMs = Float64Column.copyOf(snapshot.createdMs);
    this.startedMs = Float64Column.copyOf(snapshot.startedMs);
    this.readyChangedMs = Float64Column.copyOf(snapshot.readyChangedMs);
    this.deletionMs = Float64Column.copyOf(snapshot.deletionMs);
    this.deletionGraceSeconds = Int32Column.copyOf(snapshot.deletionGraceSeconds);
  }

  /** Appends a pod that is pending and has done nothing yet. */
  push(createdMs: number, flags: number): void {
    this.phase.push(0);
    this.flags.push(flags);
    this.restartCount.push(0);
    this.createdMs.push(createdMs);
    for (const column of [this.startedMs, this.readyChangedMs, this.deletionMs]) column.push(Number.NaN);
    this.deletionGraceSeconds.push(-1);
  }

  /** Drops the rows from `row` on. */
  truncate(row: number): void {
    for (const column of [this.phase, this.flags, this.restartCount, this.deletionGraceSeconds])
      column.truncate(row);
    for (const column of [this.createdMs, this.startedMs, this.readyChangedMs, this.deletionMs])
      column.truncate(row);
  }
}
