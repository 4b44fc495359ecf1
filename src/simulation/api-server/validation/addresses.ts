import type { FieldError } from '../refusals.ts';
import { invalid } from './field-errors.ts';

const NO_ADDRESS = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
const NO_RANGE = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

/** @source k8s.io/apimachinery/pkg/util/validation/ip.go → IsValidIPForLegacyField (v0.36.3) */
export function addressErrors(field: string, text: string): FieldError[] {
  return isAddress(text) ? [] : invalid(field, text, [NO_ADDRESS]);
}

/** @source k8s.io/apimachinery/pkg/util/validation/ip.go → IsValidCIDRForLegacyField (v0.36.3) */
export function rangeErrors(field: string, text: string): FieldError[] {
  const [address = '', bits = '', ...more] = text.split('/');
  const most = address.includes(':') ? 128 : 32;
  const isRange = more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most && isAddress(address);
  return isRange ? [] : invalid(field, text, [NO_RANGE]);
}

/** Whether a text is an IP address as Go reads it. */
function isAddress(text: string): boolean {
  if (text.includes(':')) return /^[0-9a-fA-F:.]+$/.test(text);
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
}
