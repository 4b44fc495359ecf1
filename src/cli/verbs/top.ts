import { InputError, nearest } from '../../errors/index.ts';
import type { Pod } from '../../kubernetes/index.ts';
import { podOfRow, type Snapshot } from '../../snapshot/index.ts';
import { forecastReport, predict, topReport } from '../../trends/index.ts';
import { EXIT } from '../exit-codes.ts';
import { busy } from '../interrupt.ts';
import { loadOutlook } from '../load-outlook.ts';
import { namingSource } from '../name-source.ts';
import { oneOf } from '../options/choices.ts';
import { addOutlookOptions } from '../options/outlook-options.ts';
import { addOutputOptions } from '../options/output-options.ts';
import { renderAs } from '../render-as.ts';
import type { Verb } from './verb.ts';

const FORMATS = ['text', 'wide', 'json'] as const;

const RENDERERS = { text: async () => (await import('../../report/trends/render-top.ts')).renderTop };

/** `top NAMESPACE`: what its pods use, asked for and may use, and what runs out within the horizon. */
export const topVerb: Verb = {
  describe: (command) => {
    command.argument('<namespace>', 'the namespace');
    addOutlookOptions(command, '24h');
    addOutputOptions(command, FORMATS, HELP);
  },
  run: async ([namespace = ''], options) => {
    const format = oneOf('--output', FORMATS, String(options.output));
    const { context, recording } = await loadOutlook(options, namespace);
    const { snapshot } = context;
    const report = busy(() => {
      const pods = podsIn(snapshot, namespace);
      const said = predict(context);
      const forecasts = forecastReport(context, said);
      return namingSource(topReport({ ...context, namespace }, pods, said.outlooks, forecasts), options);
    });
    recording?.close();
    process.stdout.write(await renderAs(format, report, RENDERERS, options));
    return EXIT.done;
  },
};

/** @throws InputError when nothing is in the namespace, and nothing tells that there is one. */
function podsIn({ pods, objects }: Snapshot, namespace: string): readonly Pod[] {
  const found: Pod[] = [];
  const known = new Set((objects.get('Namespace') ?? []).map(({ metadata }) => metadata.name ?? ''));
  for (let row = 0; row < pods.count; row++) {
    const own = pods.namespaces.get(pods.namespaceId.get(row));
    known.add(own);
    if (own === namespace) found.push(podOfRow(pods, row));
  }
  if (!known.has(namespace)) {
    const names = [...known].sort();
    if (names.length === 0) {
      throw new InputError('no pod is in the input: what the pods of a namespace use is not known', {
        hint: 'Give an export of the cluster, or a recording that holds its pods: an audit log of level RequestResponse, a watch or a list.',
      });
    }
    const [near] = nearest(namespace, names);
    throw new InputError(`no namespace ${JSON.stringify(namespace)}`, {
      hint: near === undefined ? `There are ${names.join(', ')}.` : `Did you mean ${near}?`,
    });
  }
  return found;
}

const HELP = `
Examples:
  kubectl smart top production --horizon=24h --recording cluster.ksrec
  kubectl smart top payments --horizon 7d -o json
`;
