/** What `--assume` takes: how long something lasts that no snapshot tells. */
export interface AssumptionKey {
  readonly key: string;
  readonly defaultMs: number;
  /** What the value means and why the default is what it is. */
  readonly detail: string;
}

/** Everything that can be assumed, in the order of the report. */
export const ASSUMPTION_KEYS = [
  {
    key: 'pod-ready',
    defaultMs: 10_000,
    detail: 'scheduled to Ready: image present, container start and first successful probe',
  },
  {
    key: 'pod-termination',
    defaultMs: 5_000,
    detail: 'deletion to gone: the containers stop on SIGTERM; never longer than the grace period',
  },
  { key: 'job-duration', defaultMs: 60_000, detail: "from the start of a Job's pod to its success" },
  { key: 'node-provision', defaultMs: 90_000, detail: 'from the decision to add a node until it is Ready' },
  { key: 'volume-provision', defaultMs: 3_000, detail: 'from a claim with a chosen node to its volume' },
  {
    key: 'pod-gc',
    defaultMs: 66_000,
    detail:
      'from the deletion of a Node to the removal of its pods: 40 to 80 s, by the phase of a 20 s loop and a quarantine of 40 s that may miss a turn of it',
  },
  { key: 'controller', defaultMs: 20, detail: "a controller's requests in one piece of work" },
  { key: 'scheduler', defaultMs: 15, detail: 'a pending pod on an idle scheduler to its binding' },
  { key: 'kubectl', defaultMs: 70, detail: 'start of kubectl to its first request' },
] as const satisfies readonly AssumptionKey[];

export type AssumptionName = (typeof ASSUMPTION_KEYS)[number]['key'];
