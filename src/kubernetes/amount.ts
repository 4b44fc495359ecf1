const NANO = 1_000_000_000n;
const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'] as const;
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;
const SYNTAX = /^([+-]?)(\d*)(?:\.(\d*))?(?:([KMGTPE]i)|([numkMGTPE]?)|[eE]([+-]?\d+))$/;

type Format = 'decimal' | 'binary' | 'exponent';

/**
 * A resource amount as the API server adds, compares and prints it. Unlike the scheduler's quantity it keeps its way of
 * writing, and it never overflows.
 *
 * @source k8s.io/apimachinery/pkg/api/resource/quantity.go → Quantity (v0.36.3)
 */
export class Amount {
  static readonly ZERO = new Amount(0n, 'decimal');
  readonly #nano: bigint;
  readonly #format: Format;

  private constructor(nano: bigint, format: Format) {
    this.#nano = nano;
    this.#format = format;
  }

  static of(units: number): Amount {
    return new Amount(BigInt(units) * NANO, 'decimal');
  }

  /** Undefined for text that is no quantity. */
  static parse(text: string | number): Amount | undefined {
    const match = SYNTAX.exec(String(text).trim());
    if (!match) return undefined;
    const [, sign, whole = '', fraction = '', binary, decimal = '', exponent] = match;
    if (whole === '' && fraction === '') return undefined;
    const digits = BigInt(whole + fraction);
    const power =
      exponent !== undefined ? Number(exponent) : binary ? 0 : 3 * (DECIMAL.indexOf(decimal as 'n') - 3);
    const factor = binary ? 1024n ** BigInt(BINARY.indexOf(binary as 'Ki')) : 1n;
    const nano = shifted(digits * factor, power + 9 - fraction.length);
    const format = binary ? 'binary' : exponent === undefined ? 'decimal' : 'exponent';
    return new Amount(sign === '-' ? -nano : nano, format);
  }

  get isZero(): boolean {
    return this.#nano === 0n;
  }

  plus(other: Amount): Amount {
    return new Amount(this.#nano + other.#nano, this.isZero ? other.#format : this.#format);
  }

  minus(other: Amount): Amount {
    return new Amount(this.#nano - other.#nano, this.isZero ? other.#format : this.#format);
  }

  /** As often as a whole number says. */
  times(count: number): Amount {
    return new Amount(this.#nano * BigInt(count), this.#format);
  }

  /** Negative, zero or positive as this is less than, equal to or greater than the other. */
  compare(other: Amount): number {
    return this.#nano < other.#nano ? -1 : this.#nano > other.#nano ? 1 : 0;
  }

  /** This divided by the other, as a float. */
  ratio(other: Amount): number {
    return Number(this.#nano) / Number(other.#nano);
  }

  /** The canonical spelling: the largest suffix that leaves an integer. */
  toString(): string {
    const negative = this.#nano < 0n;
    const nano = negative ? -this.#nano : this.#nano;
    const isWhole = nano % NANO === 0n;
    const text =
      this.#format === 'binary' && isWhole && nano >= 1024n * NANO
        ? binaryText(nano / NANO)
        : decimalText(nano, this.#format === 'exponent');
    return negative ? `-${text}` : text;
  }
}

/** Times a power of ten; what is lost is rounded up. */
function shifted(value: bigint, power: number): bigint {
  if (power >= 0) return value * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  return (value + divisor - 1n) / divisor;
}

function binaryText(units: bigint): string {
  let [mantissa, index] = [units, 0];
  while (mantissa % 1024n === 0n && index < BINARY.length - 1) {
    mantissa /= 1024n;
    index++;
  }
  return `${mantissa}${BINARY[index]}`;
}

function decimalText(nano: bigint, isExponent: boolean): string {
  if (nano === 0n) return '0';
  let [mantissa, index] = [nano, 0];
  while (mantissa % 1000n === 0n && index < DECIMAL.length - 1) {
    mantissa /= 1000n;
    index++;
  }
  const power = 3 * (index - 3);
  if (isExponent) return power === 0 ? `${mantissa}` : `${mantissa}e${power}`;
  return `${mantissa}${DECIMAL[index]}`;
}

/** Amounts by resource name, as an object lists them; text that is no quantity counts as zero. */
export function amountsIn(list: Readonly<Record<string, string | number>> | undefined): Map<string, Amount> {
  const amounts = new Map<string, Amount>();
  for (const [name, text] of Object.entries(list ?? {})) amounts.set(name, Amount.parse(text) ?? Amount.ZERO);
  return amounts;
}

/** Adds amounts to those of another list. */
export function addAmounts(target: Map<string, Amount>, more: ReadonlyMap<string, Amount>): void {
  for (const [name, amount] of more) target.set(name, target.get(name)?.plus(amount) ?? amount);
}

/** Raises amounts to at least those of another list. */
export function raiseAmounts(target: Map<string, Amount>, other: ReadonlyMap<string, Amount>): void {
  for (const [name, amount] of other) {
    const current = target.get(name);
    if (!current || amount.compare(current) > 0) target.set(name, amount);
  }
}
