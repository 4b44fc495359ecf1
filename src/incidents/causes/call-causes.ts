import { refId } from '../../history/index.ts';

import type { Failure } from '../signals/failure.ts';
import { type CauseContext, SKEW_MS } from './context.ts';
import { type Cause, named } from './happening.ts';
import { timeFactor } from './time-factor.ts';

/** A callee that was well again for this long does not explain a trouble any more. */
const AFTER_MS = 60_000;
const BY_CLASS: Readonly<Record<string, number>> = { probe: 0.97, unready: 0.97, crash: 0.92 };
/** A callee that failed without losing its last endpoint explains less. */
const DEGRADED = 0.4;

/** Services that the workload calls and that had nothing ready, or whose pods were failing. */
export function callCauses(context: CauseContext, failure: Failure): Cause[] {
  const { workload, fromMs } = failure;
  const weight = BY_CLASS[failure.class] ?? 0;
  return context.ties.callsOf(workload, fromMs).flatMap(({ service, words }): Cause[] => {
    const relation = `called by ${named(workload)} (${words})`;
    const outage = context.outages
      .filter(({ course, span }) => refId(course.ref) === refId(service) && span.fromMs <= fromMs + SKEW_MS)
      .filter(({ span }) => span.toMs === undefined || span.toMs >= fromMs - AFTER_MS)
      .at(-1);
    if (outage) {
      const strength = weight * timeFactor(outage.span.fromMs, fromMs);
      return [{ happening: { type: 'outage', outage }, relation, strength, via: [], reasons: [] }];
    }
    return calleeFailures(context, failure, service, relation, weight);
  });
}

function calleeFailures(
  context: CauseContext,
  { fromMs, workload }: Failure,
  service: Parameters<typeof refId>[0],
  relation: string,
  weight: number,
): Cause[] {
  const course = context.scene.services.get(refId(service));
  if (!course) return [];
  const behind = context
    .troubled()
    .filter((each) => refId(each) !== refId(workload) && each.namespace === service.namespace)
    .filter((each) => context.ties.servicesOf(each, fromMs).some((ref) => refId(ref) === refId(service)));
  return behind.flatMap((each): Cause[] => {
    const failure = context.failureBefore(each, fromMs);
    if (!failure || failure.class === 'removed' || fromMs - failure.toMs > AFTER_MS * 5) return [];
    return [
      {
        happening: { type: 'failure', failure },
        relation,
        strength: weight * DEGRADED,
        via: [],
        reasons: [`${named(service)} kept some ready endpoints`],
      },
    ];
  });
}
