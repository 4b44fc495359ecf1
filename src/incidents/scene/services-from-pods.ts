import { refId } from '../../history/index.ts';
import { compileSelector, type KubeObject, type Pod, type Service, selects } from '../../kubernetes/index.ts';
import { isReady } from '../signals/pod-signals.ts';

import type { PodCourse, Scene } from './read-scene.ts';
import { ServiceCourse } from './service-course.ts';

/**
 * Adds the Services whose endpoints nobody recorded: what their pods' readiness makes of them. Only namespaces in which
 * pods changed are looked at.
 */
export function servicesFromPods(scene: Scene, services: Map<string, ServiceCourse>): void {
  const namespaces = new Set([...scene.pods.values()].map(({ ref }) => ref.namespace));
  for (const namespace of [...namespaces].sort()) {
    const missing = scene.states.refs('Service', namespace).filter((ref) => !services.has(refId(ref)));
    if (missing.length === 0) continue;
    const pods = podsOf(scene, namespace);
    for (const ref of missing) {
      const service = scene.states.at(ref, scene.span.fromMs) ?? scene.states.lastKnown(ref, scene.span.toMs);
      const course = service && courseOf(new ServiceCourse(ref, 'pods'), service, pods, scene.span.fromMs);
      if (course && course.points.length > 0) services.set(refId(ref), course);
    }
  }
}

/** The pods of a namespace with their readiness; those that did not change included. */
function podsOf(scene: Scene, namespace: string): PodCourse[] {
  return scene.states.refs('Pod', namespace).flatMap((ref) => {
    const course = scene.pods.get(refId(ref));
    if (course) return [course];
    const pod = scene.states.at(ref, scene.span.fromMs);
    if (!pod) return [];
    return [
      {
        ref,
        pod: pod as Pod,
        readiness: [{ timeMs: Number.NEGATIVE_INFINITY, ready: isReady(pod) }],
        createdMs: undefined,
        goneMs: undefined,
      },
    ];
  });
}

function courseOf(
  course: ServiceCourse,
  service: KubeObject,
  pods: readonly PodCourse[],
  fromMs: number,
): ServiceCourse | undefined {
  const matchLabels = (service as Service).spec?.selector;
  if (!matchLabels || Object.keys(matchLabels).length === 0) return undefined;
  const selector = compileSelector({ matchLabels });
  if (!selector) return undefined;
  const changes = pods
    .filter(({ pod }) => selects(selector, pod.metadata.labels ?? {}))
    .flatMap(({ ref, readiness }) =>
      readiness.map(({ timeMs, ready }) => ({ name: ref.name, timeMs: Math.max(timeMs, fromMs), ready })),
    )
    .sort((a, b) => a.timeMs - b.timeMs);
  for (const { name, timeMs, ready } of changes) {
    course.pods.add(name);
    course.set(name, ready ? 1 : 0, timeMs, `Pod/${course.ref.namespace}/${name}`);
  }
  return course;
}
