import type { PodTimelineEntry } from '../documents.ts';

/**
 * A digest of 52 bits over a time line, as 13 hexadecimal digits. It tells time lines of one sweep apart; it is no
 * protection against anybody who wants two to look alike.
 */
export function timelineDigest(timeline: readonly PodTimelineEntry[]): string {
  let high = 0x9e3779b9;
  let low = 0x85ebca6b;
  const take = (text: string) => {
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      high = Math.imul(high ^ unit, 0x9e3779b1);
      low = Math.imul(low ^ unit, 0x5f356495);
    }
    high = Math.imul(high ^ 0xff, 0x9e3779b1);
    low = Math.imul(low ^ 0xff, 0x5f356495);
  };
  for (const { t, event, pod, node = '', message = '' } of timeline) {
    take(`${t}`);
    take(event);
    take(pod);
    take(node);
    take(message);
  }
  high = Math.imul(high ^ (high >>> 15), 0x2c1b3c6d) ^ (low >>> 13);
  low = Math.imul(low ^ (low >>> 16), 0x297a2d39) ^ (high >>> 15);
  const digits = (value: number, count: number) => (value >>> 0).toString(16).padStart(8, '0').slice(-count);
  return digits(high, 5) + digits(low, 8);
}
