import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { Database } from './file/database.ts';
import { type ImportRecordingOptions, readIntoMemory } from './import/import-recording.ts';
import { Recording } from './read/recording.ts';

/** How a recording is opened. */
export type OpenOptions = ImportRecordingOptions;

const SQLITE_MAGIC = 'SQLite format 3\0';

/**
 * Opens a recording file, or reads whatever raw sources the paths lead to in its place: audit logs, watch streams,
 * events, exports of the cluster, metrics, logs, commits, or folders of them.
 *
 * @throws InputError when one cannot be read or holds nothing that a recording is made of.
 */
export async function openRecording(
  sources: readonly string[],
  options: OpenOptions = {},
): Promise<Recording> {
  const [path] = sources;
  if (path !== undefined && sources.length === 1 && isRecordingFile(path)) {
    return new Recording(Database.open(path), path);
  }
  return new Recording(await readIntoMemory(sources, options), sources.join(', '));
}

/** Whether a path leads to a recording file. */
export function isRecordingFile(path: string): boolean {
  if (path === '-' || !statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
  const head = Buffer.alloc(SQLITE_MAGIC.length);
  const file = openSync(path, 'r');
  try {
    readSync(file, head, 0, head.length, 0);
  } finally {
    closeSync(file);
  }
  return head.toString('latin1') === SQLITE_MAGIC;
}
