import { refId } from '../../history/index.ts';
import type { FailingImages } from '../../simulation/index.ts';
import type { Explanation } from '../causes/explain.ts';

import type { Scene } from '../scene/read-scene.ts';
import type { Failure } from '../signals/failure.ts';
import type { SignalClass } from '../signals/signal.ts';

/** How a pod of a bad image fares, by what its pods suffered in the recording. */
const FATES: Partial<
  Readonly<Record<SignalClass, 'ImagePullBackOff' | 'NotReady' | { readonly exitCode: number }>>
> = {
  imagePull: 'ImagePullBackOff',
  probe: 'NotReady',
  unready: 'NotReady',
  crash: { exitCode: 1 },
  start: { exitCode: 1 },
  oom: { exitCode: 137 },
};

/**
 * The images that the recording shows not to work: those that a change in the chain brought, when the pods that it made
 * failed. A simulation cannot know this by itself.
 */
export function failingImages(scene: Scene, chain: Explanation): FailingImages {
  const images = new Map<string, NonNullable<(typeof FATES)[SignalClass]>>();
  const failure = chain.steps.find(({ happening }) => happening.type === 'failure')?.happening;
  const fate = failure?.type === 'failure' ? fateOf(scene, failure.failure) : undefined;
  if (fate === undefined) return images;
  for (const { happening } of chain.steps) {
    if (happening.type !== 'change') continue;
    for (const { path, after } of happening.change.fields) {
      if (path.endsWith('.image') && typeof after === 'string') images.set(after, fate);
    }
  }
  return images;
}

/** A pod that crashes and was never ready before may as well never become so. */
function fateOf(scene: Scene, { class: name, pods }: Failure): (typeof FATES)[SignalClass] {
  const fate = FATES[name];
  const wasReady = pods.some(
    (pod) => scene.pods.get(refId(pod))?.readiness.some(({ ready }) => ready) ?? false,
  );
  return typeof fate === 'object' && !wasReady ? 'NotReady' : fate;
}
