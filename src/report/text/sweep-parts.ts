import type { SweepReport, Verdict } from '../../impact/index.ts';
import { paint, type TextStyle } from './style.ts';

/** The first line of every form of a sweep. */
export function sweepHeader({ takenAt, kubernetes, digest }: SweepReport['snapshot']): string {
  return `Snapshot  ${takenAt ?? 'of an unknown time'}   ${kubernetes}   ${digest.slice(0, 19)}`;
}

const COLOURS = { safe: 'green', risky: 'yellow', unknown: 'yellow', blocked: 'red' } as const;

/** A verdict in capitals and in its colour. */
export function verdictWord(style: TextStyle, verdict: Verdict): string {
  return paint(style, COLOURS[verdict], verdict.toUpperCase());
}
