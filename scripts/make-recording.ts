// Writes half a year of a small shop to recordings/sample.ksrec, or to the path that it is given: the same bytes each
// time. With a folder as second argument the raw sources stay there.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { importRecording } from '../src/history/index.ts';
import { rawSources } from './recording/raw-sources.ts';

const [path = 'recordings/sample.ksrec', kept] = process.argv.slice(2);
const folder = kept ?? mkdtempSync(join(tmpdir(), 'recording-'));
try {
  const files: string[] = [];
  for (const [name, text] of rawSources()) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    files.push(file);
  }
  await importRecording(files, path);
} finally {
  if (kept === undefined) rmSync(folder, { recursive: true });
}
