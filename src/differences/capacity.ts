import { Amount, amountsIn, isObject, podAmounts } from '../kubernetes/index.ts';
import { isInferred, POD_PHASES, type Snapshot } from '../snapshot/index.ts';
import type { CapacityEntry } from './documents.ts';

/** Resources that every cluster has. */
const RESOURCES = ['cpu', 'memory'];
/** Instead of an amount where the snapshot does not hold what it is counted from. */
const UNKNOWN = 'not known';

/** What nodes have and what pods ask for of each resource, where one of the two differs. */
export function capacityDiff(before: Snapshot, after: Snapshot): CapacityEntry[] {
  const [had, has] = [allocatable(before), allocatable(after)];
  const [asked, asks] = [requested(before), requested(after)];
  const names = new Set(
    [...RESOURCES, ...(had?.keys() ?? []), ...(has?.keys() ?? [])].filter((name) => isCounted(name)),
  );
  const text = (amounts: ReadonlyMap<string, Amount> | undefined, name: string) =>
    amounts ? String(amounts.get(name) ?? Amount.ZERO) : UNKNOWN;
  return [...names].sort().flatMap((name) => {
    const entry = {
      resource: name,
      allocatableBefore: text(had, name),
      allocatableAfter: text(has, name),
      requestedBefore: text(asked, name),
      requestedAfter: text(asks, name),
    };
    const isSame =
      entry.allocatableBefore === entry.allocatableAfter && entry.requestedBefore === entry.requestedAfter;
    return isSame ? [] : [entry];
  });
}

/** cpu, memory and what devices give; numbers of pods and pages say little. */
function isCounted(name: string): boolean {
  return RESOURCES.includes(name) || name.includes('/');
}

/** Undefined where no node is known; how much room an inferred one has is not. */
function allocatable({ objects, completeness }: Snapshot): Map<string, Amount> | undefined {
  const nodes = (objects.get('Node') ?? []).filter((node) => !isInferred(node));
  if (nodes.length === 0 && !isEmpty(completeness, 'Node')) return undefined;
  const total = new Map<string, Amount>();
  for (const { status } of nodes) {
    const list = isObject(status) && isObject(status.allocatable) ? status.allocatable : {};
    add(total, amountsIn(list as Readonly<Record<string, string>>), 1);
  }
  return total;
}

/** Of pods that have a node and are not finished; undefined where no pod is known. */
function requested({ pods, completeness }: Snapshot): Map<string, Amount> | undefined {
  if (pods.count === 0 && !isEmpty(completeness, 'Pod')) return undefined;
  const counts = new Map<number, number>();
  for (let row = 0; row < pods.count; row++) {
    const phase = POD_PHASES[pods.phase.get(row)];
    if (pods.nodeNameId.get(row) < 0 || phase === 'Succeeded' || phase === 'Failed') continue;
    const make = pods.makeId.get(row);
    counts.set(make, (counts.get(make) ?? 0) + 1);
  }
  const total = new Map<string, Amount>();
  for (const [make, count] of counts)
    add(total, podAmounts(pods.makes.get(make).spec, 'requests', true), count);
  return total;
}

function isEmpty(completeness: Snapshot['completeness'], kind: string): boolean {
  return completeness.some((each) => each.kind === kind && each.state === 'empty');
}

function add(total: Map<string, Amount>, amounts: ReadonlyMap<string, Amount>, times: number): void {
  for (const [name, amount] of amounts)
    total.set(name, (total.get(name) ?? Amount.ZERO).plus(amount.times(times)));
}
