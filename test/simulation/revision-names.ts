import type { KubeObject } from '../../src/kubernetes/index.ts';
import type { World } from '../../src/world/index.ts';

const KINDS = ['ReplicaSet', 'ControllerRevision'];
const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

/**
 * The ReplicaSets and ControllerRevisions that a recorded run made, without those whose names the simulation gives as
 * well. A restart writes the second of the clock into the template, on which the name depends: it does not count.
 */
export function missingRevisions(
  before: readonly KubeObject[],
  after: readonly KubeObject[],
  world: World,
): string[] {
  const uids = new Set(before.map(({ metadata }) => metadata.uid));
  return after
    .filter(({ kind = '', metadata }) => KINDS.includes(kind) && !uids.has(metadata.uid))
    .filter((object) => !JSON.stringify(object).includes(RESTARTED_AT))
    .filter(
      ({ kind, metadata }) => !world.objects.get(`${kind}.apps`, metadata.namespace, metadata.name ?? ''),
    )
    .map(({ kind, metadata }) => `${kind}/${metadata.namespace}/${metadata.name}`);
}
