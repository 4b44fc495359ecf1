import type {
  DeviceSelector as CompiledSelector,
  DeviceSelectorCompiler,
  SelectorVerdict,
} from '../../framework/device-selector.ts';
import type { Device, DeviceSelector } from '../../kubernetes/dynamic-resources.ts';
import { AllocationError } from './allocation-error.ts';

interface KnownSelector {
  readonly compiled: CompiledSelector | { readonly error: string };
  readonly verdicts: WeakMap<Device, SelectorVerdict>;
}

/** Evaluates selectors; an expression is compiled once and asked once about each device. */
export class SelectorCache {
  readonly #compile: DeviceSelectorCompiler | undefined;
  readonly #known = new Map<string, KnownSelector>();

  constructor(compile: DeviceSelectorCompiler | undefined) {
    this.#compile = compile;
  }

  /**
   * Whether all selectors match the device.
   *
   * @param origin - where the selectors stand, for errors: `class a`, `claim ns/b`.
   * @throws AllocationError when a selector cannot be evaluated.
   * @source structured/internal/incubating/allocator_incubating.go → selectorsMatch (v1.36.3)
   */
  matches(selectors: readonly DeviceSelector[], driver: string, device: Device, origin: string): boolean {
    return selectors.every((selector, index) => {
      const fail = (what: string, error: string): never => {
        throw new AllocationError(`${origin}: selector #${index}: CEL ${what} error: ${error}`);
      };
      const { compiled, verdicts } = this.#get(selector.cel?.expression ?? '');
      if (typeof compiled !== 'function') return fail('compile', compiled.error);
      let verdict = verdicts.get(device);
      if (!verdict) {
        verdict = compiled(driver, device);
        verdicts.set(device, verdict);
      }
      return 'error' in verdict ? fail('runtime', verdict.error) : verdict.matches;
    });
  }

  #get(expression: string): KnownSelector {
    let known = this.#known.get(expression);
    if (!known) {
      const compiled = this.#compile?.(expression) ?? { error: 'no CEL evaluator' };
      known = { compiled, verdicts: new WeakMap() };
      this.#known.set(expression, known);
    }
    return known;
  }
}
