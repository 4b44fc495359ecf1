/** One kubectl line as it really ran. */
export interface RecordedCommand {
  readonly command: string;
  /** Seconds from the first command. */
  readonly start: number;
  readonly end: number;
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What the command read from its standard input. */
  readonly stdin?: string;
}

/** One moment in a pod's life. `t` is seconds from the first command. */
export interface PodEvent {
  readonly t: number;
  readonly event:
    | 'created'
    | 'scheduled'
    | 'unschedulable'
    | 'ready'
    | 'disruptionTarget'
    | 'terminating'
    | 'deleted';
  /** `namespace/name`, with `#2`, `#3` … for a pod that came back under its name. */
  readonly pod: string;
  /** `Kind/name` of the controller, on `created`. */
  readonly owner?: string;
  readonly node?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly grace?: number;
}

/** A Kubernetes Event that was seen after the first command. */
export interface RecordedEvent {
  readonly t: number;
  readonly reason: string;
  readonly note: string;
  readonly regarding: string;
}

/** Ready endpoints of a service over the recording. */
export interface RecordedService {
  readonly service: string;
  readonly before: number;
  readonly lowest: number;
  readonly zeroSeconds: number;
}

/** What `kubectl … --dry-run` said before the command was run. */
export interface Rehearsal {
  readonly command: string;
  readonly seconds: number;
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a real control plane did: the `truth.json` of a recorded run. */
export interface RecordedRun {
  readonly name: string;
  readonly description: string;
  /** `v1.36.3` */
  readonly kubernetes: string;
  /** When the first command began, in RFC 3339 with milliseconds; older recordings do not say. */
  readonly startedAt?: string;
  /** Values for `--assume`, such as `pod-ready: 3s`. */
  readonly assume: Readonly<Record<string, string>>;
  /** Command lines for the simulation, pauses among them. */
  readonly simulate: readonly string[];
  /** How long the recording went on, in seconds from the first command. */
  readonly observedSeconds: number;
  /** What no snapshot could tell beforehand, such as an image that cannot be pulled; absent when there is nothing. */
  readonly unknowable?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly rehearsals?: readonly Rehearsal[];
  readonly commands: readonly RecordedCommand[];
  readonly timeline: readonly PodEvent[];
  readonly services?: readonly RecordedService[];
  readonly events: readonly RecordedEvent[];
}
