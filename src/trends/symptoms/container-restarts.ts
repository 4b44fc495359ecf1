import { type ObjectRef, type Recording, refId } from '../../history/index.ts';
import type { KubeObject } from '../../kubernetes/index.ts';

/** A container that was started again. */
export interface ContainerRestart {
  readonly timeMs: number;
  readonly pod: ObjectRef;
  /** What ended it before: `OOMKilled`, `Error`, …; empty where the kubelet does not say. */
  readonly reason: string;
}

interface ContainerState {
  readonly name?: string;
  readonly restartCount?: number;
  readonly lastState?: { readonly terminated?: { readonly reason?: string } };
}

/**
 * Every restart of a container that the status of its pod shows, pod by pod.
 *
 * @param saw told each state of each pod and when, restarts or not; for owners and for the time that was watched.
 */
export function* containerRestarts(
  recording: Recording,
  namespace?: string,
  saw: (pod: ObjectRef, state: KubeObject | undefined, timeMs: number, isListing: boolean) => void = () => {},
): Generator<ContainerRestart> {
  let life = '';
  let before = new Map<string, number>();
  const query = { kind: 'Pod', ...(namespace === undefined ? {} : { namespace }) };
  for (const { change, state } of recording.objects.states(query)) {
    saw(change.ref, state, change.timeMs, change.operation === 'SEEN');
    const own = `${refId(change.ref)} ${change.uid}`;
    if (own !== life) {
      life = own;
      before = new Map();
    }
    for (const { name = '', restartCount = 0, lastState } of state ? containersOf(state) : []) {
      const known = before.get(name);
      before.set(name, restartCount);
      if (known === undefined || restartCount <= known) continue;
      yield { timeMs: change.timeMs, pod: change.ref, reason: lastState?.terminated?.reason ?? '' };
    }
  }
}

function containersOf({ status }: KubeObject): readonly ContainerState[] {
  const { containerStatuses, initContainerStatuses } = (status ?? {}) as {
    readonly containerStatuses?: readonly ContainerState[];
    readonly initContainerStatuses?: readonly ContainerState[];
  };
  return [...(initContainerStatuses ?? []), ...(containerStatuses ?? [])];
}
