// Bundles the CLI into dist/: one entry, heavy parts split off so that they load only where they are used.
import { rmSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
await build({
  // Workers stand beside the chunk that starts them.
  entryPoints: { 'kubectl-smart': 'src/cli/main.ts', 'chunks/pool-worker': 'src/workers/pool-worker.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  packages: 'external',
  chunkNames: 'chunks/[name]-[hash]',
  sourcemap: true,
  logLevel: 'warning',
});
