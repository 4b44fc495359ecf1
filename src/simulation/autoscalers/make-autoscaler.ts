import type { Component, Environment } from '../component.ts';
import type { SchedulerBaseline } from '../scheduler/baseline.ts';
import type { SchedulingModel } from '../scheduler/scheduling-model.ts';
import type { AutoscalerOptions } from './autoscaler-options.ts';
import { ClusterAutoscaler } from './cluster-autoscaler/cluster-autoscaler.ts';
import { Karpenter } from './karpenter/karpenter.ts';

/** The autoscaler that is asked for, if any. */
export function makeAutoscaler(
  options: AutoscalerOptions | undefined,
  environment: Environment,
  model: SchedulingModel,
  waiting: SchedulerBaseline['waiting'],
): Component | undefined {
  const rows = waiting.map(({ row }) => row);
  switch (options?.type) {
    case undefined:
      return undefined;
    case 'cluster-autoscaler':
      return new ClusterAutoscaler(environment, model, rows, options.groups);
    case 'karpenter':
      return new Karpenter(environment, model, rows);
  }
}
