import { InputError } from '../../errors/index.ts';
import { groupKindOf } from '../../kubernetes/index.ts';
import { type ClusterOptions, connect, Discovery } from '../../snapshot/index.ts';
import { finishRecording } from '../import/finish-recording.ts';
import { writeRecording } from '../import/import-recording.ts';
import type { RecordedRedaction } from '../import/redact-recorded.ts';
import { Staging } from '../import/staging.ts';
import { KindWatch } from './kind-watch.ts';

/** How a live cluster is recorded. */
export interface CaptureRecordingOptions extends ClusterOptions {
  /** Only this namespace, and what has none. */
  readonly namespace?: string;
  readonly redaction: RecordedRedaction;
  /** Ends the recording in good order. */
  readonly stop: AbortSignal;
  readonly onProgress?: (recordCount: number) => void;
}

/**
 * Lists the live cluster and watches it until it is told to stop, or the cluster cannot be watched any more; then writes
 * the recording.
 *
 * @returns why it ended by itself; undefined when it was told to.
 * @throws InputError when the cluster cannot be reached at the start; then there is no file.
 */
export async function captureRecording(
  path: string,
  options: CaptureRecordingOptions,
): Promise<string | undefined> {
  const client = await connect(options);
  const discovery = new Discovery(client, options.namespace);
  const { gitVersion } = await discovery.version();
  const { listings, notServed } = await discovery.listings();
  let end: string | undefined;
  await writeRecording(path, async (database) => {
    const staging = new Staging(database, options.onProgress);
    staging.beginSource(client.server);
    staging.source.format = 'live cluster';
    staging.fact('cluster', client.cluster);
    if (gitVersion !== undefined) staging.fact('kubernetes', gitVersion);
    for (const kind of notServed) staging.kind(kind, 'complete', undefined);
    const watches = listings
      .filter(({ apiVersion, kind }) => groupKindOf(apiVersion, kind) !== 'Lease.coordination.k8s.io')
      .map((listing) => new KindWatch(client, listing, staging, options));
    for (const watch of watches) await watch.list();
    const failure = new AbortController();
    const stop = AbortSignal.any([options.stop, failure.signal]);
    await Promise.all(
      watches.map((watch) =>
        watch.follow(stop).catch((error: unknown) => {
          if (!(error instanceof InputError)) throw error;
          end ??= error.message;
          failure.abort();
        }),
      ),
    );
    const nowMs = Date.now();
    if (end !== undefined) staging.gap(nowMs, nowMs, `the recording ended by itself: ${end}`);
    finishRecording(staging, options.redaction);
  });
  return end;
}
