const INT64_MAX = 2n ** 63n - 1n;

/** A number of 10^scale units in an int64, or, when that would overflow, a decimal of any size. */
interface Amount {
  readonly big: boolean;
  readonly unscaled: bigint;
  /** The power of ten of one unit. */
  readonly scale: number;
}

/**
 * A resource amount with the arithmetic of Kubernetes, its overflows included: small amounts are held as an
 * int64 and a power of ten, others as decimals, and an amount that does not fit an int64 wraps as it does there.
 *
 * @source staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go → Quantity (v1.36.3)
 */
export class Quantity {
  static readonly ZERO = new Quantity({ big: false, unscaled: 0n, scale: 0 });
  readonly #amount: Amount;

  private constructor(amount: Amount) {
    this.#amount = amount;
  }

  static ofMilli(milli: number): Quantity {
    return new Quantity({ big: false, unscaled: BigInt(milli), scale: -3 });
  }

  static of(units: number): Quantity {
    return new Quantity({ big: false, unscaled: BigInt(units), scale: 0 });
  }

  /** Reads any spelling the API takes; text it would refuse counts as zero. */
  static parse(text: string | number): Quantity {
    const amount = parseAmount(String(text).trim());
    return amount ? new Quantity(amount) : Quantity.ZERO;
  }

  /** As `parse`, but undefined for text that the API would refuse. */
  static read(text: string): Quantity | undefined {
    const amount = parseAmount(text);
    return amount && new Quantity(amount);
  }

  get isZero(): boolean {
    return this.#amount.unscaled === 0n;
  }

  plus(other: Quantity): Quantity {
    const a = this.#amount;
    const b = other.#amount;
    if (!a.big && !b.big) {
      if (b.unscaled === 0n) return this;
      if (a.unscaled === 0n) return other;
      const sum = addInt64(a, b);
      if (sum) return new Quantity(sum);
    }
    const scale = Math.min(a.scale, b.scale);
    return new Quantity({ big: true, unscaled: rescale(a, scale) + rescale(b, scale), scale });
  }

  minus(other: Quantity): Quantity {
    const { big, unscaled, scale } = other.#amount;
    return this.plus(new Quantity({ big, unscaled: -unscaled, scale }));
  }

  /** Negative, zero or positive as this is less than, equal to or greater than the other. */
  compare(other: Quantity): number {
    const scale = Math.min(this.#amount.scale, other.#amount.scale);
    const difference = rescale(this.#amount, scale) - rescale(other.#amount, scale);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  /** Whole units, rounded away from zero, as an int64. */
  get value(): bigint {
    return scaledValue(this.#amount, 0);
  }

  /** Thousandths, rounded away from zero, as an int64. */
  get milliValue(): bigint {
    return scaledValue(this.#amount, -3);
  }
}

/** A number's text: sign, digits, fraction, suffix. */
const SYNTAX = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/;
const DECIMAL_SUFFIXES: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY_SUFFIXES: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

/** @source staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go → ParseQuantity (v1.36.3) */
function parseAmount(text: string): Amount | undefined {
  const match = text === '' ? null : SYNTAX.exec(text);
  if (!match) return undefined;
  const [, sign, leading = '', fraction = '', suffix = ''] = match;
  const digits = leading.replace(/^0+/, '') || '0';
  if (leading === '' && fraction === '') return undefined;
  const negative = sign === '-';
  const binary = BINARY_SUFFIXES[suffix];
  if (binary !== undefined) return parseBinary(negative, digits, fraction, binary);
  let exponent = DECIMAL_SUFFIXES[suffix];
  if (exponent === undefined) {
    if (!/^[eE][-+]?\d+$/.test(suffix)) return undefined;
    exponent = Number(suffix.slice(1));
  }
  const unscaled = BigInt(digits + fraction);
  const scale = exponent - fraction.length;
  if (digits.length + fraction.length <= 18 && scale >= -9) {
    return { big: false, unscaled: negative ? -unscaled : unscaled, scale };
  }
  return decimal(negative, unscaled, scale);
}

function parseBinary(negative: boolean, digits: string, fraction: string, exponent: number): Amount {
  const mantissa = 1n << BigInt(exponent);
  const precision = 15 - digits.length - Math.trunc(Math.fround((exponent * 3) / 10)) - 1;
  if (fraction === '' && precision >= 0) {
    const unscaled = BigInt(digits) * mantissa;
    if (unscaled <= INT64_MAX) return { big: false, unscaled: negative ? -unscaled : unscaled, scale: 0 };
  }
  const amount = decimal(false, BigInt(digits + fraction) * mantissa, -fraction.length);
  const capped =
    rescale(amount, -9) > INT64_MAX * 10n ** 9n ? { big: true, unscaled: INT64_MAX, scale: 0 } : amount;
  return negative ? { ...capped, unscaled: -capped.unscaled } : capped;
}

/** A decimal rounded away from zero to billionths. */
function decimal(negative: boolean, unscaled: bigint, scale: number): Amount {
  const rounded = unscaled === 0n ? 0n : shiftUp(unscaled, scale + 9);
  return { big: true, unscaled: negative ? -rounded : rounded, scale: unscaled === 0n ? scale : -9 };
}

/** Multiplies by a power of ten; a negative power divides, rounding away from zero. */
function shiftUp(unscaled: bigint, power: number): bigint {
  if (power >= 0) return unscaled * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  const quotient = unscaled / divisor;
  if (quotient * divisor === unscaled) return quotient;
  return unscaled < 0n ? quotient - 1n : quotient + 1n;
}

function rescale(amount: Amount, scale: number): bigint {
  return shiftUp(amount.unscaled, amount.scale - scale);
}

function fitsInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}

function addInt64(a: Amount, b: Amount): Amount | undefined {
  const scale = Math.min(a.scale, b.scale);
  const left = rescale(a, scale);
  const right = rescale(b, scale);
  const sum = left + right;
  return fitsInt64(left) && fitsInt64(right) && fitsInt64(sum)
    ? { big: false, unscaled: sum, scale }
    : undefined;
}

/** Powers of ten by which Kubernetes multiplies in one step, keeping the wrapped product when it overflows. */
const ONE_STEP_POWERS: ReadonlySet<number> = new Set([0, 1, 2, 3, 6, 9]);

/**
 * @source staging/src/k8s.io/apimachinery/pkg/api/resource/amount.go → int64Amount.AsScaledInt64 (v1.36.3)
 * @source staging/src/k8s.io/apimachinery/pkg/api/resource/scale_int.go → scaledValue (v1.36.3)
 */
function scaledValue({ big, unscaled, scale }: Amount, wanted: number): bigint {
  const power = scale - wanted;
  if (power <= 0) {
    if (!big) return shiftUp(unscaled, power);
    // The decimal path rounds towards positive infinity only where there is a remainder.
    return BigInt.asIntN(64, shiftDecimalDown(unscaled, -power));
  }
  if (big) return BigInt.asIntN(64, BigInt.asIntN(64, unscaled) * BigInt.asIntN(64, 10n ** BigInt(power)));
  const product = unscaled * 10n ** BigInt(power);
  if (fitsInt64(product) || ONE_STEP_POWERS.has(power)) return BigInt.asIntN(64, product);
  return 0n;
}

function shiftDecimalDown(unscaled: bigint, power: number): bigint {
  const divisor = 10n ** BigInt(power);
  const quotient = unscaled / divisor;
  return quotient * divisor === unscaled ? quotient : quotient + 1n;
}
