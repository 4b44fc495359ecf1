import type { ControllerRevision, DaemonSet } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import type { Status } from '../../api-server/api.ts';
import type { ControllerContext } from '../controller.ts';
import { controllerReference } from '../machinery/ownership.ts';
import { sameTemplate, storedTemplate } from '../machinery/pod-templates.ts';
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
import { templateHash } from '../machinery/template-hash.ts';
import { HASH_LABEL } from './daemon-template.ts';

const KIND = 'DaemonSet.apps';

/** The present revision of a DaemonSet, its label on pods, and the earlier ones, lowest first. */
export interface DaemonRevisions {
  readonly current: Revision;
  readonly hash: string;
  readonly old: readonly Revision[];
}

function hashOf({ object, name }: Revision): string {
  return object?.metadata.labels?.[HASH_LABEL] ?? name;
}

/**
 * The present revision, without making one. A snapshot without ControllerRevisions still tells it: the template that the
 * set had in it, under the hash of its pods.
 */
export function knownRevisions(world: WorldView, set: DaemonSet): DaemonRevisions | undefined {
  const revisions = storedRevisions(world, set);
  const matching = revisions.filter(({ template }) => sameTemplate(template, set.spec?.template));
  const current = matching.at(-1);
  if (current)
    return { current, hash: hashOf(current), old: revisions.filter((each) => !matching.includes(each)) };
  const before = revisions.length === 0 ? snapshotObject(world, KIND, set) : undefined;
  if (!before || !sameTemplate(before.spec?.template, set.spec?.template)) return undefined;
  const hash = commonHash(world, set);
  if (hash === undefined) return undefined;
  const name = `${set.metadata.name}-${hash}`;
  return { current: { name, number: 0, template: before.spec?.template, object: undefined }, hash, old: [] };
}

/** The hash that most pods of a DaemonSet carry. */
function commonHash(world: WorldView, set: DaemonSet): string | undefined {
  const counts = new Map<string, number>();
  for (const row of world.pods.controlledBy(set.metadata.uid ?? '')) {
    const hash = world.pods.template(row).make.labels[HASH_LABEL];
    if (hash !== undefined) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  }
  return [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))[0]?.[0];
}

/**
 * Finds the revision of the present template, or stores it; a Status is a refusal.
 *
 * @source pkg/controller/daemon/update.go → constructHistory, snapshot (v1.36.3)
 */
export function syncRevisions(context: ControllerContext, set: DaemonSet): DaemonRevisions | Status {
  if (storedRevisions(context.world, set).length === 0) adoptRevisions(context, 'DaemonSet', set);
  const known = knownRevisions(context.world, set);
  const highest = (revisions: readonly Revision[]) =>
    revisions.reduce((most, { number }) => Math.max(most, number), 0);
  if (known) {
    const number = highest(known.old) + 1;
    const current = known.current.number < number ? renumber(context, known.current, number) : known.current;
    return { ...known, current };
  }
  const old = storedRevisions(context.world, set);
  const template = storedTemplate(set.spec?.template) ?? {};
  for (let collisions = set.status?.collisionCount; ; collisions = (collisions ?? 0) + 1) {
    const hash = templateHash(template, context.world.version.minor, collisions);
    const made = createRevision(context, newRevision(set, hash, highest(old) + 1));
    if ('name' in made) return { current: made, hash, old };
    if (made.reason !== 'AlreadyExists') return made;
  }
}

function newRevision(set: DaemonSet, hash: string, revision: number): ControllerRevision {
  const { metadata, spec } = set;
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${metadata.name}-${hash}`,
      namespace: metadata.namespace ?? 'default',
      labels: { ...spec?.template?.metadata?.labels, [HASH_LABEL]: hash },
      ...(metadata.annotations ? { annotations: metadata.annotations } : {}),
      ownerReferences: [controllerReference(set, 'apps/v1', 'DaemonSet')],
    },
    data: revisionData(spec?.template) as NonNullable<ControllerRevision['data']>,
    revision,
  };
}

/**
 * Deletes the oldest revisions that no pod has, beyond spec.revisionHistoryLimit.
 *
 * @source pkg/controller/daemon/update.go → cleanupHistory (v1.36.3)
 */
export function truncateHistory(context: ControllerContext, set: DaemonSet, old: readonly Revision[]): void {
  let excess = old.length - (set.spec?.revisionHistoryLimit ?? 10);
  if (excess <= 0) return;
  const { pods } = context.world;
  const live = new Set(
    pods.controlledBy(set.metadata.uid ?? '').map((row) => pods.template(row).make.labels[HASH_LABEL]),
  );
  for (const revision of old) {
    if (excess <= 0) return;
    if (live.has(hashOf(revision))) continue;
    deleteRevision(context, revision);
    excess--;
  }
}
