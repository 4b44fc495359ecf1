import type { PodManifest } from '../../src/impact/compare/prediction.ts';
import type { PodEvent } from '../../src/impact/compare/recorded-run.ts';

/** Times agree within two seconds or a tenth, whichever is more. */
const TOLERANCE_SECONDS = 2;
const TOLERANCE_SHARE = 0.1;
/** Share of landings that chance may exchange: pods that are created at the same moment are scheduled in any order. */
const SWAPPED_SHARE = 0.35;

const MOMENTS = ['created', 'scheduled', 'ready', 'disruptionTarget', 'terminating', 'deleted'] as const;

/**
 * What two time lines say differently when the pods of one owner are taken for alike: how many of them come, go and
 * stay pending, in which words, and when. Which of several equal pods a ReplicaSet gives up, and which of several new
 * ones is scheduled first, is decided by random names.
 */
export function differences(
  before: readonly PodManifest[],
  real: readonly PodEvent[],
  predicted: readonly PodEvent[],
  untilSeconds: number,
  { withTimes, withLandings }: { readonly withTimes: boolean; readonly withLandings: boolean },
): string[] {
  const [left, right] = [new Fates(before, real, untilSeconds), new Fates(before, predicted, untilSeconds)];
  const found: string[] = [];
  for (const owner of new Set([...left.owners(), ...right.owners()].sort())) {
    for (const moment of MOMENTS) {
      const [a, b] = [left.times(owner, moment), right.times(owner, moment)];
      const isSame =
        a.length === b.length && (!withTimes || a.every((time, index) => isNear(time, b[index]!)));
      if (!isSame) found.push(`${owner} ${moment}: [${a.join(', ')}], predicted [${b.join(', ')}]`);
    }
    const [words, others] = [left.pending(owner), right.pending(owner)];
    if (words.join() !== others.join())
      found.push(`${owner} pending: ${words.join()}, predicted ${others.join()}`);
  }
  if (!withLandings) return found;
  const [there, here] = [left.landings(), right.landings()];
  const nodes = new Set([...there.keys(), ...here.keys()]);
  let exchanged = 0;
  let total = 0;
  for (const node of nodes) {
    exchanged += Math.abs((there.get(node) ?? 0) - (here.get(node) ?? 0)) / 2;
    total += there.get(node) ?? 0;
  }
  if (exchanged > Math.max(1, SWAPPED_SHARE * total))
    found.push(`landings: ${[...there].sort().join(' ')}, predicted ${[...here].sort().join(' ')}`);
  return found;
}

class Fates {
  readonly #events: readonly PodEvent[];
  readonly #owners = new Map<string, string>();

  constructor(before: readonly PodManifest[], events: readonly PodEvent[], untilSeconds: number) {
    for (const { metadata } of before) {
      const { namespace = 'default', name, ownerReferences = [] } = metadata;
      const owner = ownerReferences.find(({ controller }) => controller);
      this.#owners.set(
        `${namespace}/${name}`,
        owner ? `${owner.kind}/${owner.name}` : `${namespace}/${name}`,
      );
    }
    const known = new Set(this.#owners.values());
    const made: string[] = [];
    for (const { event, pod, owner = '/' } of events) {
      if (event !== 'created') continue;
      if (owner === '/' || known.has(owner)) {
        this.#owners.set(pod, owner === '/' ? pod : owner);
        continue;
      }
      if (!made.includes(owner)) made.push(owner);
      this.#owners.set(pod, withoutHash(owner, made));
    }
    this.#events = events.filter(({ t }) => t <= untilSeconds);
  }

  owners(): Iterable<string> {
    return new Set(this.#events.map(({ pod }) => this.#ownerOf(pod)));
  }

  times(owner: string, moment: string): number[] {
    const first = new Map<string, number>();
    for (const { event, pod, t } of this.#events)
      if (event === moment && this.#ownerOf(pod) === owner && !first.has(pod)) first.set(pod, t);
    return [...first.values()].sort((a, b) => a - b);
  }

  /** The first words about the pods of an owner that are still pending: recordings keep no later ones. */
  pending(owner: string): string[] {
    const words = new Map<string, string>();
    for (const { event, pod, message = '' } of this.#events) {
      if (this.#ownerOf(pod) !== owner) continue;
      if (event === 'unschedulable' && !words.has(pod)) words.set(pod, message);
      else if (event === 'scheduled' || event === 'deleted') words.delete(pod);
    }
    return [...words.values()].sort();
  }

  landings(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { event, node = '' } of this.#events)
      if (event === 'scheduled') counts.set(node, (counts.get(node) ?? 0) + 1);
    return counts;
  }

  #ownerOf(pod: string): string {
    return this.#owners.get(pod) ?? pod;
  }
}

/** New ReplicaSets are called by the hash of their templates, of which a simulation knows only that it is another. */
function withoutHash(owner: string, made: readonly string[]): string {
  if (!owner.startsWith('ReplicaSet/')) return owner;
  const base = owner.replace(/-[^-]+$/, '');
  const number = made.filter((each) => each.replace(/-[^-]+$/, '') === base).indexOf(owner) + 1;
  return `${base} (new ${number})`;
}

function isNear(real: number, predicted: number): boolean {
  return Math.abs(real - predicted) <= Math.max(TOLERANCE_SECONDS, TOLERANCE_SHARE * real);
}
