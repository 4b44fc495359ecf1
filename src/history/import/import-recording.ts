import { randomBytes } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { InputError } from '../../errors/index.ts';
import { Database } from '../file/database.ts';
import { readSource } from '../sources/read-source.ts';
import { finishRecording } from './finish-recording.ts';
import type { RecordedRedaction } from './redact-recorded.ts';
import { Staging } from './staging.ts';

/** How sources become a recording. */
export interface ImportRecordingOptions {
  readonly redaction?: RecordedRedaction;
  /** Standard input, for the source `-`. */
  readonly stdin?: Readable;
  /** Changes between two full states, at the least; fewer make reads faster and the file larger. */
  readonly changesPerState?: number;
  /** Called now and then with how many records were read. */
  readonly progress?: (recordCount: number) => void;
}

/**
 * Reads sources of any kind and order into one recording file, which is there whole or not at all.
 *
 * @throws InputError when a source cannot be read; then no file is written, and one that was there stays.
 */
export function importRecording(
  sources: readonly string[],
  path: string,
  options: ImportRecordingOptions = {},
): Promise<void> {
  return writeRecording(path, (database) => fill(database, sources, options));
}

/**
 * Writes a recording file that is there whole or not at all.
 *
 * @throws InputError when the file cannot be written, and whatever `make` throws.
 */
export async function writeRecording(
  path: string,
  make: (database: Database) => Promise<void>,
): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  const remove = () => rmSync(temporary, { force: true });
  process.on('exit', remove);
  try {
    const database = createAt(temporary, path);
    try {
      await make(database);
      // Without the space that the indexes of the import took.
      database.exec('VACUUM');
    } finally {
      database.close();
    }
    renameSync(temporary, path);
  } finally {
    remove();
    process.off('exit', remove);
  }
}

/** Reads sources into a recording that is never written to a file. */
export async function readIntoMemory(
  sources: readonly string[],
  options: ImportRecordingOptions = {},
): Promise<Database> {
  // An empty name is a file of SQLite's own: it spills to disk when it grows and is gone when it is closed.
  const database = Database.create('');
  await fill(database, sources, options);
  return database;
}

function createAt(temporary: string, path: string): Database {
  try {
    return Database.create(temporary);
  } catch (error) {
    throw new InputError('the recording cannot be written', {
      where: path,
      hint: error instanceof Error ? error.message : String(error),
      cause: error,
    });
  }
}

async function fill(
  database: Database,
  sources: readonly string[],
  options: ImportRecordingOptions,
): Promise<void> {
  const redaction = options.redaction ?? 'default';
  const staging = new Staging(database, options.progress);
  // Which source came first must not show.
  for (const source of [...new Set(sources)].sort()) {
    await readSource(source, { staging, redaction, stdin: options.stdin });
  }
  finishRecording(staging, redaction, options.changesPerState);
}
