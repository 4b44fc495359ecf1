import {
  type ChangeRecord,
  decidedChanges,
  type FieldChange,
  type ObjectRef,
  type Recording,
  refId,
} from '../../history/index.ts';
import type { GroupKind, KubeObject } from '../../kubernetes/index.ts';
import type { Owners } from './owners.ts';

/** One way in which an object was changed, and when. */
export interface ChangeSeries {
  readonly ref: ObjectRef;
  /** `changed`, `rolled out`, `scaled`, `cordoned`, `uncordoned`, `ran`. */
  readonly how: string;
  /** Oldest first. */
  readonly times: readonly number[];
}

/** What controllers make and keep, and what only reports. */
const NOT_DECIDED: ReadonlySet<GroupKind> = new Set([
  'Pod',
  'ReplicaSet.apps',
  'ControllerRevision.apps',
  'Endpoints',
  'EndpointSlice.discovery.k8s.io',
  'Lease.coordination.k8s.io',
  'Event',
  'Event.events.k8s.io',
  'Job.batch',
]);
const WORKLOADS = /^(Deployment|StatefulSet|DaemonSet)\.apps$/;
/** Words about a change, not the change. */
const REMARK = /^metadata\.(annotations|managedFields)(\.|$)/;

/** What was changed on purpose, again and again: configuration, templates, sizes, nodes, and the runs of CronJobs. */
export function collectChanges(recording: Recording, owners: Owners): ChangeSeries[] {
  const series = new Map<
    string,
    { readonly ref: ObjectRef; readonly how: string; readonly times: number[] }
  >();
  const add = (ref: ObjectRef, how: string, timeMs: number) => {
    const key = `${refId(ref)} ${how}`;
    const known = series.get(key) ?? { ref, how, times: [] };
    series.set(key, known);
    known.times.push(timeMs);
  };
  // In the order of their names.
  const kinds = new Set(recording.objects.refs().map(({ kind }) => kind));
  for (const kind of kinds) {
    if (NOT_DECIDED.has(kind)) continue;
    let before: { readonly key: string; readonly state: KubeObject } | undefined;
    for (const { change, state } of recording.objects.states({ kind })) {
      const key = refId(change.ref);
      if (state && before?.key === key) {
        for (const how of waysOf(kind, decidedChanges(before.state, state)))
          add(change.ref, how, change.timeMs);
      } else if (change.operation === 'TOUCHED') {
        const how = askedFor(change, recording);
        if (how !== undefined) add(change.ref, how, change.timeMs);
      }
      if (change.operation === 'TOUCHED' && !state) continue;
      before = state ? { key, state } : undefined;
    }
  }
  for (const { change, state } of recording.objects.states({ kind: 'Job.batch' })) {
    const top = owners.topOf(change.ref);
    if (change.operation === 'ADDED' && state && top.kind === 'CronJob.batch') add(top, 'ran', change.timeMs);
  }
  for (const { times } of series.values()) times.sort((a, b) => a - b);
  return [...series.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

/** What a person's request of which only who and when is recorded did: an audit log of level Metadata shows no more. */
function askedFor({ actionId }: ChangeRecord, recording: Recording): string | undefined {
  const action = actionId === undefined ? undefined : recording.actions.action(actionId);
  if (action?.actor.role !== 'person' || !/^(update|patch)$/.test(action.verb)) return undefined;
  if (action.subresource === 'scale') return 'scaled';
  return action.subresource === '' ? 'changed' : undefined;
}

function waysOf(kind: GroupKind, changes: readonly FieldChange[]): Set<string> {
  const ways = new Set<string>();
  for (const { path, after } of changes) {
    if (REMARK.test(path)) continue;
    if (kind === 'Node') {
      if (path === 'spec.unschedulable') ways.add(after === true ? 'cordoned' : 'uncordoned');
      else if (path.startsWith('metadata.labels')) ways.add('changed');
    } else if (WORKLOADS.test(kind) && path.startsWith('spec.template')) ways.add('rolled out');
    else if (path === 'spec.replicas') ways.add('scaled');
    else ways.add('changed');
  }
  return ways;
}
