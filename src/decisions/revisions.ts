import type { ObjectRef } from '../history/index.ts';
import { type GroupKind, isObject, type KubeObject } from '../kubernetes/index.ts';
import type { Snapshot } from '../snapshot/index.ts';
import { CHANGE_CAUSE_KEY } from './annotation-keys.ts';

const REVISION = 'deployment.kubernetes.io/revision';
const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
const DESIRED = 'deployment.kubernetes.io/desired-replicas';
const HASH_LABEL = 'pod-template-hash';

/** One revision that a cluster still keeps of a workload's template. */
export interface KeptRevision {
  readonly number: number;
  /** The object in the shape of its workload: only what the revision keeps. */
  readonly state: KubeObject;
  /** `ReplicaSet/shop/web-5d4f` */
  readonly keptBy: string;
  /** When it first was; undefined for one that came back, of which only the number is known. */
  readonly createdMs: number | undefined;
  readonly changeCause: string | undefined;
  /** How many replicas were wanted when it was last scaled. */
  readonly desiredReplicas: number | undefined;
}

/** The revisions of a Deployment, StatefulSet or DaemonSet that a snapshot holds, oldest first; come-backs count again. */
export function keptRevisions(snapshot: Snapshot, ref: ObjectRef, owner: KubeObject): KeptRevision[] {
  const kind: GroupKind = ref.kind === 'Deployment.apps' ? 'ReplicaSet.apps' : 'ControllerRevision.apps';
  return (snapshot.objects.get(kind) ?? [])
    .filter(({ metadata }) => metadata.namespace === ref.namespace && isOwned(metadata, owner))
    .flatMap((object) => revisionsIn(object))
    .sort((a, b) => a.number - b.number);
}

function isOwned({ ownerReferences }: KubeObject['metadata'], { metadata, kind }: KubeObject): boolean {
  return (
    ownerReferences?.some(
      (reference) =>
        reference.controller === true &&
        (metadata.uid === undefined
          ? reference.kind === kind && reference.name === metadata.name
          : reference.uid === metadata.uid),
    ) === true
  );
}

function revisionsIn(object: KubeObject): KeptRevision[] {
  const annotations: Readonly<Record<string, string>> = object.metadata.annotations ?? {};
  const last = object.kind === 'ControllerRevision' ? Number(object.revision) : Number(annotations[REVISION]);
  if (!Number.isInteger(last) || last <= 0) return [];
  const earlier = (annotations[REVISION_HISTORY] ?? '')
    .split(',')
    .filter((text) => /^\d+$/.test(text))
    .map(Number);
  const numbers = [...new Set([...earlier, last])].sort((a, b) => a - b);
  const createdMs = Date.parse(String(object.metadata.creationTimestamp));
  const desired = Number(annotations[DESIRED] ?? Number.NaN);
  return numbers.map((number, index) => ({
    number,
    state: stateIn(object),
    keptBy: `${object.kind ?? ''}/${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`,
    createdMs: index === 0 && !Number.isNaN(createdMs) ? createdMs : undefined,
    changeCause: number === last ? annotations[CHANGE_CAUSE_KEY] : undefined,
    desiredReplicas: number === last && Number.isInteger(desired) ? desired : undefined,
  }));
}

/** The template, in the place where the workload has it. */
function stateIn(object: KubeObject): KubeObject {
  const holder = object.kind === 'ControllerRevision' ? object.data : object;
  const spec = isObject(holder) && isObject(holder.spec) ? holder.spec : {};
  const template = isObject(spec.template) ? spec.template : {};
  const { $patch: _directive, ...plain } = template;
  const metadata = isObject(plain.metadata) ? plain.metadata : {};
  const labels = isObject(metadata.labels) ? metadata.labels : {};
  const { [HASH_LABEL]: _hash, ...ownLabels } = labels;
  return {
    metadata: {},
    spec: { template: { ...plain, metadata: { ...metadata, labels: ownLabels } } },
  };
}
