// Bundles the CLI into dist/: one entry, heavy parts split off so that they load only where they are used.
import { rmSync } from 'node:fs';
import { build } from 'esbuild';

/**
 * Node's own modules are asked for at run time, each when something of it is first used: an import of one makes its loader
 * evaluate every export, also those that load more (streams, a web client), before the first line of ours runs.
 */
const builtinModules = {
  name: 'builtin-modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'builtin' }));
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `
        const load = () => process.getBuiltinModule(${JSON.stringify(path)});
        for (const key of ${JSON.stringify(Object.keys(process.getBuiltinModule(path)))}) {
          Object.defineProperty(exports, key, { enumerable: true, get: () => load()[key] });
        }`,
    }));
  },
};

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
  plugins: [builtinModules],
  chunkNames: 'chunks/[name]-[hash]',
  sourcemap: true,
  logLevel: 'warning',
});
