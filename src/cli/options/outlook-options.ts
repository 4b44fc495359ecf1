import type { Command } from 'commander';
import { addClusterOptions } from './cluster-options.ts';
import { collect } from './collect.ts';
import { addMomentOptions } from './recording-options.ts';

/** Adds the options of every verb that looks ahead. */
export function addOutlookOptions(command: Command, horizon: string): void {
  command
    .option('--horizon <duration>', 'how far to look ahead: 30d, 24h', horizon)
    .option('--min-points <n>', 'fewest points from which anything is foretold', '12')
    .option(
      '--snapshot <src>',
      'snapshot instead of a recording: what needs no history (repeatable)',
      collect,
      [],
    );
  addMomentOptions(command);
  addClusterOptions(command);
}
