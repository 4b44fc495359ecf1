import type { PodColumns } from '../../snapshot/index.ts';
import type { NodeTable } from './node-table.ts';
import type { TemplateTable } from './template-table.ts';

const NONE = -1;

/** Numbers of the templates and nodes of a snapshot's pods, one entry a row; -1 where a pod has no node. */
export interface PodPlacement {
  readonly templateIds: Int32Array;
  readonly nodeRows: Int32Array;
  readonly nominatedNodeRows: Int32Array;
  /** 0 for a pod without a node, else -1: the lists of those that wait for one. */
  readonly waitingLists: Int32Array;
}

/** Numbers templates and nodes for the rows of a snapshot. */
export function placePods(source: PodColumns, templates: TemplateTable, nodes: NodeTable): PodPlacement {
  const rowOfName = Array.from({ length: source.nodeNames.size }, (_, id) =>
    nodes.rowFor(source.nodeNames.get(id)),
  );
  const toRows = (ids: Int32Array) => {
    const rows = new Int32Array(ids.length).fill(NONE);
    for (let row = 0; row < ids.length; row++) if (ids[row] !== NONE) rows[row] = rowOfName[ids[row]!]!;
    return rows;
  };
  const nodeRows = toRows(source.nodeNameId.view());
  const waitingLists = new Int32Array(nodeRows.length).fill(NONE);
  for (let row = 0; row < nodeRows.length; row++) if (nodeRows[row] === NONE) waitingLists[row] = 0;
  return {
    templateIds: templateIdsOf(source, templates),
    nodeRows,
    nominatedNodeRows: toRows(source.nominatedNodeNameId.view()),
    waitingLists,
  };
}

function templateIdsOf(source: PodColumns, templates: TemplateTable): Int32Array {
  const [makeIds, namespaceIds] = [source.makeId.view(), source.namespaceId.view()];
  const templateIds = new Int32Array(source.count);
  // Pods of one make nearly always share their namespace: the last one seen of a make answers for most rows.
  const lastNamespaceId = new Int32Array(source.makes.size).fill(NONE);
  const lastTemplateId = new Int32Array(source.makes.size);
  for (let row = 0; row < templateIds.length; row++) {
    const makeId = makeIds[row]!;
    const namespaceId = namespaceIds[row]!;
    if (lastNamespaceId[makeId] !== namespaceId) {
      const namespace = source.namespaces.get(namespaceId);
      lastNamespaceId[makeId] = namespaceId;
      lastTemplateId[makeId] = templates.intern(
        namespace,
        source.makes.get(makeId),
        source.makes.text(makeId),
      );
    }
    templateIds[row] = lastTemplateId[makeId]!;
  }
  return templateIds;
}
