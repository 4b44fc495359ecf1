import { type Symptom, symptomsBetween } from '../decisions/index.ts';
import { healthOf, keyFor, type ObjectKey, parseKey, type RelationGraph } from '../relations/index.ts';
import { podOfRow, type Snapshot } from '../snapshot/index.ts';
import { readyOf } from './node-ready.ts';
import type { SymptomKind } from './symptom-words.ts';

const SLICE = 'EndpointSlice.discovery.k8s.io';

/** A sign with the pod that shows it. */
export interface SnapshotSign extends Symptom {
  readonly key: ObjectKey;
}

/**
 * What shows a symptom in a snapshot, the worst first.
 *
 * @param namespace where to look; every namespace when it is undefined. Nodes are in none.
 */
export function findInSnapshot(
  snapshot: Snapshot,
  graph: RelationGraph,
  kind: SymptomKind,
  nowMs: number,
  namespace?: string,
): { readonly key: ObjectKey; readonly count: number }[] {
  const counts = new Map<ObjectKey, number>();
  const add = (key: ObjectKey, count: number) => counts.set(key, (counts.get(key) ?? 0) + count);
  if (kind.word === 'node-down') {
    for (const node of snapshot.objects.get('Node') ?? [])
      if (readyOf(node) === false) add(`Node/${node.metadata.name ?? ''}`, 1);
  } else if (kind.word === 'service-down') {
    for (const key of graph.objectsOf('Service').keys()) if (isDown(graph, key)) add(key, 1);
  } else {
    for (const sign of signsIn(snapshot, nowMs))
      if (kind.types.includes(sign.type)) add(topOwnerKey(graph, sign.key), sign.count);
  }
  return [...counts]
    .map(([key, count]) => ({ key, count }))
    .filter(({ key }) => namespace === undefined || (parseKey(key)?.namespace ?? namespace) === namespace)
    .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
}

/** Signs of all pods that are more than plainly running. */
function* signsIn({ pods }: Snapshot, nowMs: number): Generator<SnapshotSign> {
  for (let row = 0; row < pods.count; row++) {
    if (pods.statuses.get(row) === undefined) continue;
    const key = keyFor('Pod', pods.namespaces.get(pods.namespaceId.get(row)), pods.name.get(row));
    for (const sign of symptomsBetween(undefined, { ...podOfRow(pods, row) }, nowMs)) yield { ...sign, key };
  }
}

/** A Service that chooses pods, and of which none is ready: by its slices, or by its pods where slices are not known. */
function isDown(graph: RelationGraph, key: ObjectKey): boolean {
  const isChoosing = graph.dependenciesOf(key).some(({ type }) => type === 'selects');
  if (!isChoosing) return false;
  const slices = graph
    .dependenciesOf(key)
    .filter(({ type, dependency }) => type === 'owns' && dependency.startsWith('EndpointSlice/'))
    .map(({ dependency }) => graph.object(dependency));
  if (slices.length === 0)
    return graph.knowledgeOf(SLICE).state === 'unknown' && healthOf(key, graph).status === 'failing';
  return slices.every((slice) => {
    const endpoints = Array.isArray(slice?.endpoints) ? slice.endpoints : [];
    return endpoints.every(
      (each: { readonly conditions?: { readonly ready?: boolean } }) => each.conditions?.ready === false,
    );
  });
}

/** The workload of a pod, or the pod itself. */
export function topOwnerKey(graph: RelationGraph, pod: ObjectKey): ObjectKey {
  return graph
    .walk(pod, { direction: 'dependents', types: ['owns'], maxHops: 4 })
    .reduce((top, { key }) => (key.startsWith('Node/') || !graph.has(key) ? top : key), pod);
}
