import { secondsFrom } from '../../../src/impact/compare/pod-timeline.ts';
import type { ControlPlaneScenario } from '../scenario/scenario.ts';
import { metricsText } from './metrics-text.ts';
import type { Recording } from './record-run.ts';

/** Files of a played incident by name, as an operator would have them, and the truth about it. */
export function incidentFiles(
  scenario: ControlPlaneScenario,
  { before, after, run, observations, startMs, endMs, builtMs, audit }: Recording,
): Readonly<Record<string, string>> {
  const calls = scenario.steps.filter((step) => step.kind === 'kubectl');
  const commands = run.commands.map((command, index) => ({
    user: calls[index]?.user ?? 'admin',
    ...command,
  }));
  const watch = observations.map(({ at, type, object }) => {
    const { managedFields: _, ...metadata } = object.metadata;
    return JSON.stringify({ t: secondsFrom(startMs, at), type, object: { ...object, metadata } });
  });
  const truth = {
    name: run.name,
    description: run.description,
    kubernetes: run.kubernetes,
    startTime: new Date(startMs).toISOString(),
    observedSeconds: run.observedSeconds,
    ...scenario.incident?.truth,
    commands,
    services: run.services,
    timeline: run.timeline,
    events: run.events,
  };
  return {
    'before.json.gz': JSON.stringify(before),
    'after.json.gz': JSON.stringify(after),
    'audit.log.gz': auditSince(audit, builtMs),
    'watch.ndjson.gz': `${watch.join('\n')}\n`,
    'metrics.openmetrics.gz': metricsText(scenario.incident?.metrics ?? [], observations, startMs, endMs),
    'truth.json': `${JSON.stringify(truth, null, 1)}\n`,
  };
}

/** The lines of an audit log from a time on: a log's reader rarely has the first minute of a cluster's life. */
function auditSince(audit: string, sinceMs: number): string {
  const lines = audit.split('\n').filter((line) => {
    if (line === '') return false;
    const { requestReceivedTimestamp } = JSON.parse(line) as { requestReceivedTimestamp: string };
    return Date.parse(requestReceivedTimestamp) >= sinceMs;
  });
  return `${lines.join('\n')}\n`;
}
