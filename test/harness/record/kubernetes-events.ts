import { secondsFrom } from '../../../src/impact/compare/pod-timeline.ts';
import type { RecordedEvent } from '../../../src/impact/compare/recorded-run.ts';
import type { Observation } from '../control-plane/watch-stream.ts';

/** Kubernetes Events (events.k8s.io) after `startMs`. */
export function kubernetesEvents(observations: readonly Observation[], startMs: number): RecordedEvent[] {
  return observations
    .filter(({ at, object }) => object.kind === 'Event' && at > startMs)
    .map(({ at, object }) => {
      const { reason, note, regarding } = object as unknown as {
        reason: string;
        note?: string;
        regarding: { kind?: string; name?: string };
      };
      return {
        t: secondsFrom(startMs, at),
        reason,
        note: note ?? '',
        regarding: `${regarding.kind ?? ''}/${regarding.name ?? ''}`,
      };
    });
}
