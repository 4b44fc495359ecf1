import * as v from 'valibot';
import { InputError } from '../../errors/index.ts';
import { parseDuration, type YamlDocument } from '../../kubernetes/index.ts';
import type { ActionTemplate, HealingPolicy, Trigger } from './healing-policy.ts';

const duration = (fallback: string) =>
  v.pipe(
    v.optional(v.string(), fallback),
    v.check((text) => parseDuration(text) !== undefined, 'is no duration such as 5m'),
    v.transform((text) => parseDuration(text) ?? 0),
  );
const count = (fallback: number) => v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), fallback);

const filterSchema = v.object({
  apiVersion: v.string(),
  kind: v.string(),
  excludeNames: v.optional(v.array(v.string()), []),
});

const triggerSchema = v.object({
  name: v.string(),
  type: v.picklist(['metric', 'event', 'condition']),
  cooldownPeriod: duration('5m'),
  metricTrigger: v.optional(
    v.object({
      query: v.string(),
      threshold: v.number(),
      operator: v.picklist(['>', '<', '>=', '<=']),
      duration: duration('2m'),
    }),
  ),
  eventTrigger: v.optional(
    v.object({
      reason: v.optional(v.string()),
      type: v.optional(v.string()),
      count: count(1),
      window: duration('5m'),
    }),
  ),
  conditionTrigger: v.optional(v.object({ type: v.string(), status: v.string(), duration: duration('2m') })),
});

const actionSchema = v.object({
  name: v.string(),
  type: v.picklist(['restart', 'scale', 'patch', 'delete', 'custom']),
  description: v.optional(v.string(), ''),
  priority: v.optional(v.pipe(v.number(), v.integer()), 50),
  requiresApproval: v.optional(v.boolean(), false),
  restartAction: v.optional(
    v.object({
      strategy: v.optional(v.picklist(['recreate', 'rolling', 'graceful']), 'rolling'),
      gracePeriodSeconds: count(30),
    }),
  ),
  scaleAction: v.optional(
    v.object({
      direction: v.picklist(['up', 'down', 'absolute']),
      replicas: v.pipe(v.number(), v.integer(), v.minValue(0)),
      minReplicas: count(0),
      maxReplicas: count(100),
    }),
  ),
  patchAction: v.optional(
    v.object({
      type: v.picklist(['strategic', 'merge', 'json']),
      patch: v.optional(v.string(), ''),
      patches: v.optional(v.array(v.object({ path: v.array(v.string()), value: v.string() })), []),
    }),
  ),
  deleteAction: v.optional(
    v.object({ gracePeriodSeconds: count(30), force: v.optional(v.boolean(), false) }),
  ),
});

const policySchema = v.object({
  apiVersion: v.literal('kubeskippy.io/v1alpha1'),
  kind: v.literal('HealingPolicy'),
  metadata: v.object({ name: v.string(), namespace: v.optional(v.string(), 'default') }),
  spec: v.object({
    mode: v.optional(v.picklist(['monitor', 'dryrun', 'automatic', 'manual']), 'monitor'),
    selector: v.object({
      namespaces: v.optional(v.array(v.string()), []),
      labelSelector: v.optional(v.unknown()),
      resources: v.pipe(v.array(filterSchema), v.minLength(1)),
    }),
    triggers: v.pipe(v.array(triggerSchema), v.minLength(1)),
    actions: v.pipe(v.array(actionSchema), v.minLength(1)),
    safetyRules: v.optional(
      v.object({
        maxActionsPerHour: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 10),
        protectedResources: v.optional(v.array(filterSchema), []),
      }),
      { maxActionsPerHour: 10, protectedResources: [] },
    ),
  }),
});

/**
 * A policy as it stands in a document.
 *
 * @throws InputError with the field that is wrong.
 */
export function decodePolicy({ value }: Pick<YamlDocument, 'value'>, file: string): HealingPolicy {
  const result = v.safeParse(policySchema, value);
  if (!result.success) {
    const [issue] = result.issues;
    throw new InputError(
      `the policy is not one of kubeskippy.io/v1alpha1: ${v.getDotPath(issue) ?? 'it'}: ${issue.message}`,
      {
        where: file,
      },
    );
  }
  const { metadata, spec } = result.output;
  return {
    name: `${metadata.namespace}/${metadata.name}`,
    mode: spec.mode,
    selector: { ...spec.selector, labelSelector: spec.selector.labelSelector },
    triggers: spec.triggers.map((trigger, index) => triggerOf(trigger, `${file}: spec.triggers[${index}]`)),
    actions: spec.actions.map((action, index) => actionOf(action, `${file}: spec.actions[${index}]`)),
    safety: spec.safetyRules,
  };
}

function triggerOf(trigger: v.InferOutput<typeof triggerSchema>, where: string): Trigger {
  const common = { name: trigger.name, cooldownMs: trigger.cooldownPeriod };
  const { metricTrigger: metric, eventTrigger: event, conditionTrigger: condition } = trigger;
  if (trigger.type === 'metric' && metric)
    return { ...common, type: 'metric', ...metric, durationMs: metric.duration };
  if (trigger.type === 'event' && event) {
    return {
      ...common,
      type: 'event',
      reason: event.reason,
      eventType: event.type,
      count: event.count,
      windowMs: event.window,
    };
  }
  if (trigger.type === 'condition' && condition) {
    const { type, status, duration: durationMs } = condition;
    return { ...common, type: 'condition', condition: type, status, durationMs };
  }
  throw new InputError(`the trigger ${trigger.name} lacks its ${trigger.type}Trigger`, { where });
}

function actionOf(template: v.InferOutput<typeof actionSchema>, where: string): ActionTemplate {
  const { name, description, priority, requiresApproval } = template;
  return { name, description, priority, requiresApproval, action: kindOfAction(template, where) };
}

function kindOfAction(template: v.InferOutput<typeof actionSchema>, where: string): ActionTemplate['action'] {
  const { type, scaleAction: scale, patchAction: patch, deleteAction, restartAction } = template;
  if (type === 'restart')
    return { type, ...(restartAction ?? { strategy: 'rolling', gracePeriodSeconds: 30 }) };
  if (type === 'delete') {
    return {
      type,
      gracePeriodSeconds: deleteAction?.gracePeriodSeconds ?? 30,
      isForced: deleteAction?.force ?? false,
    };
  }
  if (type === 'custom') return { type };
  if (type === 'scale' && scale) return { type, ...scale };
  if (type === 'patch' && patch) {
    const structured = patch.patches.map(({ path, value }) => ({
      op: 'add',
      path: `/${path.join('/')}`,
      value,
    }));
    return structured.length > 0
      ? { type, patchType: 'json', patch: JSON.stringify(structured) }
      : { type, patchType: patch.type, patch: patch.patch };
  }
  throw new InputError(`the action ${template.name} lacks its ${type}Action`, { where });
}
