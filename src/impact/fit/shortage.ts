import type { Shortfall } from '../../../scheduler-model/index.ts';
import type { Shortage } from '../documents.ts';

const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** What is missing of a resource on a node, in the quantities that manifests use. */
export function shortageOf({ resource, requested, used, capacity }: Shortfall): Shortage {
  const free = Math.max(0, capacity - used);
  const missing = requested - free;
  const exceeds = requested > capacity;
  const write = writerOf(resource, exceeds ? [requested, free, capacity] : [requested, free]);
  return {
    resource,
    requested: write(requested),
    free: write(free),
    missing: write(missing),
    part: Math.round((missing / requested) * 1000) / 1000,
    ...(exceeds ? { capacity: write(capacity) } : {}),
  };
}

/** cpu is counted in thousandths of a core, memory and storage in bytes, anything else in pieces. */
function writerOf(resource: string, values: readonly number[]): (value: number) => string {
  if (resource === 'cpu') {
    const areWhole = values.every((value) => value % 1000 === 0);
    return (value) => (areWhole ? String(value / 1000) : `${value}m`);
  }
  const isBytes =
    resource === 'memory' || resource === 'ephemeral-storage' || resource.startsWith('hugepages-');
  return isBytes ? bytes : String;
}

/** Bytes in the largest unit that needs no fraction; more than four digits are rounded up in the next unit. */
function bytes(value: number): string {
  let unit = 0;
  let rest = value;
  while (unit < BINARY.length - 1 && rest >= 1024 && (rest % 1024 === 0 || rest >= 10_000)) {
    rest = rest % 1024 === 0 ? rest / 1024 : Math.ceil(rest / 1024);
    unit++;
  }
  return `${rest}${BINARY[unit]}`;
}
