import {
  type CompiledNodeSelector,
  compileNodeSelector,
  matchesNodeSelector,
  type Selector,
  selectorOfMap,
  selects,
  toleratesAny,
} from '../../../../scheduler-model/index.ts';
import type { Node, PodSpec, PodTemplateSpec } from '../../../kubernetes/index.ts';
import { daemonTolerations } from './daemon-template.ts';

/** Whether a DaemonSet wants a pod on a node, and whether one that is there may stay. */
export interface NodeFitness {
  readonly shouldRun: boolean;
  readonly mayStay: boolean;
}

const NO: NodeFitness = { shouldRun: false, mayStay: false };

/** What of a template decides about nodes, ready to ask. */
interface Needs {
  readonly nodeName: string | undefined;
  readonly labels: Selector;
  readonly affinity: CompiledNodeSelector | undefined;
  readonly tolerations: ReturnType<typeof daemonTolerations>;
}

const COMPILED = new WeakMap<object, Needs>();

/**
 * Room on the node and cordons do not count.
 *
 * @source pkg/controller/daemon/daemon_controller.go → NodeShouldRunDaemonPod (v1.36.3)
 */
export function nodeFitness(template: PodTemplateSpec | undefined, node: Node): NodeFitness {
  const needs = needsOf(template?.spec ?? NO_SPEC);
  if (needs.nodeName && needs.nodeName !== node.metadata.name) return NO;
  if (!selects(needs.labels, node.metadata.labels)) return NO;
  if (needs.affinity && !matchesNodeSelector(needs.affinity, node)) return NO;
  let shouldRun = true;
  for (const taint of node.spec?.taints ?? []) {
    if (taint.effect === 'PreferNoSchedule' || toleratesAny(needs.tolerations, taint)) continue;
    if (taint.effect === 'NoExecute') return NO;
    shouldRun = false;
  }
  return { shouldRun, mayStay: true };
}

const NO_SPEC: PodSpec = { containers: [] };

function needsOf(spec: PodSpec): Needs {
  const known = COMPILED.get(spec);
  if (known) return known;
  const affinity = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const needs = {
    nodeName: spec.nodeName,
    labels: selectorOfMap(spec.nodeSelector ?? {}),
    affinity: affinity && compileNodeSelector(affinity as Parameters<typeof compileNodeSelector>[0]),
    tolerations: daemonTolerations(spec),
  };
  COMPILED.set(spec, needs);
  return needs;
}
