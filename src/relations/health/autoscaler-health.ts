import type { HorizontalPodAutoscaler, KubeObject } from '../../kubernetes/index.ts';
import { degraded, failing, type Health, ok, unknown } from './health-rule.ts';

/** An autoscaler by its conditions: it can read its metrics, act, and has room left. */
export function autoscalerHealth(object: KubeObject): Health {
  const { spec, status } = object as HorizontalPodAutoscaler;
  if (!status) return unknown('the snapshot has no status of it');
  const conditions = status.conditions ?? [];
  for (const type of ['AbleToScale', 'ScalingActive']) {
    const condition = conditions.find((each) => each.type === type && each.status === 'False');
    if (condition?.reason === 'ScalingDisabled') return ok('disabled: its target is scaled to 0');
    if (condition)
      return failing(`${type} False: ${condition.reason ?? ''} ${condition.message ?? ''}`.trimEnd());
  }
  const most = spec?.maxReplicas ?? Number.POSITIVE_INFINITY;
  const replicas = status.currentReplicas ?? 0;
  const limited = conditions.find(({ type, status: is }) => type === 'ScalingLimited' && is === 'True');
  if (limited?.reason === 'TooManyReplicas')
    return degraded(`at its maximum of ${most}: it would scale further`);
  if (replicas >= most && most > (spec?.minReplicas ?? 1)) return degraded(`at its maximum of ${most}`);
  return ok(`${replicas} of ${spec?.minReplicas ?? 1} to ${most} replicas`);
}
