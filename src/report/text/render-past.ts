import type { PastChangeEntry, PastChangesEntry } from '../../impact/index.ts';
import { paint, type TextStyle } from './style.ts';

/** What such changes were followed by before. */
export function renderPast(
  { recording, count, quiet, incidents }: PastChangesEntry,
  style: TextStyle,
): string[] {
  const times = (number: number) => (number === 1 ? 'once' : `${number} times`);
  const head = `Seen before   such a change was made ${times(count)} in ${recording}; nothing was seen after ${quiet} of them`;
  if (incidents.length === 0) return [paint(style, 'bold', head)];
  return [
    paint(style, 'bold', head),
    ...incidents.flatMap(incidentLines),
    '  correlated, not proven: what happened within 30 minutes, whatever it came from',
  ];
}

function incidentLines({
  time,
  object,
  summary,
  who,
  services,
  sentences,
  recoverySeconds,
}: PastChangeEntry): string[] {
  const dark = services.map(({ service, zeroSeconds }) =>
    zeroSeconds === null
      ? `${service} without endpoints to the end`
      : `${service} without endpoints for ${span(zeroSeconds)}`,
  );
  const recovery = recoverySeconds === null ? [] : [`all back ${span(recoverySeconds)} after the change`];
  return [
    `  ! ${time.replace('T', ' ')}  ${object}  ${summary}  ${who ?? 'by whom is not known'}`,
    `      ${[...dark, ...sentences.slice(0, 2), ...recovery].join('; ')}`,
  ];
}

function span(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60) return `${Math.floor(minutes / 60)}h${minutes % 60}m`;
  return minutes > 0 ? `${minutes}m${Math.round(seconds % 60)}s` : `${Math.round(seconds)}s`;
}
