import { Amount } from '../../kubernetes/index.ts';

const ONE = Amount.of(1);
const GIBIBYTE = 1024 ** 3;

/** A quantity as a number: cores, bytes, pieces; undefined for what is none. */
export function numberOf(quantity: unknown): number | undefined {
  if (typeof quantity !== 'string' && typeof quantity !== 'number') return undefined;
  return Amount.parse(quantity)?.ratio(ONE);
}

/** Bytes as a size that somebody would ask for: whole GiB, in steps of about a tenth. */
export function roundedGibibytes(bytes: number): number {
  const gibibytes = Math.ceil(bytes / GIBIBYTE);
  const step = Math.max(1, 10 ** Math.floor(Math.log10(Math.max(1, gibibytes)) - 1) * 5);
  return Math.ceil(gibibytes / step) * step;
}
