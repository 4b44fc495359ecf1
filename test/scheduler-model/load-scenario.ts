import { Cluster } from '../../scheduler-model/cluster/cluster.ts';
import type { ObjectKind } from '../../scheduler-model/cluster/object-store.ts';
import { NOT_STARTED } from '../../scheduler-model/cluster/pod-table.ts';
import { buildProfile } from '../../scheduler-model/configuration/build-profile.ts';
import { decodeSchedulerConfiguration } from '../../scheduler-model/configuration/decode-configuration.ts';
import type { Profile } from '../../scheduler-model/framework/profile.ts';
import type { KindTypes } from '../../scheduler-model/kubernetes/kinds.ts';
import type { Node } from '../../scheduler-model/kubernetes/node.ts';
import type { Pod } from '../../scheduler-model/kubernetes/pod.ts';
import { PLUGINS } from '../../scheduler-model/plugins/registry.ts';
import type { PendingPod } from '../../scheduler-model/schedule-pending.ts';
import { compileDeviceSelector } from '../../src/kubernetes/cel/device-selector.ts';

/** A scenario as the recorded answers have it: objects of any kind, and a scheduler configuration. */
export interface Scenario {
  readonly name: string;
  readonly objects: readonly KubernetesObject[];
  readonly config?: unknown;
}

export interface KubernetesObject {
  readonly kind: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
}

export interface LoadedScenario {
  readonly cluster: Cluster;
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly pending: readonly PendingPod[];
  readonly podKey: (podId: number) => string;
}

/** The profiles of a configuration by scheduler name; throws when kube-scheduler would refuse it. */
export function profilesOf(config: unknown, minor = 36): ReadonlyMap<string, Profile> {
  const { configuration, problems } = decodeSchedulerConfiguration(config, minor);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const services = { compileDeviceSelector };
  return new Map(
    configuration.profiles.map((profile) => [
      profile.schedulerName,
      buildProfile(profile, minor, PLUGINS, services),
    ]),
  );
}

/** Puts the objects of a scenario into a cluster: pods with a node on it, the others in the list of pending ones. */
export function loadScenario({ objects, config }: Scenario, minor = 36): LoadedScenario {
  const pods = objects.filter(({ kind }) => kind === 'Pod') as readonly (KubernetesObject & Pod)[];
  const podKey = (podId: number) => keyOf(pods[podId]!);
  const cluster = new Cluster({
    minor,
    podName: (podId) => pods[podId]!.metadata?.name ?? '',
    isPreempted: (podId) => isPreempted(pods[podId]!),
  });
  for (const object of objects) {
    if (object.kind === 'Node') cluster.addNode(object as Node);
    else if (object.kind !== 'Pod')
      cluster.setObject(object.kind as ObjectKind, object as KindTypes[ObjectKind]);
  }
  const pending: PendingPod[] = [];
  for (const [podId, pod] of pods.entries()) {
    const { metadata, spec, status } = pod;
    const uid = metadata?.uid ?? keyOf(pod);
    const classId = cluster.internPod({ ...pod, metadata: { ...metadata, uid } });
    if (!spec?.nodeName) {
      pending.push({
        podId,
        classId,
        name: metadata?.name ?? '',
        uid,
        ...(status?.nominatedNodeName && { nominatedNodeName: status.nominatedNodeName }),
        schedulerName: spec?.schedulerName ?? 'default-scheduler',
        createdMs: timeMs(metadata?.creationTimestamp) ?? Number.NEGATIVE_INFINITY,
      });
    } else if (status?.phase !== 'Succeeded' && status?.phase !== 'Failed') {
      cluster.addPod(podId, classId, cluster.nodeRow(spec.nodeName), {
        terminating: metadata?.deletionTimestamp !== undefined,
        startTimeMs: timeMs(status?.startTime) ?? NOT_STARTED,
      });
    }
  }
  return { cluster, profiles: profilesOf(config, minor), pending, podKey };
}

function keyOf({ metadata }: KubernetesObject): string {
  return `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
}

function isPreempted({ status }: Pod): boolean {
  return (
    status?.conditions?.some(
      ({ type, status: is, reason }) =>
        type === 'DisruptionTarget' && is === 'True' && reason === 'PreemptionByScheduler',
    ) ?? false
  );
}

function timeMs(time: string | Date | undefined): number | undefined {
  return time === undefined ? undefined : new Date(time).getTime();
}
