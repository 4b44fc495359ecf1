import type { Device } from '../../kubernetes/dynamic-resources.ts';
import { Quantity } from '../../kubernetes/quantity.ts';
import { type AllocatedDevices, deviceKey } from './allocated-devices.ts';
import type { DevicePool } from './device-pool.ts';

/** Amounts by counter set and counter. */
type Counters = Map<string, Map<string, Quantity>>;

/**
 * What allocated devices leave of each pool's counters. Pools are known by name alone, as upstream does, so that
 * pools of two drivers with one name share an entry.
 */
export class AvailableCounters {
  readonly #allocated: AllocatedDevices;
  readonly #byPool = new Map<string, Counters>();

  constructor(allocated: AllocatedDevices) {
    this.#allocated = allocated;
  }

  of(pool: DevicePool): Counters {
    let counters = this.#byPool.get(pool.name);
    if (!counters) {
      counters = this.#compute(pool);
      this.#byPool.set(pool.name, counters);
    }
    return counters;
  }

  #compute(pool: DevicePool): Counters {
    const available: Counters = new Map();
    for (const { name, counters = {} } of pool.counterSets) {
      const amounts = Object.entries(counters).map(([counter, { value }]): [string, Quantity] => {
        return [counter, Quantity.parse(value)];
      });
      available.set(name, new Map(amounts));
    }
    for (const slice of [...pool.slices, ...pool.otherSlices]) {
      for (const device of slice.devices ?? []) {
        if (!this.#allocated.isAllocated(deviceKey(slice.driver, slice.pool.name, device.name))) continue;
        change(available, device, (amount, consumed) => amount.minus(consumed), false);
      }
    }
    return available;
  }
}

/**
 * The counters that the devices of one allocation consume.
 *
 * @source structured/internal/incubating/allocator_incubating.go → checkAvailableCounters (v1.36.3)
 */
export class ConsumedCounters {
  readonly #available: AvailableCounters;
  readonly #byPool = new Map<string, Counters>();

  constructor(available: AvailableCounters) {
    this.#available = available;
  }

  /** Consumes the device's counters if that many are left; whether they are. */
  take(pool: DevicePool, device: Device): boolean {
    const consumed = this.#byPool.get(pool.name) ?? new Map();
    this.#byPool.set(pool.name, consumed);
    change(consumed, device, (amount, more) => amount.plus(more), true);
    if (covers(this.#available.of(pool), consumed)) return true;
    this.giveBack(pool, device);
    return false;
  }

  giveBack(pool: DevicePool, device: Device): void {
    change(this.#byPool.get(pool.name)!, device, (amount, less) => amount.minus(less), true);
  }
}

function change(
  counters: Counters,
  { consumesCounters = [] }: Device,
  combine: (amount: Quantity, consumed: Quantity) => Quantity,
  creates: boolean,
): void {
  for (const { counterSet, counters: consumed = {} } of consumesCounters) {
    const amounts = counters.get(counterSet) ?? new Map<string, Quantity>();
    if (creates) counters.set(counterSet, amounts);
    for (const [name, { value }] of Object.entries(consumed)) {
      const amount = amounts.get(name) ?? (creates ? Quantity.ZERO : undefined);
      if (amount) amounts.set(name, combine(amount, Quantity.parse(value)));
    }
  }
}

function covers(available: Counters, consumed: Counters): boolean {
  return available
    .entries()
    .every(([set, amounts]) =>
      amounts
        .entries()
        .every(([name, amount]) => amount.compare(consumed.get(set)?.get(name) ?? Quantity.ZERO) >= 0),
    );
}
