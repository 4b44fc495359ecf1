import type { PodManifest } from './prediction.ts';

/** Moments in a pod's life that have a time. */
export const MOMENTS = [
  'created',
  'scheduled',
  'unschedulable',
  'ready',
  'disruptionTarget',
  'terminating',
  'deleted',
] as const;
/** One of `MOMENTS`. */
export type Moment = (typeof MOMENTS)[number];

/** What became of one pod from the first command on. */
export interface PodFate {
  /** `namespace/name`, with `#2` … for a pod that came back under its name. */
  readonly pod: string;
  /** `Kind/name` of its controller; `/` without one. */
  readonly owner: string;
  /** Whether it was there before the first command. */
  readonly existed: boolean;
  /** Its node before the first command. */
  readonly nodeBefore?: string;
  /** The node on which it landed afterwards. */
  node?: string;
  /** The first words with which the scheduler refused it. */
  message?: string;
  /** First time of each moment, in seconds. */
  readonly at: Map<Moment, number>;
}

/** The part of a time line's event that a fate is made of. */
export interface FateEvent {
  readonly t: number;
  readonly event: string;
  readonly pod?: string;
  readonly owner?: string;
  readonly node?: string;
  readonly message?: string;
}

/** Fates of every pod that was there before or that the time line names, in order of appearance. Events after `untilSeconds` are left out. */
export function podFates(
  before: readonly PodManifest[],
  timeline: readonly FateEvent[],
  untilSeconds: number,
): PodFate[] {
  const fates = new Map<string, PodFate>();
  for (const pod of before) {
    const name = podName(pod);
    const nodeBefore = pod.spec?.nodeName;
    fates.set(name, {
      pod: name,
      owner: ownerOf(pod),
      existed: true,
      ...(nodeBefore && { nodeBefore }),
      at: new Map(),
    });
  }
  for (const event of timeline) {
    if (event.pod === undefined || event.t > untilSeconds || !isMoment(event.event)) continue;
    const fate: PodFate = fates.get(event.pod) ?? {
      pod: event.pod,
      owner: event.owner ?? '/',
      existed: false,
      at: new Map(),
    };
    fates.set(event.pod, fate);
    if (fate.at.has(event.event)) continue;
    fate.at.set(event.event, event.t);
    if (event.event === 'scheduled' && event.node !== undefined) fate.node = event.node;
    if (event.event === 'unschedulable' && event.message !== undefined) fate.message = event.message;
  }
  return [...fates.values()];
}

/** `namespace/name` of a pod. */
export function podName({ metadata }: PodManifest): string {
  return `${metadata.namespace ?? 'default'}/${metadata.name}`;
}

/** `Kind/name` of a pod's controller, `/` without one. */
export function ownerOf({ metadata }: PodManifest): string {
  const owner =
    metadata.ownerReferences?.find(({ controller }) => controller) ?? metadata.ownerReferences?.[0];
  return owner === undefined ? '/' : `${owner.kind}/${owner.name}`;
}

/** Whether a pod began to leave. */
export function leaves({ at }: PodFate): boolean {
  return at.has('terminating') || at.has('deleted');
}

/** Whether a pod was refused by the scheduler and neither placed nor removed. */
export function staysPending(fate: PodFate): boolean {
  return fate.at.has('unschedulable') && !fate.at.has('scheduled') && !leaves(fate);
}

function isMoment(event: string): event is Moment {
  return (MOMENTS as readonly string[]).includes(event);
}
