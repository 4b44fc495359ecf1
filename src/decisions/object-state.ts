import { type ObjectRef, type Recording, refKey } from '../history/index.ts';
import { instant, type KubeObject } from '../kubernetes/index.ts';
import { API_VERSION, type Snapshot } from '../snapshot/index.ts';
import type { HistorySource } from './documents.ts';
import { sourceOf } from './history-report.ts';

import { decisionsOf } from './object-decisions.ts';
import { isDecision } from './reasons.ts';
import { snapshotSource } from './snapshot-history.ts';
import type { Who } from './who.ts';

/** What `kubectl smart history --state -o json` prints: one object as it was at one time. */
export interface ObjectState {
  readonly apiVersion: string;
  readonly kind: 'ObjectState';
  readonly object: string;
  readonly source: HistorySource;
  readonly at: string | null;
  /** Null: it was not there, or nothing tells. */
  readonly state: KubeObject | null;
  /** The last decision about it by then; null where none is recorded. */
  readonly lastChange: { readonly time: string; readonly who: Who | null } | null;
  readonly unknown: readonly string[];
}

/** An object as a recording knows it to have been at a time. */
export function recordedState(recording: Recording, ref: ObjectRef, atMs: number): ObjectState {
  const last = recording.objects.lastChange(ref, atMs);
  const state = recording.objects.objectAt(ref, atMs);
  const decisions = decisionsOf(recording, ref, atMs);
  const step = decisions.steps.findLast((each) => isDecision(each) || each.before === undefined);
  return {
    apiVersion: API_VERSION,
    kind: 'ObjectState',
    object: refKey(ref),
    source: sourceOf(recording),
    at: instant(atMs),
    state: state ?? null,
    lastChange:
      step && isDecision(step)
        ? { time: instant(step.timeMs), who: decisions.whoMade(step, '') ?? null }
        : null,
    unknown: unknownOf(refKey(ref), last?.operation, state !== undefined),
  };
}

function unknownOf(key: string, operation: string | undefined, isKnown: boolean): string[] {
  if (operation === undefined) return [`nothing is recorded of ${key} by then`];
  if (operation === 'DELETED') return [`${key} was deleted by then`];
  if (operation === 'TOUCHED') return ['it was changed since by a request whose content is not recorded'];
  return isKnown ? [] : [`the state of ${key} is not in the recording`];
}

/** An object as it stands in a snapshot. */
export function snapshotState(snapshot: Snapshot, ref: ObjectRef, state: KubeObject): ObjectState {
  const source = snapshotSource(snapshot);
  return {
    apiVersion: API_VERSION,
    kind: 'ObjectState',
    object: refKey(ref),
    source,
    at: source.to,
    state,
    lastChange: null,
    unknown: [],
  };
}
