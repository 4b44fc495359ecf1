import {
  RelationGraph,
  type RelationReport,
  readEdges,
  relationReport,
  type Side,
  snapshotSource,
} from '../../relations/index.ts';
import { EXIT } from '../exit-codes.ts';
import { fileReader } from '../files.ts';
import { busy } from '../interrupt.ts';
import { loadSnapshot } from '../load-snapshot.ts';
import { wholeNumber } from '../options/choices.ts';
import { addClusterOptions, clusterFlags } from '../options/cluster-options.ts';
import { collect } from '../options/collect.ts';
import { addMomentOptions, momentOf } from '../options/recording-options.ts';
import { targetKey, targetWords } from '../target.ts';
import { textStyle } from '../text-style.ts';
import { outputsOf } from '../write-reports.ts';
import type { Verb } from './verb.ts';

const FORMATS = ['text', 'json', 'dot', 'mermaid'] as const;
type Options = Readonly<Record<string, unknown>>;

/** `graph`: what an object depends on, what depends on it, and how all of these are. */
export const graphVerb: Verb = {
  describe: (command) => {
    command
      .argument('<kind>', 'kind as kubectl takes it, or KIND/NAME')
      .argument('[name]', 'name of the object')
      .option(
        '--snapshot <src>',
        'cluster export to work on instead of the live cluster, - for standard input (repeatable)',
        collect,
        [],
      )
      .option(
        '-n, --namespace <namespace>',
        'namespace of the object; needed only when several have one of its name',
      )
      .option('--upstream', 'only what it depends on')
      .option('--downstream', 'only what depends on it')
      .option('--depth <n>', 'how many relations away from the object to go', '8')
      .option('--all', 'a line for each of many alike')
      .option(
        '--edges <file>',
        'YAML or JSON list of {from, to}: who calls whom, as no object says (repeatable)',
        collect,
        [],
      )
      .option('-o, --output <format>', `output format: ${FORMATS.join(', ')}`, 'text')
      .option('--no-color', 'no colours')
      .addHelpText('after', HELP);
    addMomentOptions(command);
    addClusterOptions(command);
  },
  run: async (positional, options) => {
    const [output] = outputsOf(FORMATS, String(options.output), []);
    const depth = wholeNumber('--depth', String(options.depth), 1, 1000);
    const edges = (options.edges as readonly string[]).flatMap((path) =>
      readEdges(fileReader.read(path), path),
    );
    const snapshot = await loadSnapshot(
      (options.snapshot ?? []) as readonly string[],
      clusterFlags(options),
      momentOf(options),
    );
    const report = busy(() => {
      const graph = new RelationGraph(snapshotSource(snapshot), { edges });
      const key = targetKey(targetWords(positional, graph), options.namespace as string | undefined, graph);
      return relationReport(graph, snapshot.metadata, key, { sides: sidesOf(options), depth });
    });
    process.stdout.write(await rendered(report, output?.format ?? 'text', options));
    return EXIT.done;
  },
};

/** Both sides, unless one is asked for. */
function sidesOf({ upstream, downstream }: Options): readonly Side[] {
  const sides = [...(upstream ? ['upstream' as const] : []), ...(downstream ? ['downstream' as const] : [])];
  return sides.length > 0 ? sides : ['upstream', 'downstream'];
}

async function rendered(
  report: RelationReport,
  format: (typeof FORMATS)[number],
  options: Options,
): Promise<string> {
  const isWhole = options.all === true;
  switch (format) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'dot':
      return (await import('../../report/graph/render-dot.ts')).renderDot(report, isWhole);
    case 'mermaid':
      return (await import('../../report/graph/render-mermaid.ts')).renderMermaid(report, isWhole);
    default: {
      const { renderGraphTree } = await import('../../report/graph/render-tree.ts');
      return renderGraphTree(report, { ...textStyle(options), wide: isWhole });
    }
  }
}

const HELP = `
Upstream is what the object depends on, downstream what depends on it: the ones that suffer when it fails.

Examples:
  kubectl smart graph deploy checkout --downstream
  kubectl smart graph node/worker-5 --downstream --snapshot cluster.ksnap
  kubectl smart graph cm app-config -n shop -o mermaid --snapshot cluster.ksnap
  kubectl smart graph svc api -n shop --edges calls.yaml -o dot --snapshot cluster.ksnap | dot -Tsvg > api.svg
`;
