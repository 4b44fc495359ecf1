import { selects } from '../../../../scheduler-model/index.ts';
import {
  type ControllerRevision,
  isObject,
  type KubeObject,
  type PodTemplateSpec,
  revisionTemplate,
} from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import type { Status } from '../../api-server/api.ts';
import type { ControllerContext } from '../controller.ts';
import { parseTimestamp } from './dates.ts';
import { controlledObjects, controllerOf, controllerReference } from './ownership.ts';
import { storedTemplate } from './pod-templates.ts';

export const REVISION_KIND = 'ControllerRevision.apps';

/** One template that a StatefulSet or DaemonSet has or had. */
export interface Revision {
  readonly name: string;
  readonly number: number;
  readonly template: PodTemplateSpec | undefined;
  /** The stored object; a revision that is only known from the snapshot's workload has none. */
  readonly object: ControllerRevision | undefined;
}

/** What a ControllerRevision keeps of a workload. */
export function revisionData(template: PodTemplateSpec | undefined): unknown {
  return { spec: { template: { ...storedTemplate(template), $patch: 'replace' } } };
}

const READ = new WeakMap<object, PodTemplateSpec>();

function templateOf(object: ControllerRevision): PodTemplateSpec | undefined {
  const { data } = object;
  if (!isObject(data)) return undefined;
  const known = READ.get(data);
  if (known) return known;
  const template = revisionTemplate(object) as PodTemplateSpec | undefined;
  if (template) READ.set(data, template);
  return template;
}

/**
 * The revisions of a workload, lowest first.
 *
 * @source pkg/controller/history/controller_history.go → SortControllerRevisions (v1.36.3)
 */
export function storedRevisions(world: WorldView, owner: KubeObject): Revision[] {
  const objects = controlledObjects<ControllerRevision>(world, owner.metadata.uid, REVISION_KIND);
  objects.sort(
    (a, b) =>
      a.revision - b.revision ||
      parseTimestamp(a.metadata.creationTimestamp) - parseTimestamp(b.metadata.creationTimestamp) ||
      ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1),
  );
  return objects.map((object) => ({
    name: object.metadata.name ?? '',
    number: object.revision,
    template: templateOf(object),
    object,
  }));
}

/**
 * Takes over the revisions that a workload of the same selector left without an owner; one on its way out takes none.
 *
 * @source pkg/controller/statefulset/stateful_set_control.go → AdoptOrphanRevisions (v1.36.3)
 * @source pkg/controller/daemon/update.go → controlledHistories (v1.36.3)
 */
export function adoptRevisions(
  { world, api, actor }: ControllerContext,
  kind: 'StatefulSet' | 'DaemonSet',
  owner: KubeObject,
): void {
  if (owner.metadata.deletionTimestamp !== undefined) return;
  const selector = world.selections.selectorOf(`${kind}.apps`, owner);
  const orphans = [...world.objects.inNamespace(REVISION_KIND, owner.metadata.namespace ?? 'default')].filter(
    (object) => !controllerOf(object) && selects(selector, object.metadata.labels ?? {}),
  );
  for (const object of orphans) {
    const { metadata } = object;
    const ownerReferences = [
      ...(metadata.ownerReferences ?? []),
      controllerReference(owner, 'apps/v1', kind),
    ];
    api.update({ ...object, metadata: { ...metadata, ownerReferences } }, actor);
  }
}

/** Gives a revision another number. */
export function renumber(context: ControllerContext, revision: Revision, number: number): Revision {
  if (!revision.object) return { ...revision, number };
  const answer = context.api.update({ ...revision.object, revision: number }, context.actor);
  return answer.ok ? { ...revision, number, object: answer.value as ControllerRevision } : revision;
}

/** Stores a new revision; a text is the refusal. */
export function createRevision(context: ControllerContext, object: ControllerRevision): Revision | Status {
  const answer = context.api.create(object, context.actor);
  if (!answer.ok) return answer.status;
  const stored = answer.value as ControllerRevision;
  return {
    name: stored.metadata.name ?? '',
    number: stored.revision,
    template: templateOf(stored),
    object: stored,
  };
}

export function deleteRevision({ api, actor }: ControllerContext, { object }: Revision): void {
  if (!object) return;
  const { namespace = 'default', name = '' } = object.metadata;
  api.delete({ kind: REVISION_KIND, namespace, name }, actor);
}

/** The workload as the snapshot holds it, if it is the same object. */
export function snapshotObject<T extends KubeObject>(
  world: WorldView,
  kind: string,
  current: T,
): T | undefined {
  let byUid = OBJECTS.get(world.snapshot);
  if (!byUid) {
    byUid = new Map();
    OBJECTS.set(world.snapshot, byUid);
  }
  let ofKind = byUid.get(kind);
  if (!ofKind) {
    ofKind = new Map();
    for (const object of world.snapshot.objects.get(kind) ?? [])
      ofKind.set(object.metadata.uid ?? '', object);
    byUid.set(kind, ofKind);
  }
  return ofKind.get(current.metadata.uid ?? '') as T | undefined;
}

const OBJECTS = new WeakMap<object, Map<string, Map<string, KubeObject>>>();
