import { conditionOf } from '../../../kubernetes/index.ts';
/** A condition in the status of any object. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
  readonly lastUpdateTime?: string;
}

export function withoutCondition<C extends Condition>(
  conditions: readonly C[] | undefined,
  type: string,
): readonly C[] | undefined {
  return conditions?.some((condition) => condition.type === type)
    ? conditions.filter((condition) => condition.type !== type)
    : conditions;
}

/**
 * The conditions with one set: unchanged while status and reason are those it has, and with the time of its last
 * transition kept while the status is.
 *
 * @source pkg/controller/deployment/util/deployment_util.go → SetDeploymentCondition (v1.36.3)
 */
export function withCondition<C extends Condition>(
  conditions: readonly C[] | undefined,
  condition: C,
): readonly C[] {
  const current = conditionOf(conditions, condition.type);
  if (current && current.status === condition.status && current.reason === condition.reason)
    return conditions ?? [];
  const others = withoutCondition(conditions, condition.type) ?? [];
  const kept = current?.status === condition.status ? current.lastTransitionTime : undefined;
  return [...others, kept === undefined ? condition : { ...condition, lastTransitionTime: kept }];
}
