import { timestampOf } from '../../../kubernetes/index.ts';
import type { ControllerContext } from '../controller.ts';

/** Now, milliseconds since the epoch. */
export function dateMs({ world, nowMs }: Pick<ControllerContext, 'world' | 'nowMs'>): number {
  return world.startMs + nowMs;
}

/** Now, as Kubernetes writes times: to the second. */
export function timestamp(context: Pick<ControllerContext, 'world' | 'nowMs'>): string {
  return timestampOf(dateMs(context));
}

/** Milliseconds since the epoch; NaN where there is no time. */
export function parseTimestamp(text: string | undefined): number {
  return text === undefined ? Number.NaN : Date.parse(text);
}

/** A moment as Kubernetes stores it, without its fraction of a second. */
export function wholeSecondMs(atMs: number): number {
  return Math.floor(atMs / 1000) * 1000;
}
