import type { ActionRecord, ChangeRecord, ObjectRef, Recording } from '../../history/index.ts';
import type { GroupKind, KubeObject } from '../../kubernetes/index.ts';

/** A recorded change with the object on both sides of it, as far as the recording shows them. */
export interface ObjectStep {
  readonly record: ChangeRecord;
  readonly before: KubeObject | undefined;
  readonly after: KubeObject | undefined;
}

/**
 * The states of single objects over time, each read once. Whoever explains an incident walks from what failed to what
 * it has to do with: only those objects are read, however large the cluster is.
 */
export class ObjectStates {
  readonly recording: Recording;
  readonly #records = new Map<string, readonly ChangeRecord[]>();
  readonly #bodies = new Map<number, KubeObject | undefined>();
  readonly #refs = new Map<string, readonly ObjectRef[]>();
  readonly #actions = new Map<number, ActionRecord | undefined>();

  constructor(recording: Recording) {
    this.recording = recording;
  }

  /** The object as it was known at a time; undefined when it was not there, or not known. */
  at(ref: ObjectRef, timeMs: number): KubeObject | undefined {
    const records = this.#recordsOf(ref);
    for (let index = lastAt(records, timeMs); index >= 0; index--) {
      const record = records[index]!;
      if (record.operation === 'DELETED') return undefined;
      if (record.isStateKnown) return this.#body(record);
    }
    return undefined;
  }

  /** The last state that is known of an object up to a time, be it gone since or not. */
  lastKnown(ref: ObjectRef, timeMs: number): KubeObject | undefined {
    const records = this.#recordsOf(ref);
    for (let index = lastAt(records, timeMs); index >= 0; index--) {
      const record = records[index]!;
      if (record.isStateKnown) return this.#body(record);
    }
    return undefined;
  }

  /** The changes of an object within a stretch of time, oldest first, each with both of its states. */
  *steps(ref: ObjectRef, fromMs: number, toMs: number): Generator<ObjectStep> {
    const records = this.#recordsOf(ref);
    for (let index = lastAt(records, fromMs - 1) + 1; index < records.length; index++) {
      const record = records[index]!;
      if (record.timeMs > toMs) return;
      yield { record, before: this.#stateBefore(records, index), after: this.#stateAfter(record) };
    }
  }

  /** Every object of a kind that was ever seen, by name; all of the cluster without a namespace. */
  refs(kind: GroupKind, namespace?: string): readonly ObjectRef[] {
    const key = `${kind} ${namespace ?? '*'}`;
    let refs = this.#refs.get(key);
    if (!refs) {
      refs = this.recording.objects.refs(namespace === undefined ? { kind } : { kind, namespace });
      this.#refs.set(key, refs);
    }
    return refs;
  }

  /** The request behind a change; undefined where no audit log tells. */
  actionOf({ actionId }: ChangeRecord): ActionRecord | undefined {
    if (actionId === undefined) return undefined;
    if (!this.#actions.has(actionId)) this.#actions.set(actionId, this.recording.actions.action(actionId));
    return this.#actions.get(actionId);
  }

  /** The time of the newest record of an object before a change; undefined for its first. */
  previousTime(ref: ObjectRef, record: ChangeRecord): number | undefined {
    const records = this.#recordsOf(ref);
    const index = records.findIndex(({ seq }) => seq === record.seq);
    return index > 0 ? records[index - 1]!.timeMs : undefined;
  }

  #recordsOf(ref: ObjectRef): readonly ChangeRecord[] {
    const key = `${ref.kind}/${ref.namespace}/${ref.name}`;
    let records = this.#records.get(key);
    if (!records) {
      records = this.recording.objects.changesOf(ref).sort((a, b) => a.timeMs - b.timeMs || a.seq - b.seq);
      this.#records.set(key, records);
    }
    return records;
  }

  #stateBefore(records: readonly ChangeRecord[], index: number): KubeObject | undefined {
    for (let earlier = index - 1; earlier >= 0; earlier--) {
      const record = records[earlier]!;
      if (record.operation === 'DELETED') return undefined;
      if (record.isStateKnown) return this.#body(record);
    }
    return undefined;
  }

  #stateAfter(record: ChangeRecord): KubeObject | undefined {
    return record.operation === 'DELETED' || !record.isStateKnown ? undefined : this.#body(record);
  }

  #body(record: ChangeRecord): KubeObject | undefined {
    if (!this.#bodies.has(record.seq)) {
      this.#bodies.set(record.seq, this.recording.objects.bodyOf(record));
    }
    return this.#bodies.get(record.seq);
  }
}

/** The index of the last record up to a time; -1 when there is none. */
function lastAt(records: readonly ChangeRecord[], timeMs: number): number {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (records[middle]!.timeMs <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
