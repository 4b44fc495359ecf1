import { type ChangeRecord, decidedChanges, type ObjectRef, refId } from '../../history/index.ts';
import type { KubeObject, Node } from '../../kubernetes/index.ts';
import { conditionOf } from '../../kubernetes/index.ts';

/** A node that could not be used for a while. */
export interface NodeDown {
  readonly ref: ObjectRef;
  readonly zone: string | undefined;
  readonly fromMs: number;
  /** When it was well again; undefined: not within the scene. */
  readonly toMs: number | undefined;
  readonly why:
    | 'stopped reporting'
    | 'not ready'
    | 'deleted'
    | 'memory pressure'
    | 'disk pressure'
    | 'PID pressure';
  readonly message: string;
  readonly evidence: string;
}

const ZONES = ['topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone'];
const PRESSURES = [
  ['MemoryPressure', 'memory pressure'],
  ['DiskPressure', 'disk pressure'],
  ['PIDPressure', 'PID pressure'],
] as const;

/** Follows the conditions of nodes. */
export class NodeReader {
  readonly changed = new Set<string>();
  readonly #down: NodeDown[] = [];
  readonly #open = new Map<string, number>();

  read(
    { ref, timeMs, evidence }: ChangeRecord,
    before: KubeObject | undefined,
    after: KubeObject | undefined,
  ): void {
    if (before === undefined || after === undefined || decidedChanges(before, after).length > 0)
      this.changed.add(ref.name);
    const now = troublesOf(after as Node | undefined, before === undefined);
    const old = new Set(before === undefined ? [] : troublesOf(before as Node, true).map(({ why }) => why));
    for (const { why, message } of now) {
      const key = `${refId(ref)} ${why}`;
      if (old.has(why) || this.#open.has(key)) continue;
      this.#open.set(key, this.#down.length);
      this.#down.push({
        ref,
        zone: zoneOf(after ?? before),
        fromMs: timeMs,
        toMs: undefined,
        why,
        message,
        evidence,
      });
    }
    const still = new Set(now.map(({ why }) => `${refId(ref)} ${why}`));
    for (const [key, index] of this.#open) {
      if (!key.startsWith(`${refId(ref)} `) || still.has(key)) continue;
      this.#down[index] = { ...this.#down[index]!, toMs: timeMs };
      this.#open.delete(key);
    }
  }

  down(): readonly NodeDown[] {
    return this.#down;
  }
}

/** What a node suffers from; a new node that is not ready yet suffers from nothing. */
function troublesOf(
  node: Node | undefined,
  isNew: boolean,
): { readonly why: NodeDown['why']; readonly message: string }[] {
  if (!node) return [{ why: 'deleted', message: 'the node object is gone' }];
  const ready = conditionOf(node.status?.conditions, 'Ready');
  const troubles: { readonly why: NodeDown['why']; readonly message: string }[] = [];
  if (ready !== undefined && ready.status !== 'True' && !isNew) {
    const why = ready.status === 'Unknown' ? 'stopped reporting' : 'not ready';
    troubles.push({ why, message: ready.message ?? ready.reason ?? '' });
  }
  for (const [type, why] of PRESSURES) {
    const condition = conditionOf(node.status?.conditions, type);
    if (condition?.status === 'True') troubles.push({ why, message: condition.message ?? '' });
  }
  return troubles;
}

/** The zone that a node says it is in. */
function zoneOf(node: KubeObject | undefined): string | undefined {
  return ZONES.map((label) => node?.metadata.labels?.[label]).find((zone) => zone !== undefined);
}
