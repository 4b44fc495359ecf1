// Who may import whom. Data goes one way; the order of LAYERS is the order of the data.
const layer = (name, from, allowed) => ({
  name,
  severity: 'error',
  comment: `${from} may import only: ${allowed.join(', ') || 'nothing outside itself'}`,
  from: { path: `^${from}/` },
  to: {
    path: '^(src|scheduler-model|test|bench)/',
    pathNot: [from, ...allowed].map((folder) => `^${folder}/`),
  },
});

export default {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^(src|scheduler-model)/' },
      to: {},
    },
    layer('scheduler-model-is-alone', 'scheduler-model', []),
    {
      name: 'scheduler-model-is-pure',
      severity: 'error',
      from: { path: '^scheduler-model/' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'] },
    },
    layer('errors-first', 'src/errors', []),
    layer('columns-first', 'src/columns', ['src/errors']),
    layer('kubernetes-second', 'src/kubernetes', ['src/errors', 'scheduler-model']),
    layer('snapshot-layer', 'src/snapshot', ['src/errors', 'src/columns', 'src/kubernetes']),
    layer('world-layer', 'src/world', ['src/errors', 'src/columns', 'src/kubernetes', 'src/snapshot', 'scheduler-model']),
    layer('simulation-layer', 'src/simulation', [
      'src/errors',
      'src/kubernetes',
      'src/world',
      'scheduler-model',
    ]),
    layer('commands-layer', 'src/commands', ['src/errors', 'src/columns', 'src/kubernetes', 'src/world', 'src/simulation']),
    layer('history-layer', 'src/history', [
      'src/errors',
      'src/kubernetes',
      'src/snapshot',
      'src/world',
      'src/simulation',
      'src/commands',
      'src/impact',
    ]),
    layer('impact-layer', 'src/impact', [
      'src/errors',
      'src/kubernetes',
      'src/world',
      'src/simulation',
      'src/commands',
      'scheduler-model',
      'src/snapshot',
    ]),
    layer('workers-layer', 'src/workers', ['src/errors', 'src/kubernetes', 'src/snapshot', 'src/world', 'src/simulation', 'src/commands', 'src/impact']),
    layer('report-layer', 'src/report', ['src/errors', 'src/impact', 'src/history']),
    {
      name: 'io-at-the-edges',
      severity: 'error',
      comment: 'files, sockets and processes are touched only by snapshot, history, workers and cli',
      from: { path: '^(src|scheduler-model)/', pathNot: '^src/(snapshot|history|workers|cli)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'live-client-only-where-live',
      severity: 'error',
      from: { pathNot: '^(src/snapshot/capture|src/kubernetes|src/history/capture)' },
      to: { path: 'node_modules/@kubernetes/client-node', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { path: '^(src|scheduler-model)/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'nothing-imports-cli',
      severity: 'error',
      from: { path: '^(src|scheduler-model)/', pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
