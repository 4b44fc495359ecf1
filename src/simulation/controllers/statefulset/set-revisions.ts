import type { ControllerRevision, StatefulSet } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import type { Status } from '../../api-server/api.ts';
import type { ControllerContext } from '../controller.ts';
import { controllerReference } from '../machinery/ownership.ts';
import { sameTemplate } from '../machinery/pod-templates.ts';
import { revisionHash } from '../machinery/revision-hash.ts';
import {
  adoptRevisions,
  createRevision,
  deleteRevision,
  type Revision,
  renumber,
  revisionData,
  snapshotObject,
  storedRevisions,
} from '../machinery/revisions.ts';
import { REVISION_LABEL } from './identity.ts';

const KIND = 'StatefulSet.apps';
const HASH_LABEL = 'controller.kubernetes.io/hash';

/** The revision that pods had, the one that they shall have, and how often a name was taken. */
export interface SetRevisions {
  readonly current: Revision;
  readonly update: Revision;
  readonly collisionCount: number;
}

/**
 * All revisions of a set, lowest first. A snapshot without ControllerRevisions still tells one: the template that the
 * set had in it, under the name in its status.
 */
export function revisionsOf(world: WorldView, set: StatefulSet): Revision[] {
  const stored = storedRevisions(world, set);
  const before = snapshotObject(world, KIND, set);
  const name = before?.status?.updateRevision;
  const isSeen = before?.metadata.generation === before?.status?.observedGeneration;
  if (!before || !name || !isSeen || stored.some((revision) => revision.name === name)) return stored;
  return [{ name, number: 0, template: before.spec?.template, object: undefined }, ...stored];
}

/**
 * Finds the revision of the set's template among those that there are, or stores it; a Status is a refusal.
 *
 * @source pkg/controller/statefulset/stateful_set_control.go → getStatefulSetRevisions (v1.36.3)
 */
export function syncRevisions(context: ControllerContext, set: StatefulSet): SetRevisions | Status {
  if (storedRevisions(context.world, set).length === 0) adoptRevisions(context, 'StatefulSet', set);
  const revisions = revisionsOf(context.world, set);
  let collisionCount = set.status?.collisionCount ?? 0;
  const last = revisions.at(-1);
  const equal = revisions.findLast(({ template }) => sameTemplate(template, set.spec?.template));
  let update: Revision;
  if (equal && equal === last) update = equal;
  else if (equal && last) update = renumber(context, equal, last.number + 1);
  else {
    for (;;) {
      const made = createRevision(context, newRevision(set, (last?.number ?? 0) + 1, collisionCount));
      if ('name' in made) {
        update = made;
        break;
      }
      if (made.reason !== 'AlreadyExists') return made;
      collisionCount++;
    }
  }
  const current = revisions.find(({ name }) => name === set.status?.currentRevision) ?? update;
  return { current, update, collisionCount };
}

function newRevision(set: StatefulSet, number: number, collisionCount: number): ControllerRevision {
  const { metadata, spec } = set;
  const data = revisionData(spec?.template);
  const hash = revisionHash(data, collisionCount);
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${(metadata.name ?? '').slice(0, 223)}-${hash}`,
      namespace: metadata.namespace ?? 'default',
      labels: { ...spec?.template?.metadata?.labels, [HASH_LABEL]: hash },
      ...(metadata.annotations ? { annotations: metadata.annotations } : {}),
      ownerReferences: [controllerReference(set, 'apps/v1', 'StatefulSet')],
    },
    data: data as NonNullable<ControllerRevision['data']>,
    revision: number,
  };
}

/**
 * Deletes the oldest revisions that no pod has, beyond spec.revisionHistoryLimit.
 *
 * @source pkg/controller/statefulset/stateful_set_control.go → truncateHistory (v1.36.3)
 */
export function truncateHistory(
  context: ControllerContext,
  set: StatefulSet,
  rows: readonly number[],
  { current, update }: SetRevisions,
): void {
  const limit = set.spec?.revisionHistoryLimit ?? 10;
  const { pods } = context.world;
  const live = new Set([current.name, update.name]);
  for (const row of rows) live.add(pods.template(row).make.labels[REVISION_LABEL] ?? '');
  const history = storedRevisions(context.world, set).filter(({ name }) => !live.has(name));
  for (const revision of history.slice(0, Math.max(0, history.length - limit)))
    deleteRevision(context, revision);
}
