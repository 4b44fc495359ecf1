import { type ObjectRef, refId, refKey } from '../../history/index.ts';
import type { DecidedChange } from '../changes/decided-change.ts';
import type { MetricChange } from '../metrics/metric-changes.ts';

import type { NodeDown } from '../scene/node-reader.ts';
import type { ServiceCourse, ZeroSpan } from '../scene/service-course.ts';
import type { Failure } from '../signals/failure.ts';

/** A Service that had nothing ready. */
export interface Outage {
  readonly course: ServiceCourse;
  readonly span: ZeroSpan;
}

/** Nodes that were lost at about the same time. */
export interface NodesLost {
  readonly nodes: readonly NodeDown[];
  /** The zone that all of them are in, when there are several and it is one. */
  readonly zone: string | undefined;
}

/** One thing that happened, as a step of an explanation. */
export type Happening =
  | { readonly type: 'change'; readonly change: DecidedChange }
  | { readonly type: 'failure'; readonly failure: Failure }
  | { readonly type: 'outage'; readonly outage: Outage }
  | { readonly type: 'nodes'; readonly lost: NodesLost }
  | { readonly type: 'metric'; readonly metric: MetricChange };

/** Something that may have led to a happening. */
export interface Cause {
  readonly happening: Happening;
  /** What the cause has to do with what followed: `read by Deployment/default/api`. */
  readonly relation: string;
  /** From 0 (nothing speaks for it) to 1. */
  readonly strength: number;
  /** Changes that carried the cause to what failed, oldest first, each with its own relation. */
  readonly via: readonly { readonly change: DecidedChange; readonly relation: string }[];
  /** What speaks for it or against it, in words. */
  readonly reasons: readonly string[];
}

/** When a happening began. */
export function timeOf(happening: Happening): number {
  switch (happening.type) {
    case 'change':
      return happening.change.timeMs;
    case 'failure':
      return happening.failure.lostMs ?? happening.failure.fromMs;
    case 'outage':
      return happening.outage.span.fromMs;
    case 'nodes':
      return happening.lost.nodes[0]!.fromMs;
    case 'metric':
      return happening.metric.point.timeMs;
  }
}

/** The object that a happening is shown under. */
export function objectOf(happening: Happening): ObjectRef {
  switch (happening.type) {
    case 'change':
      return happening.change.ref;
    case 'failure':
      return happening.failure.pods[0] ?? happening.failure.workload;
    case 'outage':
      return happening.outage.course.ref;
    case 'nodes':
      return happening.lost.nodes[0]!.ref;
    case 'metric':
      return happening.metric.ref;
  }
}

/** One text for one happening. */
export function keyOfHappening(happening: Happening): string {
  if (happening.type === 'failure') {
    return `failure ${refId(happening.failure.workload)} ${happening.failure.class} ${happening.failure.fromMs}`;
  }
  const words =
    happening.type === 'change'
      ? happening.change.words
      : happening.type === 'metric'
        ? happening.metric.series
        : '';
  return `${happening.type} ${refId(objectOf(happening))} ${timeOf(happening)} ${words}`;
}

/** An object as a relation names it: `Deployment/default/api`. */
export function named(ref: ObjectRef): string {
  return refKey(ref);
}
