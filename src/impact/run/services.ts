import { type KubeObject, type Service, selects } from '../../kubernetes/index.ts';
import type { LogRecord } from '../../simulation/index.ts';
import type { PodMake, WorldView } from '../../world/index.ts';

/** Ready endpoints of one Service over a run. */
export interface ServiceCourse {
  /** `namespace/name`. */
  readonly key: string;
  readonly before: number;
  /** Pods that are not ready and those on their way out are endpoints too: spec.publishNotReadyAddresses. */
  readonly publishesAll: boolean;
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
 * Counts the ready endpoints through a run, of every Service with a selector that selects a pod which the run touched:
 * pods that match, are Ready and neither terminal nor terminating. Headless ones too. A Service that publishes addresses
 * that are not ready has an endpoint for each pod that runs, until it is gone.
 *
 * @source k8s.io/endpointslice/utils.go → podToEndpoint (v0.36.3)
 * @source k8s.io/endpointslice/util/controller_utils.go → ShouldPodBeInEndpoints (v0.36.3)
 */
export function followServices(
  world: WorldView,
  records: readonly LogRecord[],
  endMs: number,
): ServiceCourse[] {
  return new Following(world).run(records, endMs);
}

/** The Services that no touched pod belongs to, as they stand. */
export function quietServices(world: WorldView, touched: readonly ServiceCourse[]): ServiceCourse[] {
  const known = new Set(touched.map(({ key }) => key));
  const quiet: ServiceCourse[] = [];
  for (const object of world.objects.all('Service')) {
    const course = courseOf(world, object as Service);
    if (course && !known.has(course.key)) quiet.push(course);
  }
  return quiet;
}

/** A Service at the beginning; undefined when it has no selector. */
function courseOf({ pods, selections }: WorldView, service: Service): ServiceCourse | undefined {
  if (Object.keys(service.spec?.selector ?? {}).length === 0) return undefined;
  const { namespace = 'default', name } = service.metadata;
  const templateIds = selections.templatesOf('Service', service as KubeObject);
  const publishesAll = service.spec?.publishNotReadyAddresses === true;
  let count = 0;
  for (const templateId of templateIds) {
    if (!publishesAll) count += pods.counts.ready(templateId);
    else for (const row of pods.ofTemplate(templateId)) if (pods.phase(row) === 'Running') count++;
  }
  return newCourse(`${namespace}/${name}`, count, publishesAll);
}

/** A Service that the run made select other pods. */
interface Reselected {
  readonly selector: readonly (readonly [string, string])[];
  readonly course: ServiceCourse;
}

/** A pod that the run touched: whether it counts, and for which services. */
interface TouchedPod {
  ready: boolean;
  running: boolean;
  going: boolean;
  gone: boolean;
  readonly namespace: string;
  make: PodMake;
  services: readonly ServiceCourse[];
}

type PodState = Pick<TouchedPod, 'ready' | 'running' | 'going' | 'gone'>;

const NEW: PodState = { ready: false, running: false, going: false, gone: false };

/** Whether the pod is a ready endpoint of a Service that selects it. */
function isEndpoint({ ready, running, going, gone }: PodState, { publishesAll }: ServiceCourse): boolean {
  return !gone && (publishesAll ? running : ready && !going);
}

class Following {
  readonly #world: WorldView;
  /** The Services of the pods that the run touched, by key; undefined: it has no selector. */
  readonly #courses = new Map<string, ServiceCourse | undefined>();
  /** The services of a make's pods, by namespace: makes are shared between namespaces. */
  readonly #ofMake = new Map<string, Map<unknown, readonly ServiceCourse[]>>();
  readonly #reselected = new Map<string, Reselected>();
  readonly #rows = new Map<number, TouchedPod>();
  readonly #lastMs = new Map<ServiceCourse, number>();
  readonly #ended = new Set<ServiceCourse>();

  constructor(world: WorldView) {
    this.#world = world;
  }

  run(records: readonly LogRecord[], endMs: number): ServiceCourse[] {
    for (const { change, timeMs, sequence } of records) {
      switch (change.type) {
        case 'createPod':
          this.#rows.set(change.row, this.#touched(change.namespace, change.make, NEW));
          break;
        case 'updatePod':
          this.#change(change.row, timeMs, sequence, (row) => {
            row.make = change.make;
            row.services = this.#servicesOf(row.namespace, change.make);
          });
          break;
        case 'setPodReady':
          this.#change(change.row, timeMs, sequence, (row) => {
            row.ready = change.ready;
          });
          break;
        case 'setPodPhase':
          this.#change(change.row, timeMs, sequence, (row) => {
            row.running = change.phase === 'Running';
            row.gone = change.phase !== 'Running' && change.phase !== 'Pending';
          });
          break;
        case 'terminatePod':
          this.#change(change.row, timeMs, sequence, (row) => {
            row.going = true;
          });
          break;
        case 'removePod':
          this.#change(change.row, timeMs, sequence, (row) => {
            row.gone = true;
          });
          break;
        case 'putObject':
          if (change.kind === 'Service') this.#select(change.object as Service, timeMs, sequence);
          break;
        case 'removeObject':
          if (change.kind === 'Service') this.#end(change.namespace, change.name, timeMs);
          break;
        default:
      }
    }
    const courses = [...this.#courses.values()].filter((course) => course !== undefined);
    for (const course of courses) this.#advance(course, endMs);
    return courses.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** A Service that is deleted is without endpoints no longer: nobody asks for it. */
  #end(namespace: string | undefined, name: string, timeMs: number): void {
    const course = this.#course(namespace ?? 'default', name);
    if (course === undefined) return;
    this.#advance(course, timeMs);
    this.#ended.add(course);
  }

  /** A Service that is there again is followed again, by the pods that are ready for it by now. */
  #begin(course: ServiceCourse, namespace: string, timeMs: number, sequence: number): void {
    this.#ended.delete(course);
    this.#lastMs.set(course, timeMs);
    for (const row of this.#world.pods.inNamespace(namespace)) this.#row(row);
    const rows = [...this.#rows.values()];
    course.now = rows.filter((row) => row.services.includes(course) && isEndpoint(row, course)).length;
    this.#judge(course, timeMs, sequence, course.before > 0);
  }

  /** A Service that was there before and selects other pods from now on: who joins counts before who leaves. */
  #select({ metadata, spec }: Service, timeMs: number, sequence: number): void {
    const namespace = metadata.namespace ?? 'default';
    const name = metadata.name ?? '';
    const key = `${namespace}/${name}`;
    const service = this.#world.objects.get('Service', namespace, name) as Service | undefined;
    const before = this.#reselected.get(key)?.selector ?? Object.entries(service?.spec?.selector ?? {});
    const selector = Object.entries(spec?.selector ?? {});
    const ended = this.#courses.get(key);
    const isBack = ended !== undefined && this.#ended.has(ended) && selector.length > 0;
    if (isBack) this.#begin(ended, namespace, timeMs, sequence);
    if (service === undefined || String(selector) === String(before)) return;
    if (selector.length === 0) {
      this.#end(namespace, name, timeMs);
      return;
    }
    const course = this.#course(namespace, name);
    if (!course) return;
    for (const row of this.#world.pods.inNamespace(namespace)) this.#row(row);
    this.#reselected.set(key, { selector, course });
    this.#ofMake.delete(namespace);
    const rows = [...this.#rows].filter(([, row]) => row.namespace === namespace);
    const joining = rows.filter(([, { make }]) => matches(selector, make));
    const leaving = rows.filter(([, { make }]) => !matches(selector, make));
    for (const [row] of [...joining, ...leaving]) {
      this.#change(row, timeMs, sequence, (state) => {
        state.services = this.#servicesOf(namespace, state.make);
      });
    }
  }

  #change(rowNumber: number, timeMs: number, sequence: number, edit: (row: TouchedPod) => void): void {
    const row = this.#row(rowNumber);
    const before = row.services.filter((course) => isEndpoint(row, course));
    edit(row);
    const after = row.services.filter((course) => isEndpoint(row, course));
    for (const course of before) if (!after.includes(course)) this.#count(course, -1, timeMs, sequence);
    for (const course of after) if (!before.includes(course)) this.#count(course, 1, timeMs, sequence);
  }

  #count(course: ServiceCourse, by: 1 | -1, timeMs: number, sequence: number): void {
    if (this.#ended.has(course)) return;
    this.#advance(course, timeMs);
    course.now += by;
    this.#judge(course, timeMs, sequence, by < 0);
  }

  /** Notes what a count that has just changed means: for the lowest, for the time at zero if it `hadSome`, for being whole. */
  #judge(course: ServiceCourse, timeMs: number, sequence: number, hadSome: boolean): void {
    if (course.now < course.lowest) {
      course.lowest = course.now;
      course.lowestAtMs = timeMs;
      course.evidence.push(sequence);
    }
    if (course.now === 0 && hadSome) course.zeroFromMs ??= timeMs;
    course.wholeAtMs = course.now >= course.before ? (course.wholeAtMs ?? timeMs) : undefined;
  }

  /** Adds the time since the last change to the time at zero; a Service that starts with nothing loses nothing. */
  #advance(course: ServiceCourse, timeMs: number): void {
    if (this.#ended.has(course)) return;
    const last = this.#lastMs.get(course) ?? 0;
    if (course.now === 0 && course.zeroFromMs !== undefined) course.zeroMs += timeMs - last;
    this.#lastMs.set(course, timeMs);
  }

  #row(row: number) {
    const known = this.#rows.get(row);
    if (known) return known;
    const { pods } = this.#world;
    const { namespace, make } = pods.template(row);
    const state = this.#touched(namespace, make, {
      ready: pods.isReady(row),
      running: pods.phase(row) === 'Running',
      going: pods.isTerminating(row),
      gone: pods.isTerminal(row),
    });
    this.#rows.set(row, state);
    return state;
  }

  #touched(namespace: string, make: PodMake, state: PodState): TouchedPod {
    return { ...state, namespace, make, services: this.#servicesOf(namespace, make) };
  }

  #servicesOf(namespace: string, make: PodMake): readonly ServiceCourse[] {
    let ofMake = this.#ofMake.get(namespace);
    if (!ofMake) {
      ofMake = new Map();
      this.#ofMake.set(namespace, ofMake);
    }
    const known = ofMake.get(make);
    if (known) return known;
    const found: ServiceCourse[] = [];
    for (const name of servicesSelecting(this.#world, namespace, make)) {
      if (this.#reselected.size > 0 && this.#reselected.has(`${namespace}/${name}`)) continue;
      const course = this.#course(namespace, name);
      if (course) found.push(course);
    }
    for (const [key, { selector, course }] of this.#reselected) {
      if (key.startsWith(`${namespace}/`) && matches(selector, make)) found.push(course);
    }
    ofMake.set(make, found);
    return found;
  }

  #course(namespace: string, name: string): ServiceCourse | undefined {
    const key = `${namespace}/${name}`;
    const known = this.#courses.get(key);
    if (known || this.#courses.has(key)) return known;
    const service = this.#world.objects.get('Service', namespace, name);
    const course = service && courseOf(this.#world, service as Service);
    this.#courses.set(key, course);
    return course;
  }
}

/** The names of the Services that select the pods of a make, in the order in which they came. */
function servicesSelecting(
  { templates, selections, objects }: WorldView,
  namespace: string,
  make: PodMake,
): readonly string[] {
  const id = templates.idOf(namespace, make);
  if (id !== undefined) return selections.selecting('Service', id);
  const services = [...objects.inNamespace('Service', namespace)];
  return services
    .filter((service) => selects(selections.selectorOf('Service', service), make.labels))
    .map(({ metadata }) => metadata.name ?? '');
}

function matches(selector: Reselected['selector'], { labels }: PodMake): boolean {
  return selector.every(([key, value]) => labels[key] === value);
}

function newCourse(key: string, before: number, publishesAll: boolean): ServiceCourse {
  return {
    key,
    before,
    publishesAll,
    lowest: before,
    now: before,
    zeroMs: 0,
    zeroFromMs: undefined,
    evidence: [],
    lowestAtMs: 0,
    wholeAtMs: 0,
  };
}
