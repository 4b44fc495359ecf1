import { renderJson } from '../../../report/index.ts';
import { EXIT } from '../../exit-codes.ts';
import { loadRecording } from '../../load-recording.ts';
import { oneOf } from '../../options/choices.ts';
import { addRecordingOptions } from '../../options/recording-options.ts';
import type { Verb } from '../verb.ts';
import { describeRecording, recordingDocument } from './describe-recording.ts';

const FORMATS = ['text', 'json'] as const;

/** `record info [SRC…]`: what a recording holds and what it lacks. */
export const infoVerb: Verb = {
  describe: (command) => {
    command
      .argument('[src...]', 'a recording, or what one is made of')
      .option('-o, --output <format>', `output format: ${FORMATS.join(', ')}`, 'text');
    addRecordingOptions(command);
  },
  run: async (sources, options) => {
    const format = oneOf('--output', FORMATS, String(options.output));
    const recording = await loadRecording(sources.length > 0 ? { ...options, recording: sources } : options);
    process.stdout.write(
      format === 'json' ? renderJson(recordingDocument(recording)) : describeRecording(recording),
    );
    recording.close();
    return EXIT.done;
  },
};
