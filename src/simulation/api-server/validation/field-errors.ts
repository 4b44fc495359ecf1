import { type FieldError, quoted } from '../refusals.ts';

/** @source k8s.io/apimachinery/pkg/util/validation/field/errors.go → Required (v0.36.3) */
export function required(field: string, why?: string): FieldError {
  return { field, message: why === undefined ? 'Required value' : `Required value: ${why}` };
}

/** @source k8s.io/apimachinery/pkg/util/validation/field/errors.go → Forbidden (v0.36.3) */
export function forbidden(field: string, why: string): FieldError {
  return { field, message: `Forbidden: ${why}` };
}

/**
 * A count or a time that may not be negative; what is not given is not judged.
 *
 * @source k8s.io/apimachinery/pkg/api/validation/generic.go → ValidateNonnegativeField (v0.36.3)
 */
export function negative(field: string, value: unknown): FieldError[] {
  return typeof value === 'number' && value < 0
    ? invalid(field, value, ['must be greater than or equal to 0'])
    : [];
}

/** A text that is none of those that there are; what is not given is not judged. */
export function unknownText(field: string, value: unknown, supported: readonly string[]): FieldError[] {
  if (value === undefined || value === null || supported.includes(String(value))) return [];
  return [unsupported(field, String(value), supported)];
}

/** @source k8s.io/apimachinery/pkg/util/validation/field/errors.go → Duplicate (v0.36.3) */
export function duplicate(field: string, value: string | number): FieldError {
  return { field, message: `Duplicate value: ${shown(value)}` };
}

/** One error for each thing that is wrong with a value. @source k8s.io/apimachinery/pkg/util/validation/field/errors.go → Invalid (v0.36.3) */
export function invalid(field: string, value: string | number, problems: readonly string[]): FieldError[] {
  return problems.map((problem) => ({ field, message: `Invalid value: ${shown(value)}: ${problem}` }));
}

/** @source k8s.io/apimachinery/pkg/util/validation/field/errors.go → NotSupported (v0.36.3) */
export function unsupported(field: string, value: string, supported: readonly string[]): FieldError {
  return {
    field,
    message: `Unsupported value: ${quoted(value)}: supported values: ${supported.map(quoted).join(', ')}`,
  };
}

function shown(value: string | number): string {
  return typeof value === 'string' ? quoted(value) : String(value);
}
