import type { KubeObject } from '../../kubernetes/index.ts';
import type { ActionTemplate } from './healing-policy.ts';

/** What an action comes to: a kubectl command, or why it is none. */
export type ActionCommand = { readonly command: string } | { readonly problem: string };

const WORKLOADS = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);
/** Kinds whose objects no healing action may delete. */
const NEVER_DELETED = new Set(['PersistentVolume', 'CustomResourceDefinition']);

/** The command that does what a policy's action does to an object. */
export function actionCommand({ action }: ActionTemplate, target: KubeObject): ActionCommand {
  const { kind = '', metadata } = target;
  const name = `${kind.toLowerCase()}/${metadata.name}`;
  const scope = metadata.namespace ? ` -n ${metadata.namespace}` : '';
  switch (action.type) {
    case 'restart':
      if (WORKLOADS.has(kind)) return { command: `kubectl rollout restart ${name}${scope}` };
      if (kind === 'Pod')
        return { command: `kubectl delete ${name}${scope} --grace-period=${action.gracePeriodSeconds}` };
      return { problem: `a ${kind} cannot be restarted` };
    case 'delete':
      if (NEVER_DELETED.has(kind)) return { problem: `a ${kind} is never deleted` };
      return {
        command: `kubectl delete ${name}${scope} --grace-period=${action.isForced ? 0 : action.gracePeriodSeconds}${action.isForced ? ' --force' : ''}`,
      };
    case 'scale':
      return scaleCommand(action, target, `${name}${scope}`);
    case 'patch':
      return {
        command: `kubectl patch ${name}${scope} --type=${action.patchType} -p '${action.patch.replaceAll("'", `'\\''`)}'`,
      };
    case 'custom':
      return { problem: 'what a custom action does is not known' };
  }
}

function scaleCommand(
  action: Extract<ActionTemplate['action'], { type: 'scale' }>,
  target: KubeObject,
  name: string,
): ActionCommand {
  const replicas = (target.spec as { readonly replicas?: unknown } | undefined)?.replicas ?? 1;
  if ((target.kind !== 'Deployment' && target.kind !== 'StatefulSet') || typeof replicas !== 'number') {
    return { problem: `a ${target.kind} cannot be scaled` };
  }
  const wanted = {
    up: replicas + action.replicas,
    down: replicas - action.replicas,
    absolute: action.replicas,
  };
  const next = Math.min(action.maxReplicas, Math.max(action.minReplicas, wanted[action.direction]));
  if (next === replicas) return { problem: `it has ${replicas} replicas already, and no more are allowed` };
  return { command: `kubectl scale ${name} --replicas=${next}` };
}
