import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { InputError } from '../errors/index.ts';
import { isRecordingFile, openRecording } from '../history/index.ts';
import { type Aftermath, decodeRecordedRun, looksRecorded } from '../impact/index.ts';
import { readSnapshot } from '../snapshot/index.ts';
import { Progress } from './progress.ts';
import { recordedAftermath, type SimulatedTime } from './recorded-aftermath.ts';

const RUN_FILES = ['truth.json', 'truth.json.gz'];
const LARGEST_RUN_BYTES = 512 * 2 ** 20;
const HEAD_BYTES = 8192;

/**
 * What really happened, from the path that `--compare` names: a recording, a recorded run (its folder or its file), or any
 * snapshot. A recording is read from the snapshot's time on, as far as the simulation went.
 * This is the one place that decides what such a path is; a further kind of record is one more line here.
 *
 * @throws InputError when it cannot be read as any of them.
 */
export async function loadAftermath(path: string, simulated: SimulatedTime): Promise<Aftermath> {
  if (isRecordingFile(path)) {
    const recording = await openRecording([path]);
    try {
      return recordedAftermath(recording, simulated);
    } finally {
      recording.close();
    }
  }
  const run = recordedRunAt(path);
  if (run !== undefined) return { kind: 'run', run: decodeRecordedRun(readText(run), run) };
  const progress = new Progress();
  const snapshot = await readSnapshot([path], {
    stdin: process.stdin,
    progress: ({ objectCount }) => progress.tell(`reading ${path}: ${objectCount} objects`),
  });
  progress.end();
  return { kind: 'snapshot', snapshot };
}

/** The file of a recorded run to which a path leads, if it leads to one. */
function recordedRunAt(path: string): string | undefined {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status?.isDirectory())
    return RUN_FILES.map((name) => join(path, name)).find((file) => existsSync(file));
  if (status?.isFile() !== true || !/\.json(\.gz)?$/.test(path)) return undefined;
  return looksRecorded(head(path)) ? path : undefined;
}

/** The first characters of a file, unpacked if it is packed. */
function head(path: string): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(HEAD_BYTES);
    const start = bytes.subarray(0, readSync(file, bytes));
    const unpacked = isPacked(start) ? gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH }) : start;
    return unpacked.toString('utf8');
  } catch {
    // Whatever reads all of it says better what is wrong with it.
    return '';
  } finally {
    closeSync(file);
  }
}

function isPacked(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function readText(path: string): string {
  try {
    const bytes = readFileSync(path);
    const unpacked = isPacked(bytes) ? gunzipSync(bytes, { maxOutputLength: LARGEST_RUN_BYTES }) : bytes;
    return unpacked.toString('utf8');
  } catch (error) {
    throw new InputError(`cannot read ${path}`, {
      where: path,
      hint: error instanceof Error ? error.message : String(error),
      cause: error,
    });
  }
}
