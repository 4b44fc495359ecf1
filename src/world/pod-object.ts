import { type Pod, type PodStatus, timestampOf } from '../kubernetes/index.ts';
import type { NodeTable } from './tables/node-table.ts';
import type { PodTable } from './tables/pod-table.ts';

/** The Pod object of a row, as the API server would show it, put together from the columns and the template. */
export function podObject(pods: PodTable, nodes: NodeTable, row: number): Pod {
  const { namespace, make } = pods.template(row);
  const nodeRow = pods.nodeRow(row);
  const deleted = pods.isTerminating(row);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: pods.name(row),
      namespace,
      uid: pods.uid(row),
      labels: make.labels,
      ...(Object.keys(make.annotations).length > 0 ? { annotations: make.annotations } : {}),
      ...(make.ownerReferences.length > 0 ? { ownerReferences: make.ownerReferences } : {}),
      ...(make.finalizers && pods.hasFinalizers(row) ? { finalizers: make.finalizers } : {}),
      ...timestamp('creationTimestamp', pods.createdMs(row)),
      ...(deleted ? timestamp('deletionTimestamp', pods.deletionMs(row)) : {}),
      ...(deleted && pods.deletionGraceSeconds(row) >= 0
        ? { deletionGracePeriodSeconds: pods.deletionGraceSeconds(row) }
        : {}),
    },
    spec: nodeRow < 0 ? make.spec : { ...make.spec, nodeName: nodes.name(nodeRow) },
    status: statusOf(pods, nodes, row),
  };
}

function statusOf(pods: PodTable, nodes: NodeTable, row: number): PodStatus {
  const status = pods.status(row);
  const nominated = pods.nominatedNodeRow(row);
  const conditions = (status?.conditions ?? []).filter(({ type }) => type !== 'Ready');
  return {
    ...status,
    phase: pods.phase(row),
    conditions: [...conditions, { type: 'Ready', status: pods.isReady(row) ? 'True' : 'False' }],
    ...timestamp('startTime', pods.startedMs(row)),
    ...(nominated < 0 ? {} : { nominatedNodeName: nodes.name(nominated) }),
  };
}

function timestamp<Field extends string>(field: Field, atMs: number): { readonly [Key in Field]?: string } {
  if (Number.isNaN(atMs)) return {};
  return { [field]: timestampOf(atMs) } as { readonly [Key in Field]?: string };
}
