import { Amount } from '../amount.ts';

const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;
const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'] as const;
const NO_DECIMAL = '(resource.infDecAmount){Dec:(*inf.Dec)<nil>}';
const MAX_INT64 = 2n ** 63n - 1n;
/** Digits of a number that Kubernetes takes for one of 64 bits without a look at its value. */
const SAFE_DIGITS = 18;

/**
 * What Go keeps of a resource amount (its JSON text or number; none is nought), as go-spew prints it: a number of 64
 * bits, or a larger one, and at times its text. The text is first made canonical, as it is stored.
 *
 * @source k8s.io/apimachinery/pkg/api/resource/quantity.go → ParseQuantity (v0.36.3)
 */
export function quantityFields(value: unknown): string {
  const isAmount = typeof value === 'string' || typeof value === 'number';
  const text = (isAmount && Amount.parse(value)?.toString()) || '0';
  if (text === '0') return fields(0n, 0, text, 'DecimalSI');
  const [, sign = '', digits = '', suffix = ''] = /^(-?)(\d+)(.*)$/.exec(text) ?? [];
  const whole = BigInt(digits);
  const binary = BINARY.indexOf(suffix as 'Ki') + 1;
  if (binary > 0) {
    const units = whole * 1024n ** BigInt(binary);
    if (units > MAX_INT64) return quantityFields(`${sign}${MAX_INT64}`);
    if (digits.length + 3 * binary > 14) return large(sign, units, 'BinarySI');
    return fields(BigInt(`${sign}${units}`), 0, whole % 8n === 0n ? '' : text, 'BinarySI');
  }
  const isExponent = suffix.startsWith('e');
  const power = isExponent ? Number(suffix.slice(1)) : 3 * (DECIMAL.indexOf(suffix as 'n') - 3);
  const format = isExponent ? 'DecimalExponent' : 'DecimalSI';
  if (digits.length > SAFE_DIGITS) return large(sign, whole, format, power);
  return fields(BigInt(`${sign}${whole}`), power, digits.endsWith('000') ? '' : text, format);
}

function fields(value: bigint, scale: number, text: string, format: string, decimal = NO_DECIMAL): string {
  const small = `(resource.int64Amount){value:(int64)${value} scale:(resource.Scale)${scale}}`;
  return `{i:${small} d:${decimal} s:(string)${text} Format:(resource.Format)${format}}`;
}

/** A number of any size, which Go keeps in billionths. */
function large(sign: string, whole: bigint, format: string, power = 0): string {
  const words: bigint[] = [];
  for (let rest = whole * 10n ** BigInt(power + 9); rest > 0n; rest >>= 64n)
    words.push(BigInt.asUintN(64, rest));
  const integer = `(big.Int){neg:(bool)${sign === '-'} abs:(big.nat)[${words.join(' ')}]}`;
  const decimal = `(resource.infDecAmount){Dec:(*inf.Dec){unscaled:${integer} scale:(inf.Scale)9}}`;
  return fields(0n, 0, '', format, decimal);
}
