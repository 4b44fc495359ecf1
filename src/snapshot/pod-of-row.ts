import type { Pod, PodStatus } from '../kubernetes/index.ts';
import { POD_FLAGS, POD_PHASES, type PodColumns } from './pod-columns.ts';

/** The Pod object that a row stands for, as far as the columns know it. */
export function podOfRow(pods: PodColumns, row: number): Pod {
  const { labels, annotations, ownerReferences, finalizers, spec } = pods.makes.get(pods.makeId.get(row));
  const nodeNameId = pods.nodeNameId.get(row);
  const graceSeconds = pods.deletionGraceSeconds.get(row);
  const uid = pods.uid.get(row);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: pods.name.get(row),
      namespace: pods.namespaces.get(pods.namespaceId.get(row)),
      ...(uid === '' ? {} : { uid }),
      ...(Object.keys(labels).length > 0 ? { labels } : {}),
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      ...(ownerReferences.length > 0 ? { ownerReferences } : {}),
      ...(finalizers ? { finalizers } : {}),
      ...time('creationTimestamp', pods.createdMs.get(row)),
      ...time('deletionTimestamp', pods.deletionMs.get(row)),
      ...(graceSeconds < 0 ? {} : { deletionGracePeriodSeconds: graceSeconds }),
    },
    spec: nodeNameId < 0 ? spec : { ...spec, nodeName: pods.nodeNames.get(nodeNameId) },
    status: pods.statuses.get(row) ?? plainStatus(pods, row),
  };
}

/** The status of a pod that runs and is ready, and of which nothing else needs to be said. */
function plainStatus(pods: PodColumns, row: number): PodStatus {
  const changed = time('lastTransitionTime', pods.readyChangedMs.get(row));
  return {
    phase: POD_PHASES[pods.phase.get(row)]!,
    conditions: [
      ...(pods.flags.get(row) & POD_FLAGS.disruptionTarget
        ? [{ type: 'DisruptionTarget', status: 'True' }]
        : []),
      { type: 'Ready', status: pods.flags.get(row) & POD_FLAGS.ready ? 'True' : 'False', ...changed },
    ],
    ...time('startTime', pods.startedMs.get(row)),
  };
}

function time<Field extends string>(field: Field, timeMs: number): { readonly [Key in Field]?: string } {
  if (Number.isNaN(timeMs)) return {};
  const text = new Date(timeMs).toISOString().replace('.000Z', 'Z');
  return { [field]: text } as { readonly [Key in Field]?: string };
}
