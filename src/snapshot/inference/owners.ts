import type { GroupKind, KubeObject, OwnerReference, PersistentVolumeClaim } from '../../kubernetes/index.ts';
import { compareTexts, groupKindOf } from '../../kubernetes/index.ts';
import { INFERRED_ANNOTATION } from '../digest.ts';
import type { PodMake } from '../make-table.ts';
import { POD_FLAGS, POD_PHASES, type PodColumns } from '../pod-columns.ts';
import { WORKLOADS } from './workloads.ts';

/** A pod of an owner that is not in the input. */
export interface OwnedPod {
  readonly name: string;
  readonly labels: PodMake['labels'];
  /** Put together when it is asked for. */
  readonly spec: () => PodMake['spec'];
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
  /** The claim of this name in the owner's namespace. */
  readonly claimNamed: (name: string) => PersistentVolumeClaim | undefined;
}

/** What is collected of one owner before its pods are looked at. */
interface Owner {
  readonly namespace: string;
  readonly reference: OwnerReference;
  readonly rows: [number, ...number[]];
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
  const claims = claimsByName(sourced);
  const podAt = podReader(pods);
  for (const [kind, ofKind] of [...owners].sort(([a], [b]) => compareTexts(a, b))) {
    const partsOf = WORKLOADS.get(kind);
    if (!partsOf) continue;
    const list = [...ofKind]
      .sort(([a], [b]) => compareTexts(a, b))
      .map(([, { namespace, reference, rows }]): KubeObject => {
        const [firstRow, ...furtherRows] = rows;
        const parts = partsOf({
          namespace,
          reference,
          pods: [podAt(firstRow), ...furtherRows.map(podAt)],
          sourced,
          claimNamed: (name) => claims().get(`${namespace}/${name}`),
        });
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

/** The claims by namespace and name, the first of several; put in order when they are first asked for. */
function claimsByName(sourced: ReadonlyMap<GroupKind, readonly KubeObject[]>) {
  let known: Map<string, PersistentVolumeClaim> | undefined;
  return () => {
    if (known) return known;
    known = new Map();
    for (const claim of (sourced.get('PersistentVolumeClaim') ?? []) as readonly PersistentVolumeClaim[]) {
      const key = `${claim.metadata.namespace}/${claim.metadata.name}`;
      if (!known.has(key)) known.set(key, claim);
    }
    return known;
  };
}

/** By kind, then by namespace and name. */
function ownersOf(pods: PodColumns, wanted: readonly GroupKind[]): Map<GroupKind, Map<string, Owner>> {
  const owners = new Map<GroupKind, Map<string, Owner>>();
  const { makes, namespaces } = pods;
  /** By piece of owner references. */
  const controllers = new Map<number, OwnerReference | undefined>();
  /** By piece of owner references and namespace. */
  const known = new Map<number, Owner>();
  for (let row = 0; row < pods.count; row++) {
    if (!isActive(pods, row)) continue;
    const piece = makes.ownersPiece(pods.makeId.get(row));
    const namespaceId = pods.namespaceId.get(row);
    const key = piece * namespaces.size + namespaceId;
    const owner = known.get(key);
    if (owner) {
      owner.rows.push(row);
      continue;
    }
    if (!controllers.has(piece)) {
      const references = makes.pieces.parse(piece) as readonly OwnerReference[];
      controllers.set(piece, controllerOf(references, wanted));
    }
    const reference = controllers.get(piece);
    if (reference) known.set(key, addRow(owners, namespaces.get(namespaceId), reference, row));
  }
  return owners;
}

/** Adds a row to the owner that a reference from a namespace names; returns the owner. */
function addRow(
  owners: Map<GroupKind, Map<string, Owner>>,
  namespace: string,
  reference: OwnerReference,
  row: number,
): Owner {
  const kind = groupKindOf(reference.apiVersion, reference.kind);
  const ofKind = owners.get(kind) ?? new Map<string, Owner>();
  owners.set(kind, ofKind);
  const key = `${namespace}/${reference.name}`;
  const known = ofKind.get(key);
  if (known) {
    known.rows.push(row);
    return known;
  }
  const owner: Owner = { namespace, reference, rows: [row] };
  ofKind.set(key, owner);
  return owner;
}

/** Reads pods of owners; those that follow one another have mostly the very same labels. */
function podReader({ makes, makeId, name, flags, createdMs }: PodColumns): (row: number) => OwnedPod {
  let lastPiece = NONE;
  let labels: PodMake['labels'] = {};
  return (row) => {
    const make = makeId.get(row);
    const piece = makes.labelsPiece(make);
    if (piece !== lastPiece) labels = makes.pieces.parse(piece) as PodMake['labels'];
    lastPiece = piece;
    return {
      name: name.get(row),
      labels,
      spec: () => makes.get(make).spec,
      isReady: (flags.get(row) & POD_FLAGS.ready) !== 0,
      createdMs: createdMs.get(row),
    };
  };
}

const NONE = -1;

/** The controller of pods with these owners, when it is of a wanted kind. */
function controllerOf(
  owners: readonly OwnerReference[],
  wanted: readonly GroupKind[],
): OwnerReference | undefined {
  const reference = owners.find(({ controller }) => controller === true);
  return reference && wanted.includes(groupKindOf(reference.apiVersion, reference.kind))
    ? reference
    : undefined;
}

function isActive(pods: PodColumns, row: number): boolean {
  const phase = POD_PHASES[pods.phase.get(row)];
  return phase !== 'Succeeded' && phase !== 'Failed' && !(pods.flags.get(row) & POD_FLAGS.terminating);
}
