import { Database } from './file/database.ts';
import { Recording } from './read/recording.ts';

/** How a recording is opened. */
export interface OpenOptions {
  /** Called now and then while raw sources are read. */
  readonly progress?: (recordCount: number) => void;
}

/**
 * Opens a recording file.
 *
 * @throws InputError when it cannot be read.
 */
export async function openRecording(
  sources: readonly string[],
  _options: OpenOptions = {},
): Promise<Recording> {
  const [path = ''] = sources;
  return new Recording(Database.open(path), path);
}
