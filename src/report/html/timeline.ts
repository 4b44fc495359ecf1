import type { ImpactReport, PodTimelineEntry } from '../../impact/index.ts';
import { escapeXml as text } from '../escape.ts';
import { at } from '../format-time.ts';

const ROW = 18;
const LEFT = 330;
const WIDTH = 1100;
/** More pods than these would make a picture that nobody reads. */
const SHOWN = 120;

/** What a pod is in, from one moment to another. */
interface Bar {
  readonly from: number;
  to: number;
  readonly state: 'waiting' | 'starting' | 'running' | 'ending';
}

/** One line a pod: waiting for a node, starting, Ready, terminating, on one axis of time. */
export function renderTimeline({ timeline, summary }: ImpactReport): string {
  const end = Math.max(1, summary.endSeconds);
  const pods = barsByPod(
    timeline.filter((entry) => 'pod' in entry),
    end,
  );
  if (pods.size === 0) return '<p>No pod moves.</p>';
  const shown = [...pods].slice(0, SHOWN);
  const x = (seconds: number) => round(LEFT + (seconds / end) * (WIDTH - LEFT - 10));
  const rows = shown.map(([pod, bars], index) => {
    const y = 30 + index * ROW;
    const boxes = bars.map(
      ({ from, to, state }) =>
        `<rect class="${state}" x="${x(from)}" y="${y + 3}" width="${Math.max(2, round(x(to) - x(from)))}" height="${ROW - 7}"><title>${text(`${pod}: ${state} ${at(from)} to ${at(to)}`)}</title></rect>`,
    );
    return `<text x="0" y="${y + 12}">${text(shorten(pod))}</text>${boxes.join('')}`;
  });
  const height = 40 + shown.length * ROW;
  const ticks = ticksOf(end).map(
    (tick) =>
      `<line class="axis" x1="${x(tick)}" x2="${x(tick)}" y1="22" y2="${height - 8}"/><text class="dim" x="${x(tick)}" y="16">${at(tick)}</text>`,
  );
  const more = pods.size - shown.length;
  return `<figure><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Pods over time">${ticks.join('')}${rows.join('')}</svg><figcaption><svg viewBox="0 0 700 16" style="max-width:44rem" aria-hidden="true">${legend()}</svg>${more > 0 ? ` ${more} more pods are not drawn.` : ''}</figcaption></figure>`;
}

function barsByPod(timeline: readonly PodTimelineEntry[], end: number): Map<string, Bar[]> {
  const pods = new Map<string, Bar[]>();
  const begin = (pod: string, from: number, state: Bar['state'] | undefined) => {
    const bars = pods.get(pod) ?? [];
    pods.set(pod, bars);
    const last = bars.at(-1);
    if (last) last.to = from;
    if (state) bars.push({ from, to: end, state });
  };
  for (const { pod, event, t } of timeline) {
    // A pod of the snapshot is running until something happens to it.
    if (!pods.has(pod) && event !== 'created')
      begin(pod, 0, event === 'scheduled' || event === 'unschedulable' ? 'waiting' : 'running');
    if (event === 'created') begin(pod, t, 'waiting');
    else if (event === 'scheduled') begin(pod, t, 'starting');
    else if (event === 'ready') begin(pod, t, 'running');
    else if (event === 'notReady') begin(pod, t, 'starting');
    else if (event === 'terminating') begin(pod, t, 'ending');
    else if (event === 'deleted' || event === 'succeeded' || event === 'failed') begin(pod, t, undefined);
  }
  return pods;
}

function ticksOf(end: number): number[] {
  const steps = [0.1, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];
  const step = steps.find((each) => end / each <= 8) ?? 7200;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step);
}

function legend(): string {
  const entries: readonly (readonly [Bar['state'], string])[] = [
    ['waiting', 'waits for a node'],
    ['starting', 'starts'],
    ['running', 'Ready'],
    ['ending', 'terminates'],
  ];
  return entries
    .map(
      ([state, words], index) =>
        `<rect class="${state}" x="${index * 160}" y="3" width="12" height="10"/><text x="${index * 160 + 18}" y="12">${words}</text>`,
    )
    .join('');
}

function shorten(pod: string): string {
  return pod.length <= 48 ? pod : `${pod.slice(0, 20)}…${pod.slice(-27)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
