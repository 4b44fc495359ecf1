import { forecastReport, predict } from '../../trends/index.ts';
import { EXIT } from '../exit-codes.ts';
import { busy } from '../interrupt.ts';
import { loadOutlook } from '../load-outlook.ts';
import { namingSource } from '../name-source.ts';
import { oneOf } from '../options/choices.ts';
import { addOutlookOptions } from '../options/outlook-options.ts';
import { addOutputOptions } from '../options/output-options.ts';
import { renderAs } from '../render-as.ts';
import type { Verb } from './verb.ts';

const FORMATS = ['text', 'wide', 'json', 'markdown'] as const;

const RENDERERS = {
  text: async () => (await import('../../report/trends/render-forecasts.ts')).renderForecasts,
  markdown: async () =>
    (await import('../../report/trends/render-forecasts-markdown.ts')).renderForecastsMarkdown,
};

/** `predict`: what runs out, when, and what to do about it. */
export const predictVerb: Verb = {
  describe: (command) => {
    addOutlookOptions(command, '30d');
    command.option('-n, --namespace <name>', 'only what is in this namespace');
    addOutputOptions(command, FORMATS, HELP);
  },
  run: async (_positional, options) => {
    const format = oneOf('--output', FORMATS, String(options.output));
    const { context, recording } = await loadOutlook(options, options.namespace as string | undefined);
    const forecasts = busy(() => predict(context));
    const report = namingSource(forecastReport(context, forecasts), options);
    recording?.close();
    process.stdout.write(await renderAs(format, report, RENDERERS, options));
    return EXIT.done;
  },
};

const HELP = `
Lines through what was measured, by Theil and Sen, and where they meet a limit; docs/verbs/predict.md says when nothing
is foretold. A snapshot has no past: then certificates, quotas and nodes that are nearly full are named.

Examples:
  kubectl smart predict --recording cluster.ksrec
  kubectl smart predict --horizon 90d -n production -o wide
  kubectl smart predict --snapshot cluster.json
`;
