import { type RelationReport, relationReport, type Side } from '../../relations/index.ts';
import type { TextStyle } from '../../report/index.ts';
import { EXIT } from '../exit-codes.ts';
import { busy } from '../interrupt.ts';
import { addGraphEdges, addGraphTarget, loadGraph } from '../load-graph.ts';
import { oneOf, wholeNumber } from '../options/choices.ts';
import { addClusterOptions } from '../options/cluster-options.ts';
import { addOutputOptions } from '../options/output-options.ts';
import { addMomentOptions } from '../options/recording-options.ts';
import { renderAs } from '../render-as.ts';
import { targetKey, targetWords } from '../target.ts';
import type { Verb } from './verb.ts';

const FORMATS = ['text', 'json', 'dot', 'mermaid'] as const;
type Options = Readonly<Record<string, unknown>>;

/** `graph`: what an object depends on, what depends on it, and how all of these are. */
export const graphVerb: Verb = {
  describe: (command) => {
    addGraphTarget(command);
    command
      .option('--upstream', 'only what it depends on')
      .option('--downstream', 'only what depends on it')
      .option('--depth <n>', 'how many relations away from the object to go', '8')
      .option('--all', 'a line for each of many alike');
    addGraphEdges(command);
    addOutputOptions(command, FORMATS, HELP);
    addMomentOptions(command);
    addClusterOptions(command);
  },
  run: async (positional, options) => {
    const format = oneOf('--output', FORMATS, String(options.output));
    const depth = wholeNumber('--depth', String(options.depth), 1, 1000);
    const { snapshot, graph: makeGraph } = await loadGraph(options);
    const report = busy(() => {
      const graph = makeGraph();
      const key = targetKey(targetWords(positional, graph), options.namespace as string | undefined, graph);
      return relationReport(graph, snapshot.metadata, key, { sides: sidesOf(options), depth });
    });
    process.stdout.write(await renderAs(format, report, renderersOf(options), options));
    return EXIT.done;
  },
};

/** Both sides, unless one is asked for. */
function sidesOf({ upstream, downstream }: Options): readonly Side[] {
  const sides = [...(upstream ? ['upstream' as const] : []), ...(downstream ? ['downstream' as const] : [])];
  return sides.length > 0 ? sides : ['upstream', 'downstream'];
}

/** Pictures and trees leave out what is of no interest, unless all is asked for. */
function renderersOf({ all }: Options) {
  const isWhole = all === true;
  return {
    text: async () => {
      const { renderGraphTree } = await import('../../report/graph/render-tree.ts');
      return (report: RelationReport, style: TextStyle) =>
        renderGraphTree(report, { ...style, wide: isWhole });
    },
    dot: async () => {
      const { renderDot } = await import('../../report/graph/render-dot.ts');
      return (report: RelationReport) => renderDot(report, isWhole);
    },
    mermaid: async () => {
      const { renderMermaid } = await import('../../report/graph/render-mermaid.ts');
      return (report: RelationReport) => renderMermaid(report, isWhole);
    },
  };
}

const HELP = `
Upstream is what the object depends on, downstream what depends on it: the ones that suffer when it fails.

Examples:
  kubectl smart graph deploy checkout --downstream
  kubectl smart graph node/worker-5 --downstream --snapshot cluster.ksnap
  kubectl smart graph cm app-config -n shop -o mermaid --snapshot cluster.ksnap
  kubectl smart graph svc api -n shop --edges calls.yaml -o dot --snapshot cluster.ksnap | dot -Tsvg > api.svg
`;
