import type { Environment } from '@marcbachmann/cel-js';
import {
  type Device,
  type DeviceAttribute,
  type DeviceSelectorCompiler,
  Quantity,
} from '../../../scheduler-model/index.ts';
import { compileCel } from './compile-cel.ts';
import { QUANTITY } from './quantity-library.ts';
import { Semver } from './semver.ts';

const DEVICE = 'kubernetes.DRADevice';
const ATTRIBUTES = 'map<string, map<string, dyn>>';
const CAPACITY = `map<string, map<string, ${QUANTITY}>>`;

/**
 * Compiles the selectors of device classes and resource claims.
 *
 * @source staging/src/k8s.io/dynamic-resource-allocation/cel/compile.go → CompileCELExpression, DeviceMatches (v1.36.3)
 * @deviation the cost of an expression is not limited; compile errors are worded otherwise.
 */
export const compileDeviceSelector: DeviceSelectorCompiler = (expression) => {
  const program = compileCel(expression, declareDevice);
  if ('error' in program) return { error: `compilation failed: ${program.error}` };
  if (program.type !== 'bool' && program.type !== 'dyn') {
    return { error: `must evaluate to bool or the unknown type, not ${program.type}` };
  }
  return (driver, device) => {
    const variable = deviceVariable(driver, device);
    if ('error' in variable) return variable;
    const outcome = program.evaluate({ device: variable.device });
    if ('error' in outcome) return outcome;
    if (typeof outcome.value === 'boolean') return { matches: outcome.value };
    const type = typeNameOf(outcome.value);
    const why = `type conversion error from '${type}' to 'bool'`;
    return { error: `CEL result of type ${type} could not be converted to bool: ${why}` };
  };
};

function declareDevice(environment: Environment): Environment {
  return environment
    .registerType(DEVICE, {
      fields: {
        driver: 'string',
        allowMultipleAllocations: 'bool',
        attributes: ATTRIBUTES,
        capacity: CAPACITY,
      },
    })
    .registerVariable('device', DEVICE);
}

function deviceVariable(
  driver: string,
  device: Device,
): { readonly device: object } | { readonly error: string } {
  const attributes: [string, unknown][] = [];
  for (const [name, attribute] of Object.entries(device.attributes ?? {})) {
    const value = attributeValue(attribute);
    if ('error' in value) return { error: `attribute ${name}: ${value.error}` };
    attributes.push([name, value.value]);
  }
  const capacity = Object.entries(device.capacity ?? {}).map(([name, { value }]): [string, unknown] => {
    return [name, Quantity.parse(value)];
  });
  return {
    device: {
      driver,
      allowMultipleAllocations: device.allowMultipleAllocations ?? false,
      attributes: byDomain(driver, attributes),
      capacity: byDomain(driver, capacity),
    },
  };
}

function attributeValue({
  int,
  bool,
  string,
  version,
}: DeviceAttribute): { readonly value: unknown } | { readonly error: string } {
  if (int !== undefined) return { value: BigInt(int) };
  if (bool !== undefined) return { value: bool };
  if (string !== undefined) return { value: string };
  if (version === undefined) return { error: 'unsupported attribute value' };
  const value = Semver.parse(version);
  return value ? { value } : { error: `parse semantic version: ${version}` };
}

/** Names without a domain belong to the driver's. */
function byDomain(driver: string, entries: readonly [string, unknown][]): Map<string, Map<string, unknown>> {
  const domains = new Map<string, Map<string, unknown>>();
  for (const [name, value] of entries) {
    const slash = name.indexOf('/');
    const domain = slash < 0 ? driver : name.slice(0, slash);
    const values = domains.get(domain) ?? new Map<string, unknown>();
    domains.set(domain, values.set(name.slice(slash + 1), value));
  }
  // An unknown domain reads as an empty map, but it is not there. cel-js reads through `get`, and wants plain Maps.
  const get = domains.get.bind(domains);
  domains.get = (domain) => get(domain) ?? new Map<string, unknown>();
  return domains;
}

function typeNameOf(value: unknown): string {
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'double';
  if (typeof value === 'string') return 'string';
  return value instanceof Semver ? 'kubernetes.Semver' : typeof value;
}
