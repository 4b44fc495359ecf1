import { authoredChanges } from '../decisions/index.ts';
import { type ObjectRef, type Recording, refKey } from '../history/index.ts';
import { type GroupKind, instant, RESOURCES } from '../kubernetes/index.ts';
import { API_VERSION, type Snapshot } from '../snapshot/index.ts';
import { capacityDiff } from './capacity.ts';
import type { AuthoredChange, ClusterDiff, DiffEntry, DiffSide } from './documents.ts';
import { GROUP_NAMES, groupOf } from './group-of.ts';
import { type Difference, objectDifferences } from './object-differences.ts';
import { placementDiff } from './placement.ts';
import { relationDiff } from './relation-diff.ts';

/** The relations that are asked for beside everything else. */
export interface RelationsAsked {
  readonly object: string;
  readonly hops: number;
}

/** Kinds that nobody decides, or of which there are too many to follow each. */
const UNDECIDED = new Set<GroupKind>([
  'Pod',
  'Event',
  'ReplicaSet.apps',
  'ControllerRevision.apps',
  'Endpoints',
  'EndpointSlice.discovery.k8s.io',
  'Lease.coordination.k8s.io',
  'CSIStorageCapacity.storage.k8s.io',
]);

/** What differs between two snapshots. Who made it is not known from them. */
export function snapshotDifference(
  before: Snapshot,
  after: Snapshot,
  relations?: RelationsAsked,
): ClusterDiff {
  const differences = objectDifferences(before, after);
  return assemble(before, after, sideOf(before), sideOf(after), {
    entries: differences.differences.map(({ ref, entry }) => ({ ref, entry: { ...entry, changes: [] } })),
    incomparable: differences.incomparable,
    unknown: [
      'two snapshots do not tell who made a change, nor what was changed and changed back in between',
    ],
    relations,
  });
}

/** What differs between two times of a recording, with who made it. */
export function recordedDifference(
  recording: Recording,
  fromMs: number,
  toMs: number,
  relations?: RelationsAsked,
): ClusterDiff {
  const [before, after] = [recording.snapshotAt(fromMs), recording.snapshotAt(toMs)];
  const { differences, incomparable } = objectDifferences(before, after);
  const changesOf = (ref: ObjectRef) =>
    UNDECIDED.has(ref.kind)
      ? []
      : authoredChanges(recording, ref, fromMs, toMs).map(({ timeMs: _timeMs, ...change }) => change);
  const entries: Parts['entries'][number][] = differences.map(({ ref, entry }) => ({
    ref,
    entry: { ...entry, changes: changesOf(ref) },
  }));
  const known = new Set(differences.map(({ ref }) => refKey(ref)));
  for (const ref of changedBetween(recording, fromMs, toMs)) {
    if (known.has(refKey(ref))) continue;
    const entry = returned(ref, changesOf(ref));
    if (entry) entries.push({ ref, entry });
  }
  return assemble(
    before,
    after,
    { name: recording.name, time: instant(fromMs) },
    { name: recording.name, time: instant(toMs) },
    { entries, incomparable, unknown: gapsBetween(recording, fromMs, toMs), relations },
  );
}

/** Objects of which anything was recorded between two times, in the order of their keys. */
function changedBetween(recording: Recording, fromMs: number, toMs: number): ObjectRef[] {
  const kinds = new Set<GroupKind>();
  for (const kind of RESOURCES.keys()) if (!UNDECIDED.has(kind)) kinds.add(kind);
  const refs = new Map<string, ObjectRef>();
  for (const { ref, timeMs } of recording.objects.changes({ fromMs, toMs })) {
    if (timeMs > fromMs && (kinds.has(ref.kind) || !RESOURCES.has(ref.kind))) refs.set(refKey(ref), ref);
  }
  return [...refs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, ref]) => ref);
}

/** An object that was changed on the way and is at the end as at the beginning. */
function returned(ref: ObjectRef, changes: readonly AuthoredChange[]): DiffEntry | undefined {
  const [first] = changes;
  if (!first) return undefined;
  const isUnknown = changes.some(({ summary }) => summary.includes('not in the recording'));
  return {
    object: refKey(ref),
    change: 'returned',
    summary: isUnknown
      ? 'changed by requests whose content is not recorded'
      : `changed ${changes.length === 1 ? 'once' : `${changes.length} times`} and as before`,
    fields: [],
    changes,
  };
}

function gapsBetween(recording: Recording, fromMs: number, toMs: number): string[] {
  return recording
    .gaps()
    .filter((gap) => gap.fromMs <= toMs && gap.toMs >= fromMs)
    .map((gap) => `from ${instant(gap.fromMs)} to ${instant(gap.toMs)}: ${gap.what}`);
}

function sideOf({ metadata }: Snapshot): DiffSide {
  return {
    name: metadata.cluster ?? metadata.sources.join(', '),
    time: metadata.takenAtMs === undefined ? null : instant(metadata.takenAtMs),
  };
}

const NOTHING = 'no object is known at either time: whether anything differs is not known';

function isNothing({ pods, objects }: Snapshot): boolean {
  return pods.count === 0 && [...objects].every(([kind, list]) => kind === 'Event' || list.length === 0);
}

interface Parts {
  readonly entries: readonly (Pick<Difference, 'ref'> & { readonly entry: DiffEntry })[];
  readonly incomparable: readonly GroupKind[];
  readonly unknown: readonly string[];
  readonly relations: RelationsAsked | undefined;
}

function assemble(
  before: Snapshot,
  after: Snapshot,
  from: DiffSide,
  to: DiffSide,
  parts: Parts,
): ClusterDiff {
  const placement = placementDiff(before, after);
  const sum = (count: (entry: (typeof placement)[number]) => number) =>
    placement.reduce((total, entry) => total + count(entry), 0);
  const { entries, incomparable, unknown, relations } = parts;
  const groups = GROUP_NAMES.map((name) => ({
    name,
    entries: entries.filter(({ ref }) => groupOf(ref.kind) === name).map(({ entry }) => entry),
  }));
  return {
    apiVersion: API_VERSION,
    kind: 'ClusterDiff',
    from,
    to,
    placement,
    capacity: capacityDiff(before, after),
    groups: groups.filter((group) => group.entries.length > 0),
    summary: {
      objects: entries.length,
      podsCreated: sum(({ created }) => created),
      podsGone: sum(({ gone }) => gone),
      podsMoved: sum(({ moved }) => moved.length),
    },
    incomparable,
    ...(relations ? { relations: relationDiff(before, after, relations.object, relations.hops) } : {}),
    unknown: isNothing(before) && isNothing(after) ? [NOTHING, ...unknown] : unknown,
  };
}
