import {
  buildProfile,
  Cluster,
  decodeSchedulerConfiguration,
  type ObjectKind,
  PLUGINS,
  type Profile,
  type SchedulablePod,
} from '../scheduler-model/index.ts';
import type { KubeObject } from '../src/kubernetes/index.ts';

/** What the scheduler model knows of a cluster, and the pods that wait, in the order of the source. */
export interface ModelCluster {
  readonly cluster: Cluster;
  readonly profile: Profile;
  readonly pending: readonly SchedulablePod[];
  /** `namespace/name` of a pending pod. */
  readonly podKey: (podId: number) => string;
  readonly podCount: number;
}

interface PodObject extends KubeObject {
  readonly spec: { readonly nodeName?: string; readonly containers: object };
  readonly status?: { readonly startTime?: string };
}

/** Takes objects one after another and keeps none of the pods, so that clusters of any size can be measured. */
export function modelCluster(objects: Iterable<KubeObject>): ModelCluster {
  const cluster = new Cluster();
  const pending: SchedulablePod[] = [];
  const keys = new Map<number, string>();
  // The pods of an application share one list of containers.
  const classes = new WeakMap<object, number>();
  let podCount = 0;
  for (const object of objects) {
    if (object.kind === 'Node') cluster.addNode(object);
    else if (object.kind !== 'Pod') cluster.setObject(object.kind as ObjectKind, object);
    else {
      const podId = podCount++;
      const { metadata, spec, status } = object as PodObject;
      const classId = classes.get(spec.containers) ?? cluster.internPod(object);
      classes.set(spec.containers, classId);
      if (spec.nodeName) {
        const startTimeMs = Date.parse(status?.startTime ?? '');
        cluster.addPod(podId, classId, cluster.nodeRow(spec.nodeName), { startTimeMs });
      } else {
        pending.push({ podId, classId, name: metadata.name ?? '', uid: metadata.uid ?? '' });
        keys.set(podId, `${metadata.namespace}/${metadata.name}`);
      }
    }
  }
  return { cluster, profile: defaultProfile(), pending, podKey: (podId) => keys.get(podId)!, podCount };
}

function defaultProfile(): Profile {
  const { configuration } = decodeSchedulerConfiguration(undefined, 36);
  return buildProfile(configuration.profiles[0]!, 36, PLUGINS, {});
}
