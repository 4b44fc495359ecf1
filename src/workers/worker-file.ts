import { fileURLToPath } from 'node:url';

/** The file that threads run, beside this one: the source as it stands, or its bundle. */
export const WORKER_FILE = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './pool-worker.ts' : './pool-worker.js', import.meta.url),
);
