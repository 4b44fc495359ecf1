import type { Command } from 'commander';
import { collect } from './collect.ts';

/** Adds the options of every verb that reads a recording. */
export function addRecordingOptions(command: Command): void {
  command
    .option(
      '--recording <src>',
      'recording, or raw audit logs, watch streams, events, exports, metrics, logs (repeatable)',
      collect,
      [],
    )
    .option(
      '--timezone <zone>',
      'zone of times that name none: an IANA name, UTC or +02:00 (default: local)',
    );
}

/** Adds the options of every verb that works on a snapshot and may take it from a recording. */
export function addMomentOptions(command: Command): void {
  addRecordingOptions(command);
  command.option('--at <time>', 'the cluster of the recording at this time instead of its end');
}

/** Which moment of which recording a snapshot is taken from. */
export interface Moment {
  readonly recording: readonly string[];
  readonly at: string | undefined;
  readonly timezone: string | undefined;
}

export function momentOf(options: Readonly<Record<string, unknown>>): Moment {
  return {
    recording: (options.recording ?? []) as readonly string[],
    at: options.at as string | undefined,
    timezone: options.timezone as string | undefined,
  };
}
