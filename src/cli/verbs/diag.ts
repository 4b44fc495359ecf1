import { type DiagnosisReport, diagnose, examine, SEVERITIES } from '../../diagnosis/index.ts';
import { InputError } from '../../errors/index.ts';
import { parseSelector, selects } from '../../kubernetes/index.ts';
import { type ObjectKey, parseKey, type RelationGraph } from '../../relations/index.ts';
import { EXIT } from '../exit-codes.ts';
import { busy } from '../interrupt.ts';
import { addGraphEdges, addGraphTarget, loadGraph } from '../load-graph.ts';
import { namingSource } from '../name-source.ts';
import { oneOf } from '../options/choices.ts';
import { addClusterOptions } from '../options/cluster-options.ts';
import { addOutputOptions } from '../options/output-options.ts';
import { addMomentOptions } from '../options/recording-options.ts';
import { renderAs } from '../render-as.ts';
import { keysOf, targetKey, targetWords } from '../target.ts';
import type { Verb } from './verb.ts';

const FORMATS = ['text', 'wide', 'json', 'markdown'] as const;
const RENDERERS = {
  text: async () => (await import('../../report/text/render-diagnosis.ts')).renderDiagnosis,
  markdown: async () => (await import('../../report/markdown/render-diagnosis.ts')).renderDiagnosisMarkdown,
};
const LEVELS = [...SEVERITIES, 'none'] as const;
type Options = Readonly<Record<string, unknown>>;

/** `diag`: what is wrong with an object, the likely root cause first. */
export const diagVerb: Verb = {
  describe: (command) => {
    addGraphTarget(command);
    command
      .option('--all', 'every object of the kind instead of one')
      .option('-A, --all-namespaces', 'every object of the kind, in all namespaces')
      .option('-l, --selector <selector>', 'every object of the kind with these labels');
    addGraphEdges(command);
    command.option(
      '--fail-on <severity>',
      'exit 1 for causes at least this bad: critical, warning, info or none',
      'critical',
    );
    addOutputOptions(command, FORMATS, HELP);
    addMomentOptions(command);
    addClusterOptions(command);
  },
  run: async (positional, options) => {
    const format = oneOf('--output', FORMATS, String(options.output));
    const level = oneOf('--fail-on', LEVELS, String(options.failOn));
    const { snapshot, graph: makeGraph } = await loadGraph(options);
    const report = busy(() => {
      const graph = makeGraph();
      return diagnose(snapshot, examine(snapshot, graph), targets(positional, options, graph));
    });
    process.stdout.write(await renderAs(format, namingSource(report, options), RENDERERS, options));
    return level !== 'none' && reaches(report, SEVERITIES.indexOf(level)) ? EXIT.findings : EXIT.done;
  },
};

/** @throws InputError when nothing is named, or nothing of what is named is there. */
function targets(
  positional: readonly string[],
  options: Options,
  graph: RelationGraph,
): readonly ObjectKey[] {
  const words = targetWords(positional, graph);
  // As kubectl has it, all namespaces are meant even where one is named.
  const namespace = options.allNamespaces === true ? undefined : (options.namespace as string | undefined);
  const selector = options.selector as string | undefined;
  const [many] = [
    ...(options.all === true ? ['--all'] : []),
    ...(options.allNamespaces === true ? ['-A'] : []),
    ...(selector === undefined ? [] : ['-l']),
  ];
  if (many === undefined) return [targetKey(words, namespace, graph)];
  if (words.name !== undefined)
    throw new InputError(`${many} takes no name: ${JSON.stringify(words.name)}`, {});
  const parsed = selector === undefined ? undefined : parseSelector(selector);
  if (parsed && 'problem' in parsed) throw new InputError(parsed.problem, { where: '-l' });
  const keys = keysOf(words.kind.groupKind, graph).filter(
    (key) =>
      (namespace === undefined || parseKey(key)?.namespace === namespace) &&
      (!parsed || selects(parsed.selector, graph.object(key)?.metadata.labels)),
  );
  if (keys.length > 0) return keys;
  const { state, detail } = graph.knowledgeOf(words.kind.groupKind);
  throw new InputError(
    `no ${words.kind.plural} found${namespace === undefined ? '' : ` in namespace ${namespace}`}`,
    {
      hint:
        state === 'unknown'
          ? `The snapshot may lack them: ${detail ?? 'never asked'}.`
          : 'Look with kubectl smart snapshot info.',
    },
  );
}

/** Whether a cause is at least as bad as the level. */
function reaches({ diagnoses }: DiagnosisReport, level: number): boolean {
  return diagnoses.some(({ causes }) => causes.some(({ severity }) => SEVERITIES.indexOf(severity) <= level));
}

const HELP = `
It looks at the object and at all that it depends on: owners down to pods, configuration, claims, nodes, Services, budgets.

Examples:
  kubectl smart diag pod failing-pod -n production
  kubectl smart diag deploy/checkout --snapshot cluster.ksnap
  kubectl smart diag svc api -n shop -o markdown --snapshot support-bundle.tar.gz
  kubectl smart diag pods --all -l app=web -n shop --snapshot cluster.json
`;
