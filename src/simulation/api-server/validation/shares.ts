import type { FieldError } from '../refusals.ts';
import { invalid } from './field-errors.ts';

const NOT_NEGATIVE = 'must be greater than or equal to 0';
const PERCENT =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";

/** A count or a percentage. @source pkg/apis/apps/validation/validation.go → ValidatePositiveIntOrPercent (v1.36.3) */
export function shareErrors(value: unknown, field: string): FieldError[] {
  if (value === undefined) return [];
  if (typeof value === 'number') return value < 0 ? invalid(field, value, [NOT_NEGATIVE]) : [];
  const text = String(value);
  return /^[0-9]+%$/.test(text) ? [] : invalid(field, text, [PERCENT]);
}

/** @source pkg/apis/apps/validation/validation.go → IsNotMoreThan100Percent (v1.36.3) */
export function excessErrors(value: unknown, field: string): FieldError[] {
  if (typeof value !== 'string' || !/^[0-9]+%$/.test(value) || Number(value.slice(0, -1)) <= 100) return [];
  return invalid(field, value, ['must not be greater than 100%']);
}

/** The number of a count or a percentage; 0 of what is neither. */
export function shareNumber(value: unknown): number {
  return typeof value === 'number' ? value : Number(/^(\d+)%$/.exec(String(value))?.[1] ?? 0);
}
