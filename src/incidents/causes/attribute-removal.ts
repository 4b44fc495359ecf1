import type { ActionRecord } from '../../history/index.ts';
import type { Scene } from '../scene/read-scene.ts';
import type { Signal, SignalClass } from '../signals/signal.ts';

/** The request stands within this time of what a watch shows. */
const NEAR_MS = 5_000;

/** Programs that take pods away, by a part of the user or of the program's name. */
const REMOVERS: readonly (readonly [RegExp, SignalClass])[] = [
  [/taint-eviction|taint-manager|node-lifecycle/, 'tainted'],
  [/pod-garbage-collector|node-controller/, 'nodeLost'],
  [/scheduler$/, 'preempted'],
];

/** A pod's end with who asked for it, where an audit log tells. */
export function attributeRemoval(scene: Scene, signal: Signal): Signal {
  if (signal.class !== 'removed' && signal.class !== 'evicted') return signal;
  const requests = scene.recording.actions
    .actions({ ref: signal.ref, fromMs: signal.timeMs - NEAR_MS, toMs: signal.timeMs + NEAR_MS })
    .filter(isRemoval);
  const request = requests.find(({ actor }) => actor.role === 'person') ?? requests[0];
  if (!request) return signal;
  const { user } = request.actor;
  const evidence = [...signal.evidence, request.evidence];
  if (request.subresource === 'eviction') return { ...signal, class: 'evicted', who: user, evidence };
  if (request.actor.role === 'person') return { ...signal, class: 'deleted', who: user, evidence };
  const remover = REMOVERS.find(([pattern]) => pattern.test(user));
  return remover ? { ...signal, class: remover[1], evidence } : { ...signal, evidence };
}

function isRemoval({ verb, subresource, status }: ActionRecord): boolean {
  if (status >= 400) return false;
  return (verb === 'delete' && subresource === '') || (verb === 'create' && subresource === 'eviction');
}
