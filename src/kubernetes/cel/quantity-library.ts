import type { Environment } from '@marcbachmann/cel-js';
import { Quantity } from '../../../scheduler-model/index.ts';
import { celError } from './cel-error.ts';

/** The name of quantities among CEL's types. */
export const QUANTITY = 'kubernetes.Quantity';

/** @source staging/src/k8s.io/apiserver/pkg/cel/library/quantity.go → quantityLibraryDecls (v1.36.3) */
export function registerQuantities(environment: Environment): Environment {
  return environment
    .registerType(QUANTITY, { ctor: Quantity, fields: {} })
    .registerFunction(`quantity(string): ${QUANTITY}`, readQuantity)
    .registerFunction('isQuantity(string): bool', (text: string) => Quantity.read(text) !== undefined)
    .registerFunction(`sign(${QUANTITY}): int`, (one: Quantity) =>
      BigInt(Math.sign(one.compare(Quantity.ZERO))),
    )
    .registerFunction(
      `${QUANTITY}.isGreaterThan(${QUANTITY}): bool`,
      (one: Quantity, other: Quantity) => one.compare(other) > 0,
    )
    .registerFunction(
      `${QUANTITY}.isLessThan(${QUANTITY}): bool`,
      (one: Quantity, other: Quantity) => one.compare(other) < 0,
    )
    .registerFunction(`${QUANTITY}.compareTo(${QUANTITY}): int`, (one: Quantity, other: Quantity) =>
      BigInt(one.compare(other)),
    )
    .registerFunction(
      `${QUANTITY}.asApproximateFloat(): double`,
      (one: Quantity) => Number(one.milliValue) / 1000,
    )
    .registerFunction(`${QUANTITY}.isInteger(): bool`, isInteger)
    .registerFunction(`${QUANTITY}.asInteger(): int`, (one: Quantity) => {
      if (!isInteger(one)) throw celError('cannot convert value to integer');
      return one.value;
    })
    .registerFunction(`${QUANTITY}.add(${QUANTITY}): ${QUANTITY}`, (one: Quantity, other: Quantity) =>
      one.plus(other),
    )
    .registerFunction(`${QUANTITY}.add(int): ${QUANTITY}`, (one: Quantity, other: bigint) =>
      one.plus(ofInteger(other)),
    )
    .registerFunction(`${QUANTITY}.sub(${QUANTITY}): ${QUANTITY}`, (one: Quantity, other: Quantity) =>
      one.minus(other),
    )
    .registerFunction(`${QUANTITY}.sub(int): ${QUANTITY}`, (one: Quantity, other: bigint) =>
      one.minus(ofInteger(other)),
    )
    .registerOperator(
      `${QUANTITY} == ${QUANTITY}`,
      (one: Quantity, other: Quantity) => one.compare(other) === 0,
    );
}

function readQuantity(text: string): Quantity {
  const quantity = Quantity.read(text);
  if (!quantity)
    throw celError(
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    );
  return quantity;
}

function ofInteger(value: bigint): Quantity {
  return Quantity.parse(String(value));
}

function isInteger(quantity: Quantity): boolean {
  return quantity.compare(ofInteger(quantity.value)) === 0;
}
