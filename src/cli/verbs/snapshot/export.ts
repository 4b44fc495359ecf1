import { once } from 'node:events';
import { type ExportFormat, exportSnapshot } from '../../../snapshot/index.ts';
import { EXIT } from '../../exit-codes.ts';
import { loadSnapshot } from '../../load-snapshot.ts';
import { oneOf } from '../../options/choices.ts';
import { addMomentOptions, momentOf } from '../../options/recording-options.ts';
import type { Verb } from '../verb.ts';

const FORMATS: readonly ExportFormat[] = ['list', 'ndjson', 'kwok'];

/** `snapshot export SRC…`: a snapshot for other tools. */
export const exportVerb: Verb = {
  describe: (command) => {
    command
      .argument('[src...]', 'exports of one cluster, - for standard input; or else a recording')
      .option(
        '-o, --output <format>',
        'list as kubectl prints it, ndjson, or kwok for a simulated cluster',
        'list',
      );
    addMomentOptions(command);
  },
  run: async (sources, options) => {
    const format = oneOf('--output', FORMATS, String(options.output));
    const snapshot = await loadSnapshot(sources, {}, momentOf(options));
    for (const piece of exportSnapshot(snapshot, format)) {
      if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
    }
    return EXIT.done;
  },
};
