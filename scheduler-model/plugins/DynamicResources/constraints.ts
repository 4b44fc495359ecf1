import type { Device, DeviceAttribute, DeviceConstraint } from '../../kubernetes/dynamic-resources.ts';

/** A constraint over the devices of a claim, told of each device that is taken and given back. */
export interface Constraint {
  /** Takes the device if the constraint allows it; whether it does. */
  add(requestName: string, alternativeName: string | undefined, driver: string, device: Device): boolean;
  /** Undoes the `add` with the same arguments, which was allowed. */
  remove(requestName: string, alternativeName: string | undefined): void;
}

/** The constraint as an object; undefined for one of an unknown kind. */
export function createConstraint(constraint: DeviceConstraint): Constraint | undefined {
  const applies = applicability(constraint.requests ?? []);
  if (constraint.matchAttribute !== undefined) return new MatchConstraint(constraint.matchAttribute, applies);
  if (constraint.distinctAttribute !== undefined)
    return new DistinctConstraint(constraint.distinctAttribute, applies);
  return undefined;
}

type Applies = (requestName: string, alternativeName: string | undefined) => boolean;

/** Without names a constraint is for all requests; a request's name covers its alternatives. */
function applicability(names: readonly string[]): Applies {
  return (requestName, alternativeName) =>
    names.length === 0 ||
    names.includes(requestName) ||
    (alternativeName !== undefined && names.includes(`${requestName}/${alternativeName}`));
}

/** @source structured/internal/incubating/allocator_incubating.go → matchAttributeConstraint (v1.36.3) */
class MatchConstraint implements Constraint {
  readonly #attributeName: string;
  readonly #applies: Applies;
  #value: DeviceAttribute | undefined;
  #deviceCount = 0;

  constructor(attributeName: string, applies: Applies) {
    this.#attributeName = attributeName;
    this.#applies = applies;
  }

  add(requestName: string, alternativeName: string | undefined, driver: string, device: Device): boolean {
    if (!this.#applies(requestName, alternativeName)) return true;
    const value = attributeOf(device, driver, this.#attributeName);
    if (!value) return false;
    if (this.#deviceCount === 0) this.#value = value;
    else if (!isSameValue(value, this.#value!)) return false;
    this.#deviceCount++;
    return true;
  }

  remove(requestName: string, alternativeName: string | undefined): void {
    if (this.#applies(requestName, alternativeName)) this.#deviceCount--;
  }
}

/**
 * Remembers one value a request, the last: of several devices for one request it compares only that.
 *
 * @source structured/internal/incubating/constraint.go → distinctAttributeConstraint (v1.36.3)
 */
class DistinctConstraint implements Constraint {
  readonly #attributeName: string;
  readonly #applies: Applies;
  readonly #values = new Map<string, DeviceAttribute>();
  #deviceCount = 0;

  constructor(attributeName: string, applies: Applies) {
    this.#attributeName = attributeName;
    this.#applies = applies;
  }

  add(requestName: string, alternativeName: string | undefined, driver: string, device: Device): boolean {
    if (!this.#applies(requestName, alternativeName)) return true;
    const value = attributeOf(device, driver, this.#attributeName);
    if (!value) return false;
    if (this.#deviceCount > 0 && this.#values.values().some((other) => isSameValue(value, other)))
      return false;
    this.#values.set(requestName, value);
    this.#deviceCount++;
    return true;
  }

  remove(requestName: string, alternativeName: string | undefined): void {
    if (!this.#applies(requestName, alternativeName)) return;
    this.#values.delete(requestName);
    this.#deviceCount--;
  }
}

/**
 * The attribute with that full name; of the driver's own domain also without it.
 *
 * @source structured/internal/incubating/allocator_incubating.go → lookupAttribute (v1.36.3)
 */
function attributeOf({ attributes = {} }: Device, driver: string, name: string): DeviceAttribute | undefined {
  const exact = attributes[name];
  if (exact) return exact;
  const slash = name.indexOf('/');
  return slash > 0 && name.slice(0, slash) === driver ? attributes[name.slice(slash + 1)] : undefined;
}

function isSameValue(one: DeviceAttribute, other: DeviceAttribute): boolean {
  if (one.string !== undefined) return one.string === other.string;
  if (one.int !== undefined) return one.int === other.int;
  if (one.bool !== undefined) return one.bool === other.bool;
  return one.version !== undefined && one.version === other.version;
}
