import type { ImpactReport } from '../impact/index.ts';

/** The version of the stream's records: the minor grows with additions, the major with anything else. */
const STREAM_VERSION = '1.0';

/** One record a line, the version first, the summary last: for tools that read as it comes. */
export function renderNdjson(report: ImpactReport): string {
  const { apiVersion, kind, snapshot, options, assumptions, commands, timeline, stages, pending, services } =
    report;
  const records: object[] = [
    { type: 'version', version: STREAM_VERSION, apiVersion, kind },
    { type: 'snapshot', ...snapshot },
    { type: 'options', ...options },
    ...assumptions.map((each) => ({ type: 'assumption', ...each })),
    ...commands.map((each) => ({ type: 'command', ...each })),
    ...timeline.map((each) => ({ type: 'event', ...each })),
    ...stages.map((each) => ({ type: 'stage', ...each })),
    ...pending.map((each) => ({ type: 'pending', ...each })),
    ...services.map((each) => ({ type: 'service', ...each })),
    ...report.findings.map((each) => ({ type: 'finding', ...each })),
    ...(report.past ? [{ type: 'past', ...report.past }] : []),
    ...(report.comparison ? [{ type: 'comparison', ...report.comparison }] : []),
    { type: 'summary', ...report.summary },
  ];
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}
