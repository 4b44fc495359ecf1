import type { Service } from '../../kubernetes/index.ts';
import type { LogRecord } from '../../simulation/index.ts';
import type { WorldView } from '../../world/index.ts';

/** Ready endpoints of one Service over a run. */
export interface ServiceCourse {
  /** `namespace/name`. */
  readonly key: string;
  readonly before: number;
  lowest: number;
  now: number;
  /** How long it had none, having had some. */
  zeroMs: number;
  zeroFromMs: number | undefined;
  /** Log records at which the count fell to its lowest. */
  evidence: number[];
  /** When it was lowest first, and when it was whole again (undefined: not before the end). */
  lowestAtMs: number;
  wholeAtMs: number | undefined;
}

/**
 * Counts the ready endpoints of every Service with a selector through a run: pods that match, are Ready and neither
 * terminal nor terminating. Headless ones too.
 *
 * @source pkg/controller/endpointslice → podToEndpoint: Serving and not Terminating (v1.36.3)
 */
export function followServices(
  world: WorldView,
  records: readonly LogRecord[],
  endMs: number,
): ServiceCourse[] {
  return new Following(world).run(records, endMs);
}

class Following {
  readonly #world: WorldView;
  readonly #byNamespace = new Map<
    string,
    { readonly selector: [string, string][]; readonly course: ServiceCourse }[]
  >();
  /** The services of a make's pods, by namespace: makes are shared between namespaces. */
  readonly #ofMake = new Map<string, Map<unknown, readonly ServiceCourse[]>>();
  /** State of the rows that the run touched: whether they count, and for which services. */
  readonly #rows = new Map<number, { ready: boolean; going: boolean; services: readonly ServiceCourse[] }>();
  readonly #lastMs = new Map<ServiceCourse, number>();

  constructor(world: WorldView) {
    this.#world = world;
    for (const object of world.list('Service')) {
      const { metadata, spec } = object as Service;
      const selector = Object.entries(spec?.selector ?? {});
      if (selector.length === 0) continue;
      const namespace = metadata.namespace ?? 'default';
      const course = newCourse(`${namespace}/${metadata.name}`, this.#readyPods(namespace, selector));
      const services = this.#byNamespace.get(namespace) ?? [];
      services.push({ selector, course });
      this.#byNamespace.set(namespace, services);
    }
  }

  run(records: readonly LogRecord[], endMs: number): ServiceCourse[] {
    for (const { change, timeMs, sequence } of records) {
      switch (change.type) {
        case 'createPod':
          this.#rows.set(change.row, {
            ready: false,
            going: false,
            services: this.#servicesOf(change.namespace, change.make),
          });
          break;
        case 'updatePod': {
          const namespace = this.#namespaceOf(change.row);
          if (namespace === undefined) break;
          this.#change(change.row, timeMs, sequence, (row) => {
            row.services = this.#servicesOf(namespace, change.make);
          });
          break;
        }
        case 'setPodReady':
          this.#change(change.row, timeMs, sequence, (row) => {
            row.ready = change.ready;
          });
          break;
        case 'setPodPhase':
          if (change.phase === 'Running' || change.phase === 'Pending') break;
          this.#going(change.row, timeMs, sequence);
          break;
        case 'terminatePod':
        case 'removePod':
          this.#going(change.row, timeMs, sequence);
          break;
        default:
      }
    }
    const courses = [...this.#byNamespace.values()].flat().map(({ course }) => course);
    for (const course of courses) this.#advance(course, endMs);
    return courses.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  #going(row: number, timeMs: number, sequence: number): void {
    this.#change(row, timeMs, sequence, (state) => {
      state.going = true;
    });
  }

  #change(
    rowNumber: number,
    timeMs: number,
    sequence: number,
    edit: (row: { ready: boolean; going: boolean; services: readonly ServiceCourse[] }) => void,
  ): void {
    const row = this.#row(rowNumber);
    const before = row.ready && !row.going ? row.services : [];
    edit(row);
    const after = row.ready && !row.going ? row.services : [];
    for (const course of before) if (!after.includes(course)) this.#count(course, -1, timeMs, sequence);
    for (const course of after) if (!before.includes(course)) this.#count(course, 1, timeMs, sequence);
  }

  #count(course: ServiceCourse, by: 1 | -1, timeMs: number, sequence: number): void {
    this.#advance(course, timeMs);
    course.now += by;
    if (course.now < course.lowest) {
      course.lowest = course.now;
      course.lowestAtMs = timeMs;
      course.evidence.push(sequence);
    }
    if (course.now === 0 && by < 0) course.zeroFromMs ??= timeMs;
    course.wholeAtMs = course.now >= course.before ? (course.wholeAtMs ?? timeMs) : undefined;
  }

  /** Adds the time since the last change to the time at zero; a Service that starts with nothing loses nothing. */
  #advance(course: ServiceCourse, timeMs: number): void {
    const last = this.#lastMs.get(course) ?? 0;
    if (course.now === 0 && course.zeroFromMs !== undefined) course.zeroMs += timeMs - last;
    this.#lastMs.set(course, timeMs);
  }

  #row(row: number) {
    const known = this.#rows.get(row);
    if (known) return known;
    const { pods } = this.#world;
    const { namespace, make } = pods.template(row);
    const state = {
      ready: pods.isReady(row),
      going: !pods.isActive(row),
      services: this.#servicesOf(namespace, make),
    };
    this.#rows.set(row, state);
    return state;
  }

  #namespaceOf(row: number): string | undefined {
    return this.#world.pods.exists(row) ? this.#world.pods.namespace(row) : undefined;
  }

  #servicesOf(
    namespace: string,
    make: { readonly labels: Readonly<Record<string, string>> },
  ): readonly ServiceCourse[] {
    const ofMake = this.#ofMake.get(namespace) ?? new Map<unknown, readonly ServiceCourse[]>();
    this.#ofMake.set(namespace, ofMake);
    const known = ofMake.get(make);
    if (known) return known;
    const found = (this.#byNamespace.get(namespace) ?? [])
      .filter(({ selector }) => selector.every(([key, value]) => make.labels[key] === value))
      .map(({ course }) => course);
    ofMake.set(make, found);
    return found;
  }

  #readyPods(namespace: string, selector: readonly (readonly [string, string])[]): number {
    const { templates, pods } = this.#world;
    let count = 0;
    for (const templateId of templates.inNamespace(namespace)) {
      const { labels } = templates.get(templateId).make;
      if (!selector.every(([key, value]) => labels[key] === value)) continue;
      for (const row of pods.ofTemplate(templateId)) if (pods.isReady(row) && pods.isActive(row)) count++;
    }
    return count;
  }
}

function newCourse(key: string, before: number): ServiceCourse {
  return {
    key,
    before,
    lowest: before,
    now: before,
    zeroMs: 0,
    zeroFromMs: undefined,
    evidence: [],
    lowestAtMs: 0,
    wholeAtMs: 0,
  };
}
