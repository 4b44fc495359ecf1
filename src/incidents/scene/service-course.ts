import type { ObjectRef } from '../../history/index.ts';

/** How many endpoints a Service had ready from a time on. */
export interface ReadyPoint {
  readonly timeMs: number;
  readonly ready: number;
  readonly evidence: string;
}

/** A stretch of time during which a Service had no ready endpoint, having had some before. */
export interface ZeroSpan {
  readonly fromMs: number;
  /** Undefined when it had none until the end of what is known. */
  readonly toMs: number | undefined;
  readonly fromEvidence: string;
  readonly toEvidence: string | undefined;
  /** What it had at most in the scene before. */
  readonly before: number;
}

/** The ready endpoints of one Service over the scene. */
export class ServiceCourse {
  readonly ref: ObjectRef;
  /** Where the numbers come from. */
  readonly source: 'EndpointSlice' | 'Endpoints' | 'pods';
  readonly points: ReadyPoint[] = [];
  /** Pods that were among the endpoints at some time. */
  readonly pods = new Set<string>();
  readonly #parts = new Map<string, number>();

  constructor(ref: ObjectRef, source: ServiceCourse['source']) {
    this.ref = ref;
    this.source = source;
  }

  /** One part of the endpoints (a slice, a pod) has this many ready ones now. */
  set(part: string, ready: number, timeMs: number, evidence: string): void {
    this.#parts.set(part, ready);
    let sum = 0;
    for (const count of this.#parts.values()) sum += count;
    if (this.points.at(-1)?.ready !== sum) this.points.push({ timeMs, ready: sum, evidence });
  }

  readyAt(timeMs: number): number {
    return this.points.findLast((point) => point.timeMs <= timeMs)?.ready ?? this.points[0]?.ready ?? 0;
  }

  get most(): number {
    return this.points.reduce((most, { ready }) => Math.max(most, ready), 0);
  }

  /** When there was nothing ready, oldest first. */
  zeroSpans(): ZeroSpan[] {
    const spans: ZeroSpan[] = [];
    let before = 0;
    for (const [index, point] of this.points.entries()) {
      if (point.ready === 0 && before > 0) {
        const end = this.points[index + 1];
        spans.push({
          fromMs: point.timeMs,
          toMs: end?.timeMs,
          fromEvidence: point.evidence,
          toEvidence: end?.evidence,
          before,
        });
      }
      before = Math.max(before, point.ready);
    }
    return spans;
  }
}
