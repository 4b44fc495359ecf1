import { traceMetric } from '../../incidents/index.ts';
import { EXIT } from '../exit-codes.ts';
import { busy } from '../interrupt.ts';
import { loadRecording } from '../load-recording.ts';
import { oneOf } from '../options/choices.ts';
import { durationMs } from '../options/durations.ts';
import { findTarget } from '../options/find-target.ts';
import { knownEdges } from '../options/known-edges.ts';
import { checkWindow } from '../options/moment-within.ts';
import { addOutputOptions } from '../options/output-options.ts';
import { recordedTime } from '../options/recorded-time.ts';
import { addRecordingOptions } from '../options/recording-options.ts';
import { renderAs } from '../render-as.ts';
import type { Verb } from './verb.ts';

const FORMATS = ['text', 'wide', 'json'] as const;
const FAMILIES = ['latency', 'errors', 'saturation'] as const;

const RENDERERS = { text: async () => (await import('../../report/text/render-trace.ts')).renderTrace };

/** `trace latency TARGET`: from a metric back through what the target depends on to what changed before. */
export const traceVerb: Verb = {
  describe: (command) => {
    command
      .argument('<metric>', `what went up: ${FAMILIES.join(', ')}`)
      .argument('<target...>', 'a workload or Service: api-gateway, deployment/api-gateway')
      .requiredOption('--spike <time>', 'when it was noticed: "2024-01-15 14:30", 14:30, -2h')
      .option('-n, --namespace <name>', 'namespace of the target');
    addRecordingOptions(command);
    command
      .option('--window <duration>', 'how far before and after the time to look', '30m')
      .option('--edges <file>', 'dependencies that no object shows: a list of {from, to}');
    addOutputOptions(command, FORMATS, HELP);
  },
  run: async ([metric = '', ...target], options) => {
    const family = oneOf('trace', FAMILIES, metric);
    const format = oneOf('--output', FORMATS, String(options.output));
    const windowMs = durationMs('--window', String(options.window));
    const edges = knownEdges(options.edges as string | undefined);
    const recording = await loadRecording(options);
    const spikeMs = recordedTime(recording, '--spike', String(options.spike), options);
    checkWindow(recording, spikeMs, windowMs);
    const report = busy(() =>
      traceMetric(recording, {
        target: findTarget(recording, target, options.namespace as string | undefined),
        family,
        spikeMs,
        windowMs,
        edges,
      }),
    );
    process.stdout.write(await renderAs(format, report, RENDERERS, options));
    recording.close();
    return EXIT.done;
  },
};

const HELP = `
Walks from the target back through the Services it calls, what it reads and what guards it, and names what changed
before: metrics that left their usual level, pods in trouble, changes of objects. Correlated, not proven.

Examples:
  kubectl smart trace latency api-gateway --spike="14:30" --recording incident.ksrec
  kubectl smart trace errors deployment/checkout -n shop --spike 14:30 --edges calls.yaml -o json
`;
