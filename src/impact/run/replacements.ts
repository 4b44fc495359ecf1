import type { PodLife } from './pod-life.ts';

/**
 * Which new pod stands in for which lost one: for each controller, the first created takes the place of the first lost.
 * A StatefulSet's pod is replaced by the one of its name.
 */
export function pairReplacements(lives: readonly PodLife[]): ReadonlyMap<PodLife, PodLife> {
  const waiting = new Map<string, PodLife[]>();
  const pairs = new Map<PodLife, PodLife>();
  const events: {
    readonly timeMs: number;
    readonly sequence: number;
    readonly life: PodLife;
    readonly lost: boolean;
  }[] = [];
  for (const life of lives) {
    if (life.ownerUid === undefined) continue;
    const end = life.terminating;
    if (end) events.push({ timeMs: end.timeMs, sequence: end.sequence, life, lost: true });
    if (life.created) events.push({ ...life.created, life, lost: false });
  }
  events.sort((a, b) => a.sequence - b.sequence);
  for (const { life, lost } of events) {
    const owner = life.ownerUid ?? '';
    const queue = waiting.get(owner) ?? [];
    waiting.set(owner, queue);
    if (lost) {
      queue.push(life);
      continue;
    }
    const named = queue.findIndex((each) => plainKey(each) === plainKey(life));
    const [replaced] = queue.splice(Math.max(0, named), 1);
    if (replaced) pairs.set(replaced, life);
  }
  return pairs;
}

/** The key without the number of the coming back. */
export function plainKey({ key }: Pick<PodLife, 'key'>): string {
  return key.replace(/#\d+$/, '');
}
