import type { Deployment, ReplicaSet } from '../../../kubernetes/index.ts';
import { maxSurge, replicasOf } from './limits.ts';

export const REVISION = 'deployment.kubernetes.io/revision';
const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';
const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas';
/** How many characters the history of revisions may take. */
const HISTORY_CHARACTERS = 2000;

/** A Deployment's annotations that its ReplicaSets do not take over. */
const NOT_COPIED: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  'deprecated.deployment.rollback.to',
]);

type Annotations = Readonly<Record<string, string>>;

/** @source pkg/controller/deployment/util/deployment_util.go → Revision (v1.36.3) */
export function revisionOf({ metadata }: Deployment | ReplicaSet): number {
  const text = metadata.annotations?.[REVISION] ?? '';
  return /^\d+$/.test(text) ? Number(text) : 0;
}

export function highestRevision(sets: readonly ReplicaSet[]): number {
  return sets.reduce((highest, set) => Math.max(highest, revisionOf(set)), 0);
}

function countIn({ metadata }: ReplicaSet, annotation: string): number | undefined {
  const text = metadata.annotations?.[annotation] ?? '';
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** How many replicas the Deployment wanted when it last scaled this ReplicaSet. */
export function desiredReplicas(set: ReplicaSet): number | undefined {
  return countIn(set, DESIRED_REPLICAS);
}

/** How many pods the Deployment allowed when it last scaled this ReplicaSet. */
export function maxReplicas(set: ReplicaSet): number | undefined {
  return countIn(set, MAX_REPLICAS);
}

/** The annotations with the counts that the Deployment asks for now. */
export function withReplicaCounts(annotations: Annotations | undefined, deployment: Deployment): Annotations {
  const wanted = replicasOf(deployment);
  return {
    ...annotations,
    [DESIRED_REPLICAS]: String(wanted),
    [MAX_REPLICAS]: String(wanted + maxSurge(deployment)),
  };
}

export function sameAnnotations(a: Annotations = {}, b: Annotations = {}): boolean {
  if (a === b) return true;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

/**
 * The annotations that the new ReplicaSet should have: the Deployment's, and the revision unless it has a higher one;
 * a ReplicaSet that comes back remembers the revisions it has been.
 *
 * @source pkg/controller/deployment/util/deployment_util.go → SetNewReplicaSetAnnotations (v1.36.3)
 */
export function newReplicaSetAnnotations(
  deployment: Deployment,
  current: Annotations | undefined,
  revision: number,
): Annotations {
  const { annotations: own = NO_ANNOTATIONS } = deployment.metadata;
  if (!current) return replicaSetAnnotations(own, current, revision);
  const last = LAST_ANSWERS.get(current);
  if (last?.own === own && last.revision === revision) return last.answer;
  const annotations = replicaSetAnnotations(own, current, revision);
  const answer = sameAnnotations(annotations, current) ? current : annotations;
  LAST_ANSWERS.set(current, { own, revision, answer });
  return answer;
}

const NO_ANNOTATIONS: Annotations = {};

/** What the last question about a ReplicaSet's annotations gave: they are asked about many times and seldom change. */
const LAST_ANSWERS = new WeakMap<
  Annotations,
  { readonly own: Annotations; readonly revision: number; readonly answer: Annotations }
>();

function replicaSetAnnotations(
  own: Annotations,
  current: Annotations | undefined,
  revision: number,
): Annotations {
  const annotations: Record<string, string> = { ...current };
  for (const [name, value] of Object.entries(own)) {
    if (!NOT_COPIED.has(name)) annotations[name] = value;
  }
  const before = current?.[REVISION];
  if (before !== undefined && !/^\d*$/.test(before)) return annotations;
  if (Number(before ?? 0) >= revision) return annotations;
  annotations[REVISION] = String(revision);
  if (before !== undefined)
    annotations[REVISION_HISTORY] = history(current?.[REVISION_HISTORY] ?? '', before);
  return annotations;
}

function history(earlier: string, revision: string): string {
  if (earlier === '') return revision;
  const revisions = earlier.split(',');
  let length = earlier.length + revision.length + 1;
  while (length > HISTORY_CHARACTERS && revisions.length > 0) length -= revisions.shift()!.length + 1;
  return [...revisions, revision].join(',');
}
