import type { GroupKind } from '../kubernetes/index.ts';

/** An object by its name; `namespace` is empty where the kind has none. Objects made anew under a name share it. */
export interface ObjectRef {
  readonly kind: GroupKind;
  readonly namespace: string;
  readonly name: string;
}

/**
 * What a record says of its object. `SEEN`: a list showed it so, whenever that came about; `TOUCHED`: something was
 * written that the source does not show (an audit log of level Metadata).
 */
export type Operation = 'ADDED' | 'MODIFIED' | 'DELETED' | 'SEEN' | 'TOUCHED';

/**
 * Where the time of a record comes from: the source says it, the cluster's own counter of writes places it between two
 * known times, or a list showed the object at that time and it may have been so before.
 */
export type TimeBasis = 'said' | 'resourceVersion' | 'listing';

/** One recorded change of one object, without the object itself; see `ObjectHistory.stateAfter`. */
export interface ChangeRecord {
  /** Position in the recording; later changes have larger ones. */
  readonly seq: number;
  readonly timeMs: number;
  readonly timeBasis: TimeBasis;
  readonly ref: ObjectRef;
  readonly uid: string | undefined;
  readonly resourceVersion: string | undefined;
  readonly operation: Operation;
  /** Whether the state after the change is known. */
  readonly isStateKnown: boolean;
  /** The request that made it, where an audit log tells. */
  readonly actionId: number | undefined;
  /** Where the record stands: `audit.log.gz:512`. */
  readonly evidence: string;
}

/** Who or what acts, by its name and program. */
export interface Actor {
  /** As the API server authenticated it; empty where nobody said. */
  readonly user: string;
  /** The program: `kubectl/v1.36.3 (linux/amd64) …`. */
  readonly agent: string;
  readonly role: ActorRole;
}

/** A person (or a pipeline that acts in the place of one), a controller, a node's agent, or the API server itself. */
export type ActorRole = 'person' | 'controller' | 'scheduler' | 'node' | 'apiserver';

/** One request that was made of the API server and writes. */
export interface ActionRecord {
  readonly id: number;
  readonly timeMs: number;
  readonly actor: Actor;
  /** `create`, `update`, `patch`, `delete`, `deletecollection`. */
  readonly verb: string;
  /** Undefined when the request names no one object. */
  readonly ref: ObjectRef | undefined;
  /** `scale`, `eviction`, `status`, …; empty for the object itself. */
  readonly subresource: string;
  /** The HTTP status of the answer; 0 where it is not known. */
  readonly status: number;
  /** Why it was refused, in the API server's words. */
  readonly message: string;
  /** What was sent, as far as the source shows it; secrets taken out. */
  readonly request: unknown;
  readonly evidence: string;
}

/** One event as some component reported it, at its newest count. */
export interface EventRecord {
  readonly timeMs: number;
  readonly regarding: ObjectRef;
  readonly reason: string;
  readonly type: 'Normal' | 'Warning';
  readonly note: string;
  /** How often it happened so far. */
  readonly count: number;
  readonly firstMs: number;
  readonly reporter: string;
  readonly evidence: string;
}

/** One metric with its labels. */
export interface Series {
  readonly id: number;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Sample {
  readonly timeMs: number;
  readonly value: number;
}

/** One line that a container wrote. */
export interface LogLine {
  readonly timeMs: number;
  readonly pod: ObjectRef;
  readonly container: string;
  readonly text: string;
  readonly evidence: string;
}

/** Something that a person left behind: a commit, a ticket, a note; not part of the cluster. */
export interface Decision {
  readonly timeMs: number;
  readonly author: string;
  readonly text: string;
  /** The object that it is about, where it says. */
  readonly ref: ObjectRef | undefined;
  /** `commit 4f2a…`, `note`, a link. */
  readonly origin: string;
  readonly evidence: string;
}

/** A stretch of time of which a source lacks something. */
export interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
  readonly what: string;
}

/** One source that went into the recording. */
export interface RecordedSource {
  readonly name: string;
  /** `audit log`, `watch stream`, `objects`, `metrics`, … */
  readonly format: string;
  /** What was taken from it. */
  readonly recordCount: number;
  /** What another source had said already. */
  readonly duplicateCount: number;
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
  /** Anything that a reader should know of it. */
  readonly notes: readonly string[];
}

/** A stretch of time, both ends included. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Which records are asked for. */
export interface RecordQuery extends Partial<Span> {
  readonly ref?: ObjectRef;
  readonly kinds?: readonly GroupKind[];
  readonly namespace?: string;
}
