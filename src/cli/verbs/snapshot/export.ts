import { once } from 'node:events';
import { type ExportFormat, exportObjects, exportSnapshot } from '../../../snapshot/index.ts';
import { EXIT } from '../../exit-codes.ts';
import { loadSnapshot, recordedMoment } from '../../load-snapshot.ts';
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
    const moment = momentOf(options);
    const recorded = await recordedMoment(sources, moment);
    const pieces = recorded
      ? exportObjects(recorded.recording.objectsAt(recorded.timeMs), format)
      : exportSnapshot(await loadSnapshot(sources, {}, moment), format);
    for (const piece of pieces) {
      if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
    }
    return EXIT.done;
  },
};
