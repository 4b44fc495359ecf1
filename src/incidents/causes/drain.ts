import type { DecidedChange } from '../changes/decided-change.ts';
import type { CauseContext } from './context.ts';

const EVIDENCE_COUNT = 3;

/** A cordon with the evictions that the same user asked for afterwards: a drain. */
export function drainOf(context: CauseContext, cordon: DecidedChange): DecidedChange {
  if (cordon.who === undefined) return cordon;
  const node = cordon.ref.name;
  const evictions = context.scene.recording.actions
    .actions({ kinds: ['Pod'], fromMs: cordon.timeMs, toMs: context.scene.span.toMs })
    .filter(({ subresource, actor }) => subresource === 'eviction' && actor.user === cordon.who)
    .filter(({ ref }) => ref !== undefined && nodeOf(context, ref.namespace, ref.name) === node);
  if (evictions.length === 0) return cordon;
  const done = new Set(
    evictions.filter(({ status }) => status < 400).map(({ ref }) => `${ref!.namespace}/${ref!.name}`),
  );
  const refused = evictions.filter(({ status }) => status === 429).length;
  const words = [
    `drained: ${done.size} ${done.size === 1 ? 'pod' : 'pods'} evicted`,
    ...(refused > 0 ? [`${refused} ${refused === 1 ? 'eviction' : 'evictions'} refused by a budget`] : []),
  ];
  return {
    ...cordon,
    words: words.join(', '),
    evidence: [...cordon.evidence, ...evictions.map(({ evidence }) => evidence)].slice(0, EVIDENCE_COUNT),
  };
}

function nodeOf(context: CauseContext, namespace: string, name: string): string | undefined {
  return context.scene.pods.get(`Pod/${namespace}/${name}`)?.pod.spec?.nodeName;
}
