import type { GroupKind, KubeObject, OwnerReference } from '../../kubernetes/index.ts';
import { groupKindOf } from '../../kubernetes/index.ts';
import { INFERRED_ANNOTATION } from '../digest.ts';
import type { PodMake } from '../make-table.ts';
import { POD_FLAGS, POD_PHASES, type PodColumns } from '../pod-columns.ts';
import { WORKLOADS } from './workloads.ts';

/** The pods of one owner that is not in the input. */
export interface OwnedPods {
  readonly namespace: string;
  readonly reference: OwnerReference;
  /** A pod's make, as the others have it too. */
  readonly make: PodMake;
  /** The names of the pods that are not on their way out and have not ended. */
  readonly names: readonly string[];
  readonly readyCount: number;
}

/** The workload objects that pods name as their controllers and that are of kinds that are not known. */
export function inferOwners(
  pods: PodColumns,
  isKnown: (kind: GroupKind) => boolean,
): Map<GroupKind, readonly KubeObject[]> {
  const wanted = [...WORKLOADS.keys()].filter((kind) => !isKnown(kind));
  if (wanted.length === 0) return new Map();
  const owners = new Map<GroupKind, Map<string, { pods: OwnedPods; names: string[]; readyCount: number }>>();
  const controllers = new Map<number, OwnerReference | undefined>();
  for (let row = 0; row < pods.count; row++) {
    const makeId = pods.makeId.get(row);
    let reference = controllers.get(makeId);
    if (reference === undefined && !controllers.has(makeId)) {
      reference = controllerOf(pods.makes.get(makeId), wanted);
      controllers.set(makeId, reference);
    }
    if (!reference || !isActive(pods, row)) continue;
    const kind = groupKindOf(reference.apiVersion, reference.kind);
    const namespace = pods.namespaces.get(pods.namespaceId.get(row));
    const ofKind = owners.get(kind) ?? new Map();
    owners.set(kind, ofKind);
    const key = `${namespace}/${reference.name}`;
    let owner = ofKind.get(key);
    if (!owner) {
      owner = { namespace, reference, make: pods.makes.get(makeId), names: [], readyCount: 0 };
      ofKind.set(key, owner);
    }
    owner.names.push(pods.name.get(row));
    if (pods.flags.get(row) & POD_FLAGS.ready) owner.readyCount++;
  }
  const inferred = new Map<GroupKind, readonly KubeObject[]>();
  for (const kind of [...owners.keys()].sort()) {
    const ofKind = owners.get(kind)!;
    const list = [...ofKind]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, owner]) => objectOf(kind, owner as unknown as OwnedPods));
    inferred.set(kind, list);
  }
  return inferred;
}

/** The controller of pods of a make, when it is of a wanted kind. */
function controllerOf(make: PodMake, wanted: readonly GroupKind[]): OwnerReference | undefined {
  const reference = make.ownerReferences.find(({ controller }) => controller === true);
  return reference && wanted.includes(groupKindOf(reference.apiVersion, reference.kind))
    ? reference
    : undefined;
}

function isActive(pods: PodColumns, row: number): boolean {
  const phase = POD_PHASES[pods.phase.get(row)];
  return phase !== 'Succeeded' && phase !== 'Failed' && !(pods.flags.get(row) & POD_FLAGS.terminating);
}

function objectOf(kind: GroupKind, owned: OwnedPods): KubeObject {
  const { spec, status } = WORKLOADS.get(kind)!(owned);
  return {
    apiVersion: owned.reference.apiVersion,
    kind: owned.reference.kind,
    metadata: {
      namespace: owned.namespace,
      name: owned.reference.name,
      uid: owned.reference.uid,
      annotations: { [INFERRED_ANNOTATION]: 'pods' },
    },
    spec,
    status,
  };
}
