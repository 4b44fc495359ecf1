import type { GroupKind, OwnerReference } from '../kubernetes/index.ts';
import type { Snapshot } from '../snapshot/index.ts';
import type { PlacementEntry } from './documents.ts';

const NO_NODE = '(no node)';

interface PlacedPod {
  readonly node: string;
  readonly owner: string;
  readonly uid: string;
}

/** How the pods of each workload came, went and moved; workloads whose pods lie as before are left out. */
export function placementDiff(before: Snapshot, after: Snapshot): PlacementEntry[] {
  const was = byOwner(placedPods(before));
  const is = byOwner(placedPods(after));
  return [...new Set([...was.keys(), ...is.keys()])].sort().flatMap((owner) => {
    const entry = entryOf(owner, was.get(owner) ?? new Map(), is.get(owner) ?? new Map());
    const isSame = entry.created + entry.gone + entry.moved.length === 0 && entry.nodes.length === 0;
    return isSame ? [] : [entry];
  });
}

type Pods = ReadonlyMap<string, PlacedPod>;

function entryOf(object: string, was: Pods, is: Pods): PlacementEntry {
  const moved: PlacementEntry['moved'][number][] = [];
  let created = 0;
  for (const [pod, { node, uid }] of is) {
    const old = was.get(pod);
    if (!old) created++;
    else if (old.node !== NO_NODE && node !== NO_NODE && old.node !== node)
      moved.push({ pod, from: old.node, to: node });
    else if (old.uid !== '' && uid !== '' && old.uid !== uid) created++;
  }
  const gone = [...was].filter(([pod, { uid }]) => {
    const now = is.get(pod);
    return !now || (now.node === was.get(pod)?.node && uid !== '' && now.uid !== '' && now.uid !== uid);
  }).length;
  return {
    object,
    before: was.size,
    after: is.size,
    created,
    gone,
    moved: moved.sort((a, b) => (a.pod < b.pod ? -1 : 1)),
    nodes: nodeCounts(was, is),
  };
}

function nodeCounts(was: Pods, is: Pods): PlacementEntry['nodes'][number][] {
  const count = (pods: Pods) => {
    const counts = new Map<string, number>();
    for (const { node } of pods.values()) counts.set(node, (counts.get(node) ?? 0) + 1);
    return counts;
  };
  const [before, after] = [count(was), count(is)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map((node) => ({ node, before: before.get(node) ?? 0, after: after.get(node) ?? 0 }))
    .filter((each) => each.before !== each.after);
}

function byOwner(pods: Pods): Map<string, Map<string, PlacedPod>> {
  const owners = new Map<string, Map<string, PlacedPod>>();
  for (const [name, pod] of pods) {
    const own = owners.get(pod.owner) ?? new Map<string, PlacedPod>();
    owners.set(pod.owner, own.set(name, pod));
  }
  return owners;
}

/** Every pod that is not finished, with its node and its workload. */
function placedPods({ pods, objects }: Snapshot): Pods {
  const owners = middleOwners(objects);
  const placed = new Map<string, PlacedPod>();
  for (let row = 0; row < pods.count; row++) {
    const namespace = pods.namespaces.get(pods.namespaceId.get(row));
    const name = `${namespace}/${pods.name.get(row)}`;
    const nodeId = pods.nodeNameId.get(row);
    const { ownerReferences } = pods.makes.get(pods.makeId.get(row));
    placed.set(name, {
      node: nodeId < 0 ? NO_NODE : pods.nodeNames.get(nodeId),
      owner: ownerOf(ownerReferences, namespace, owners) ?? `Pod/${name}`,
      uid: pods.uid.get(row),
    });
  }
  return placed;
}

function ownerOf(
  references: readonly OwnerReference[],
  namespace: string,
  owners: ReadonlyMap<string, string>,
): string | undefined {
  const owner = references.find(({ controller }) => controller === true) ?? references[0];
  if (!owner) return undefined;
  const key = `${owner.kind}/${namespace}/${owner.name}`;
  return owners.get(key) ?? (owner.kind === 'Node' ? `Node/${owner.name}` : key);
}

/** The workloads behind ReplicaSets and Jobs. */
function middleOwners(objects: Snapshot['objects']): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const kind of ['ReplicaSet.apps', 'Job.batch'] satisfies GroupKind[]) {
    for (const { metadata } of objects.get(kind) ?? []) {
      const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
      const namespace = metadata.namespace ?? '';
      if (owner)
        owners.set(
          `${kind.split('.', 1)[0]}/${namespace}/${metadata.name ?? ''}`,
          `${owner.kind}/${namespace}/${owner.name}`,
        );
    }
  }
  return owners;
}
