import { refKey } from '../../history/index.ts';
import { forecastReport, type OutlookContext, predict } from '../../trends/index.ts';
import { EXIT } from '../exit-codes.ts';
import { busy } from '../interrupt.ts';
import { loadOutlook } from '../load-outlook.ts';
import { namingSource } from '../name-source.ts';
import { oneOf } from '../options/choices.ts';
import { objectNamed, snapshotObjects } from '../options/object-names.ts';
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
    command.argument('[object...]', 'only about this object: pvc/data-0, certificate/shop-tls');
    addOutlookOptions(command, '30d');
    command.option('-n, --namespace <name>', 'only what is in this namespace');
    addOutputOptions(command, FORMATS, HELP);
  },
  run: async (words, options) => {
    const format = oneOf('--output', FORMATS, String(options.output));
    const { context, recording } = await loadOutlook(options, options.namespace as string | undefined);
    const object = words.length === 0 ? undefined : objectOf(words, context);
    const forecasts = busy(() => only(object, predict(context)));
    const report = namingSource(forecastReport({ ...context, object }, forecasts), options);
    recording?.close();
    process.stdout.write(await renderAs(format, report, RENDERERS, options));
    return EXIT.done;
  },
};

/** @throws InputError when there is no such object, or several. */
function objectOf(words: readonly string[], { snapshot, namespace }: OutlookContext): string {
  return refKey(objectNamed(words, namespace, snapshotObjects(snapshot)));
}

/** What is said of one object, or of all. */
function only(
  object: string | undefined,
  { outlooks, refused }: ReturnType<typeof predict>,
): ReturnType<typeof predict> {
  if (object === undefined) return { outlooks, refused };
  return {
    outlooks: outlooks.filter((each) => refKey(each.object) === object),
    refused: refused.filter((each) => refKey(each.object) === object),
  };
}

const HELP = `
Lines through what was measured, by Theil and Sen, and where they meet a limit; docs/verbs/predict.md says when nothing
is foretold. A snapshot has no past: then certificates, quotas and nodes that are nearly full are named.

Examples:
  kubectl smart predict --recording cluster.ksrec
  kubectl smart predict --horizon 90d -n production -o wide
  kubectl smart predict certificate/shop-tls --horizon 365d --recording cluster.ksrec
  kubectl smart predict --snapshot cluster.json
`;
