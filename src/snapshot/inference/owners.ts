import type { GroupKind, KubeObject, OwnerReference } from '../../kubernetes/index.ts';
import { compareTexts, groupKindOf } from '../../kubernetes/index.ts';
import { INFERRED_ANNOTATION } from '../digest.ts';
import type { PodMake } from '../make-table.ts';
import { POD_FLAGS, POD_PHASES, type PodColumns } from '../pod-columns.ts';
import { WORKLOADS } from './workloads.ts';

/** A pod of an owner that is not in the input. */
export interface OwnedPod {
  readonly name: string;
  readonly make: PodMake;
  readonly isReady: boolean;
  readonly createdMs: number;
}

/** The pods of one owner that is not in the input: at least one. */
export interface OwnedPods {
  readonly namespace: string;
  readonly reference: OwnerReference;
  /** Those that are not on their way out and have not ended, in the order of the input. */
  readonly pods: readonly [OwnedPod, ...OwnedPod[]];
  /** What the input holds beside the pods: revisions and claims tell what pods alone do not. */
  readonly sourced: ReadonlyMap<GroupKind, readonly KubeObject[]>;
}

/** What is collected of one owner before its pods are looked at. */
interface Owner {
  readonly namespace: string;
  readonly reference: OwnerReference;
  readonly firstRow: number;
  readonly furtherRows: number[];
}

/** The workload objects that pods name as their controllers and that are of kinds that are not known. */
export function inferOwners(
  pods: PodColumns,
  sourced: ReadonlyMap<GroupKind, readonly KubeObject[]>,
  isKnown: (kind: GroupKind) => boolean,
): Map<GroupKind, readonly KubeObject[]> {
  const wanted = [...WORKLOADS.keys()].filter((kind) => !isKnown(kind));
  if (wanted.length === 0) return new Map();
  const owners = ownersOf(pods, wanted);
  const inferred = new Map<GroupKind, readonly KubeObject[]>();
  for (const [kind, ofKind] of [...owners].sort(([a], [b]) => compareTexts(a, b))) {
    const partsOf = WORKLOADS.get(kind);
    if (!partsOf) continue;
    const list = [...ofKind]
      .sort(([a], [b]) => compareTexts(a, b))
      .map(([, { namespace, reference, firstRow, furtherRows }]): KubeObject => {
        const rest = furtherRows.map((row) => podAt(pods, row));
        const parts = partsOf({ namespace, reference, pods: [podAt(pods, firstRow), ...rest], sourced });
        return {
          apiVersion: reference.apiVersion,
          kind: reference.kind,
          metadata: {
            ...parts.metadata,
            namespace,
            name: reference.name,
            uid: reference.uid,
            annotations: { ...parts.metadata?.annotations, [INFERRED_ANNOTATION]: 'pods' },
          },
          spec: parts.spec,
          status: parts.status,
        };
      });
    inferred.set(kind, list);
  }
  return inferred;
}

/** By kind, then by namespace and name. */
function ownersOf(pods: PodColumns, wanted: readonly GroupKind[]): Map<GroupKind, Map<string, Owner>> {
  const owners = new Map<GroupKind, Map<string, Owner>>();
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
    const ofKind = owners.get(kind) ?? new Map<string, Owner>();
    owners.set(kind, ofKind);
    const key = `${namespace}/${reference.name}`;
    const owner = ofKind.get(key);
    if (owner) owner.furtherRows.push(row);
    else ofKind.set(key, { namespace, reference, firstRow: row, furtherRows: [] });
  }
  return owners;
}

function podAt(pods: PodColumns, row: number): OwnedPod {
  return {
    name: pods.name.get(row),
    make: pods.makes.get(pods.makeId.get(row)),
    isReady: (pods.flags.get(row) & POD_FLAGS.ready) !== 0,
    createdMs: pods.createdMs.get(row),
  };
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
