import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Makes the folders that parts are written to: a fresh volume has none, and any shard may be the first. */
export function makeFolders(paths: readonly string[]): void {
  for (const path of paths) mkdirSync(dirname(path), { recursive: true });
}
