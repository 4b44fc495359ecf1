import { describe, expect, it } from 'vitest';
import type { Device } from '../../../scheduler-model/index.ts';
import { compileDeviceSelector } from '../../../src/kubernetes/cel/device-selector.ts';

const DRIVER = 'gpu.example.com';
const DEVICE: Device = {
  name: 'gpu-0',
  attributes: {
    model: { string: 'A100' },
    'gpu.example.com/index': { int: 5 },
    healthy: { bool: true },
    driverVersion: { version: '1.12.3' },
    'other.example.com/rack': { string: 'r1' },
  },
  capacity: { memory: { value: '40Gi' }, cores: { value: '16' } },
};

function select(expression: string): boolean | string {
  const selector = compileDeviceSelector(expression);
  if ('error' in selector) return selector.error;
  const verdict = selector(DRIVER, DEVICE);
  return 'error' in verdict ? verdict.error : verdict.matches;
}

describe('device selectors', () => {
  it.each<[string, boolean]>([
    ['device.driver == "gpu.example.com"', true],
    ['device.attributes["gpu.example.com"].model == "A100"', true],
    ['device.attributes["gpu.example.com"].index == 5', true],
    ['device.attributes["gpu.example.com"].index in [1, 2, 3]', false],
    ['device.attributes["gpu.example.com"].healthy', true],
    ['!device.attributes["gpu.example.com"].healthy', false],
    ['device.attributes["other.example.com"].rack.startsWith("r")', true],
    ['has(device.attributes["gpu.example.com"].model)', true],
    ['has(device.attributes["gpu.example.com"].nope)', false],
    ['has(device.attributes["nope.example.com"].model)', false],
    ['!has(device.attributes["a.b"].c) && has(device.attributes["gpu.example.com"].index)', true],
    ['"gpu.example.com" in device.attributes', true],
    ['"nope.example.com" in device.attributes', false],
    ['"model" in device.attributes["gpu.example.com"]', true],
    ['device.attributes["gpu.example.com"].?nope.orValue("x") == "x"', true],
    ['device.capacity["gpu.example.com"].memory.compareTo(quantity("40Gi")) == 0', true],
    ['device.capacity["gpu.example.com"].memory.isGreaterThan(quantity("39Gi"))', true],
    ['device.capacity["gpu.example.com"].memory.sub(quantity("1Gi")).isLessThan(quantity("40000Mi"))', true],
    ['device.capacity["gpu.example.com"].cores.asInteger() == 16', true],
    ['device.attributes["gpu.example.com"].driverVersion.isGreaterThan(semver("1.9.0"))', true],
    ['device.attributes["gpu.example.com"].driverVersion.compareTo(semver("1.12.3")) == 0', true],
    ['semver("v1.2", true).isLessThan(device.attributes["gpu.example.com"].driverVersion)', true],
    ['semver("1.0.0-rc.1").isLessThan(semver("1.0.0"))', true],
    ['cel.bind(gpu, device.attributes["gpu.example.com"], gpu.index > 3 && gpu.model == "A100")', true],
    ['device.attributes["gpu.example.com"].model.matches("^A[0-9]+$")', true],
    ['device.attributes["gpu.example.com"].model.lowerAscii() == "a100"', true],
    ['device.attributes["gpu.example.com"].nope == 1 || true', true],
    ['device.attributes["gpu.example.com"].nope == 1 && false', false],
    ['["A100", "H100"].exists(m, m == device.attributes["gpu.example.com"].model)', true],
    ['device.allowMultipleAllocations', false],
    ['isQuantity("1Gi") && !isQuantity("x")', true],
    ['sets.contains([1, 2, 3], [2])', true],
    ['[3, 1, 2].sort() == [1, 2, 3] && [1, 2].isSorted() && [1, 5].max() == 5', true],
    ['sign(quantity("1Gi").sub(quantity("2Gi"))) == -1', true],
    ['device.attributes["gpu.example.com"].?model.optMap(m, m + "x").orValue("") == "A100x"', true],
    ['device.attributes["gpu.example.com"].?nope.optMap(m, m + "x").hasValue()', false],
    ['device.attributes["gpu.example.com"].?model.optFlatMap(m, optional.of(m)).value() == "A100"', true],
    ['["H100", "A100"].exists(i, m, i == 1 && m == device.attributes["gpu.example.com"].model)', true],
    ['device.attributes["gpu.example.com"].all(k, v, k != "index" || v == 5)', true],
    ['device.attributes.existsOne(domain, own, own.exists(k, k == "rack"))', true],
    ['[5, 6].transformList(i, n, i + n) == [5, 7] && [5, 6].transformList(i, n, i > 0, n) == [6]', true],
  ])('%s is %s', (expression, expected) => {
    expect(select(expression)).toBe(expected);
  });

  it.each<[string, string]>([
    ['device.attributes["gpu.example.com"].nope == 1', 'no such key: nope'],
    ['device.attributes["gpu.example.com"].model > 3', 'no such overload'],
    ['device.driver', 'must evaluate to bool or the unknown type, not string'],
    [
      'device.attributes["gpu.example.com"].index',
      "CEL result of type int could not be converted to bool: type conversion error from 'int' to 'bool'",
    ],
  ])('%s fails with "%s"', (expression, expected) => {
    expect(select(expression)).toBe(expected);
  });

  it('says why an expression does not compile', () => {
    expect(select('device.')).toMatch(/^compilation failed: /);
    expect(select('quantity("1").sign() == 1')).toMatch(/^compilation failed: /);
    expect(select('nope == 1')).toMatch(/^compilation failed: .*nope/);
  });
});
