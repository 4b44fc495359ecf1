import { renderJson } from '../../../report/index.ts';
import { API_VERSION, verifySnapshot } from '../../../snapshot/index.ts';
import { EXIT } from '../../exit-codes.ts';
import { loadSnapshot } from '../../load-snapshot.ts';
import { oneOf } from '../../options/choices.ts';
import { addMomentOptions, momentOf } from '../../options/recording-options.ts';
import type { Verb } from '../verb.ts';
import { describeSnapshot } from './describe-snapshot.ts';

const FORMATS = ['text', 'json'] as const;

/** `snapshot info SRC…`: what a snapshot holds and what it lacks. */
export const infoVerb: Verb = {
  describe: (command) => {
    command
      .argument('[src...]', 'exports of one cluster, - for standard input; or else a recording')
      .option('-o, --output <format>', `output format: ${FORMATS.join(', ')}`, 'text')
      .option(
        '--verify',
        'compare every member of a portable file with its digest first, also the whole pods',
      );
    addMomentOptions(command);
  },
  run: async (sources, options) => {
    const format = oneOf('--output', FORMATS, String(options.output));
    if (options.verify === true) {
      for (const source of sources) {
        const { memberCount, byteCount } = await verifySnapshot(source);
        process.stderr.write(`${source}: ${memberCount} members, ${byteCount} bytes, as their digests say\n`);
      }
    }
    const snapshot = await loadSnapshot(sources, {}, momentOf(options));
    if (format === 'text') {
      process.stdout.write(describeSnapshot(snapshot));
      return EXIT.done;
    }
    const { metadata, completeness, notes, events, pods } = snapshot;
    const document = {
      apiVersion: API_VERSION,
      kind: 'SnapshotInfo',
      metadata,
      podCount: pods.count,
      eventCount: events.length,
      completeness,
      notes,
    };
    process.stdout.write(renderJson(document));
    return EXIT.done;
  },
};
