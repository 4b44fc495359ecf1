import type { KubeObject, PodSpec, PriorityClass } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import type { Storage } from '../storage.ts';
import type { AdmissionContext, AdmissionPlugin, AdmissionRequest, Refusal } from './admission.ts';
import { createsPod, forbid, specOf, withSpec } from './pod-request.ts';

const PRIORITY_CLASS = 'PriorityClass.scheduling.k8s.io';
/** The classes that every cluster has. */
const SYSTEM_PRIORITIES: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

interface Priority {
  readonly name: string;
  readonly value: number;
  readonly preemptionPolicy: string | undefined;
}

/**
 * A new pod gets the priority of its class, or of the default class; a second default class is refused.
 *
 * @source plugin/pkg/admission/priority/admission.go → Plugin.admitPod, validatePriorityClass (v1.36.3)
 */
export const priority: AdmissionPlugin = {
  name: 'Priority',
  handles: (request) => createsPod(request) || request.kind === PRIORITY_CLASS,
  mutate: (request, context) => (request.kind === 'Pod' ? admitPod(request, context) : request.object),
  validate: (request, { storage }) => {
    const { kind, operation, name, object } = request;
    if (kind !== PRIORITY_CLASS || !(object as PriorityClass | undefined)?.globalDefault) return undefined;
    const other = defaultClass(storage.world);
    if (!other || (operation === 'UPDATE' && other.metadata.name === name)) return undefined;
    const why = `PriorityClass ${other.metadata.name} is already marked as default. Only one default can exist`;
    return forbid(request, why).status;
  },
};

function admitPod(
  request: AdmissionRequest & { readonly object: KubeObject },
  { storage }: AdmissionContext,
): KubeObject | Refusal {
  const spec = specOf(request.object);
  const found = priorityOf(storage, spec);
  if (!found) return forbid(request, `no PriorityClass with name ${spec.priorityClassName} was found`);
  if (spec.priority !== undefined && spec.priority !== found.value) {
    return forbid(
      request,
      `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${found.value} from the given PriorityClass name`,
    );
  }
  const { preemptionPolicy } = found;
  if (spec.preemptionPolicy && preemptionPolicy && spec.preemptionPolicy !== preemptionPolicy) {
    return forbid(
      request,
      `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${preemptionPolicy} from the given PriorityClass name`,
    );
  }
  return withSpec(request.object, {
    ...(found.name ? { priorityClassName: found.name } : {}),
    priority: found.value,
    ...(preemptionPolicy ? { preemptionPolicy } : {}),
  });
}

function priorityOf(storage: Storage, spec: PodSpec): Priority | undefined {
  const { world, unknowns } = storage;
  const name = spec.priorityClassName;
  if (!name) {
    const byDefault = defaultClass(world);
    if (byDefault) return ofClass(byDefault);
    return { name: '', value: 0, preemptionPolicy: 'PreemptLowerPriority' };
  }
  const stored = world.objects.get(PRIORITY_CLASS, undefined, name) as PriorityClass | undefined;
  if (stored) return ofClass(stored);
  const system = SYSTEM_PRIORITIES[name];
  if (system !== undefined) return { name, value: system, preemptionPolicy: 'PreemptLowerPriority' };
  if (!unknowns.relyOn(PRIORITY_CLASS, 'a class has the priority of its pods', () => name)) return undefined;
  return { name, value: spec.priority ?? priorityOfPods(world, name), preemptionPolicy: undefined };
}

/** The priority that pods of the class have, for snapshots without classes. */
function priorityOfPods({ templates }: WorldView, name: string): number {
  for (let id = 0; id < templates.count; id++) {
    const { priorityClassName, priority: value } = templates.get(id).make.spec;
    if (priorityClassName === name && value !== undefined) return value;
  }
  return 0;
}

function ofClass({ metadata, value, preemptionPolicy }: PriorityClass): Priority {
  return {
    name: metadata.name ?? '',
    value: value ?? 0,
    preemptionPolicy: preemptionPolicy ?? 'PreemptLowerPriority',
  };
}

/** The default class; of several the one with the lowest value. */
function defaultClass({ objects }: WorldView): PriorityClass | undefined {
  let lowest: PriorityClass | undefined;
  for (const object of objects.all(PRIORITY_CLASS)) {
    const candidate = object as PriorityClass;
    if (candidate.globalDefault && (!lowest || (candidate.value ?? 0) < (lowest.value ?? 0)))
      lowest = candidate;
  }
  return lowest;
}
