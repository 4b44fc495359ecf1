// Who may import whom. Data goes one way: each layer may import the ones before it that it names.
const LAYERS = [
  ['scheduler-model', []],
  ['src/errors', []],
  ['src/columns', ['src/errors']],
  ['src/kubernetes', ['src/errors', 'scheduler-model']],
  ['src/snapshot', ['src/errors', 'src/columns', 'src/kubernetes']],
  ['src/relations', ['src/errors', 'src/kubernetes', 'src/snapshot']],
  ['src/history', ['src/errors', 'src/kubernetes', 'src/snapshot']],
  ['src/world', ['src/errors', 'src/columns', 'src/kubernetes', 'src/snapshot', 'scheduler-model']],
  [
    'src/simulation',
    ['src/errors', 'src/columns', 'src/kubernetes', 'src/snapshot', 'src/world', 'scheduler-model'],
  ],
  ['src/commands', ['src/errors', 'src/columns', 'src/kubernetes', 'src/world', 'src/simulation']],
  [
    'src/impact',
    [
      'src/errors',
      'src/kubernetes',
      'src/snapshot',
      'src/relations',
      'src/world',
      'src/simulation',
      'src/commands',
      'scheduler-model',
    ],
  ],
  [
    'src/workers',
    [
      'src/errors',
      'src/kubernetes',
      'src/snapshot',
      'src/world',
      'src/simulation',
      'src/commands',
      'src/impact',
    ],
  ],
  ['src/policy', ['src/errors', 'src/kubernetes', 'src/snapshot', 'src/history']],
  [
    'src/diagnosis',
    ['src/errors', 'src/kubernetes', 'src/snapshot', 'src/relations', 'src/world', 'src/impact'],
  ],
  ['src/trends', ['src/errors', 'src/kubernetes', 'src/snapshot', 'src/history']],
  [
    'src/incidents',
    [
      'src/errors',
      'src/kubernetes',
      'src/snapshot',
      'src/history',
      'src/relations',
      'src/world',
      'src/simulation',
      'src/commands',
      'src/impact',
    ],
  ],
  ['src/decisions', ['src/errors', 'src/kubernetes', 'src/snapshot', 'src/history', 'src/impact']],
  [
    'src/differences',
    ['src/errors', 'src/kubernetes', 'src/snapshot', 'src/history', 'src/relations', 'src/decisions'],
  ],
  [
    'src/timelines',
    [
      'src/errors',
      'src/kubernetes',
      'src/snapshot',
      'src/history',
      'src/relations',
      'src/diagnosis',
      'src/decisions',
    ],
  ],
  ['src/questions', ['src/kubernetes']],
  [
    'src/report',
    [
      'src/errors',
      'src/relations',
      'src/impact',
      'src/policy',
      'src/diagnosis',
      'src/trends',
      'src/incidents',
      'src/decisions',
      'src/differences',
      'src/timelines',
    ],
  ],
];

const layers = LAYERS.map(([folder, allowed]) => ({
  name: `${folder.replace('src/', '')}-layer`,
  severity: 'error',
  comment: `${folder} may import only ${allowed.join(', ') || 'nothing outside itself'}`,
  from: { path: `^${folder}/` },
  to: {
    path: '^(src|scheduler-model|test|bench)/',
    pathNot: [folder, ...allowed].map((each) => `^${each}/`),
  },
}));

const notInCli = { path: '^(src|scheduler-model)/', pathNot: '^src/cli/' };

export default {
  forbidden: [
    ...layers,
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
    {
      name: 'scheduler-model-is-pure',
      severity: 'error',
      from: { path: '^scheduler-model/' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'] },
    },
    {
      name: 'io-at-the-edges',
      severity: 'error',
      comment:
        'files, sockets and processes are touched only by snapshot, history, workers and cli; compression touches none',
      from: { path: '^(src|scheduler-model)/', pathNot: '^src/(snapshot|history|workers|cli)/' },
      to: { dependencyTypes: ['core'], pathNot: '^zlib$' },
    },
    {
      name: 'live-client-only-where-live',
      severity: 'error',
      from: { pathNot: '^(src/snapshot/capture|src/kubernetes)' },
      to: { path: 'node_modules/@kubernetes/client-node', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { path: '^(src|scheduler-model)/' },
      to: { path: '^(test|bench)/' },
    },
    { name: 'nothing-imports-cli', severity: 'error', from: notInCli, to: { path: '^src/cli/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
