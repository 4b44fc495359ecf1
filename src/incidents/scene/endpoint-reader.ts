import { type ChangeRecord, type ObjectRef, refId, type Span } from '../../history/index.ts';
import type { EndpointSlice, KubeObject } from '../../kubernetes/index.ts';
import { SLICE } from './kinds.ts';
import type { ObjectStates } from './object-states.ts';
import { ServiceCourse } from './service-course.ts';

const SERVICE_NAME = 'kubernetes.io/service-name';

interface Endpoints {
  readonly service: ObjectRef;
  readonly ready: number;
  readonly pods: readonly string[];
}

/** Follows the ready endpoints of Services through the slices that are written; Endpoints where there are no slices. */
export class EndpointReader {
  readonly #states: ObjectStates;
  readonly #span: Span;
  readonly #bySlices = new Map<string, ServiceCourse>();
  readonly #byEndpoints = new Map<string, ServiceCourse>();
  readonly #namespaces = new Set<string>();

  constructor(states: ObjectStates, span: Span) {
    this.#states = states;
    this.#span = span;
  }

  read(
    { ref, timeMs, evidence }: ChangeRecord,
    before: KubeObject | undefined,
    after: KubeObject | undefined,
  ): void {
    const isSlice = ref.kind === SLICE;
    const endpoints = endpointsOf(isSlice, after ?? before);
    if (!endpoints) return;
    if (isSlice) this.#addNamespace(ref.namespace);
    const courses = isSlice ? this.#bySlices : this.#byEndpoints;
    const course = courseOf(courses, endpoints.service, isSlice ? 'EndpointSlice' : 'Endpoints');
    const old = endpointsOf(isSlice, before);
    if (old && course.points.length === 0) course.set(ref.name, old.ready, this.#span.fromMs, evidence);
    for (const pod of [...(old?.pods ?? []), ...endpoints.pods]) course.pods.add(pod);
    course.set(ref.name, after === undefined ? 0 : endpoints.ready, timeMs, evidence);
  }

  courses(): Map<string, ServiceCourse> {
    return new Map([...this.#byEndpoints, ...this.#bySlices]);
  }

  /** A Service may have slices that do not change: they count too. */
  #addNamespace(namespace: string): void {
    if (this.#namespaces.has(namespace)) return;
    this.#namespaces.add(namespace);
    for (const ref of this.#states.refs(SLICE, namespace)) {
      const endpoints = endpointsOf(true, this.#states.at(ref, this.#span.fromMs - 1));
      if (!endpoints) continue;
      const course = courseOf(this.#bySlices, endpoints.service, 'EndpointSlice');
      for (const pod of endpoints.pods) course.pods.add(pod);
      course.set(ref.name, endpoints.ready, this.#span.fromMs, ref.name);
    }
  }
}

function courseOf(
  courses: Map<string, ServiceCourse>,
  service: ObjectRef,
  source: ServiceCourse['source'],
): ServiceCourse {
  const id = refId(service);
  let course = courses.get(id);
  if (!course) {
    course = new ServiceCourse(service, source);
    courses.set(id, course);
  }
  return course;
}

/** The ready endpoints that an EndpointSlice or Endpoints object lists; a condition that is not said counts as ready. */
function endpointsOf(isSlice: boolean, object: KubeObject | undefined): Endpoints | undefined {
  if (!object) return undefined;
  const { namespace = '', name = '', labels } = object.metadata;
  if (!isSlice) return endpointsObject(object, namespace, name);
  const service = labels?.[SERVICE_NAME];
  if (service === undefined) return undefined;
  const endpoints = (object as EndpointSlice).endpoints ?? [];
  return {
    service: { kind: 'Service', namespace, name: service },
    ready: endpoints.filter(({ conditions }) => conditions?.ready !== false).length,
    pods: endpoints.flatMap(({ targetRef }) =>
      targetRef?.kind === 'Pod' && targetRef.name ? [targetRef.name] : [],
    ),
  };
}

interface EndpointAddress {
  readonly targetRef?: { readonly kind?: string; readonly name?: string };
}

function endpointsObject(object: KubeObject, namespace: string, name: string): Endpoints {
  const subsets = (object.subsets ?? []) as readonly {
    readonly addresses?: readonly EndpointAddress[];
    readonly notReadyAddresses?: readonly EndpointAddress[];
  }[];
  const all = subsets.flatMap(({ addresses, notReadyAddresses }) => [
    ...(addresses ?? []),
    ...(notReadyAddresses ?? []),
  ]);
  return {
    service: { kind: 'Service', namespace, name },
    ready: subsets.reduce((sum, { addresses }) => sum + (addresses?.length ?? 0), 0),
    pods: all.flatMap(({ targetRef }) =>
      targetRef?.kind === 'Pod' && targetRef.name ? [targetRef.name] : [],
    ),
  };
}
