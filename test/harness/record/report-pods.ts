import { type ApiRequest, apiRequest } from '../control-plane/api-request.ts';
import { type ControlPlane, nodeUser } from '../control-plane/control-plane.ts';
import type { KubeletReport } from '../scenario/steps.ts';

interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly deletionTimestamp?: string;
  };
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly { readonly name: string; readonly image: string }[];
  };
  readonly status: { readonly phase: string };
}

/** Has the kubelets of an app's running pods tell how they fare, each in its own name: status and Event. */
export async function reportPods(plane: ControlPlane, report: KubeletReport, version: string): Promise<void> {
  const selector = encodeURIComponent(`app=${report.pods}`);
  const path = `/api/v1/namespaces/${report.namespace}/pods?labelSelector=${selector}`;
  const { items } = (await apiRequest(plane, { method: 'GET', path })) as { items: readonly Pod[] };
  const running = items.filter(
    ({ metadata, status }) => metadata.deletionTimestamp === undefined && status.phase === 'Running',
  );
  for (const pod of running)
    for (const request of requestsFor(pod, report, new Date()))
      await apiRequest(plane, {
        ...request,
        user: nodeUser(pod.spec.nodeName ?? ''),
        userAgent: agentOf(version),
      });
}

function agentOf(version: string): string {
  return `kubelet/${version} (linux/amd64) kubernetes/$Format`;
}

function requestsFor(pod: Pod, report: KubeletReport, now: Date): ApiRequest[] {
  const { name, namespace } = pod.metadata;
  const home = `/api/v1/namespaces/${namespace}`;
  return [
    {
      method: 'PATCH',
      path: `${home}/pods/${name}/status`,
      contentType: 'application/strategic-merge-patch+json',
      body: { metadata: { uid: pod.metadata.uid }, status: statusOf(pod, report, stamp(now)) },
    },
    ...(report.event === undefined
      ? []
      : [{ method: 'POST', path: `${home}/events`, body: eventOf(pod, report.event, now) }]),
  ];
}

function statusOf({ spec }: Pod, { ready, restarts, waiting, ended }: KubeletReport, now: string): object {
  const condition = (type: string) => ({
    type,
    status: ready ? 'True' : 'False',
    lastTransitionTime: now,
    reason: ready ? null : 'ContainersNotReady',
  });
  const state = waiting === undefined ? { running: { startedAt: now } } : { waiting: { reason: waiting } };
  const exitCode = ended === 'OOMKilled' ? 137 : 1;
  const lastState = ended === undefined ? {} : { terminated: { exitCode, reason: ended, finishedAt: now } };
  return {
    conditions: [condition('Ready'), condition('ContainersReady')],
    containerStatuses: spec.containers.map(({ name, image }) => ({
      name,
      image,
      imageID: '',
      ready,
      restartCount: restarts,
      started: waiting === undefined,
      state: { $retainKeys: Object.keys(state), ...state },
      lastState,
    })),
  };
}

function eventOf({ metadata, spec }: Pod, [reason, message]: readonly [string, string], now: Date): object {
  const { name, namespace, uid } = metadata;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${(now.getTime() * 1_000_000).toString(16)}`, namespace },
    involvedObject: {
      apiVersion: 'v1',
      kind: 'Pod',
      name,
      namespace,
      uid,
      fieldPath: `spec.containers{${spec.containers[0]?.name}}`,
    },
    reason,
    message,
    type: 'Warning',
    source: { component: 'kubelet', host: spec.nodeName },
    reportingComponent: 'kubelet',
    reportingInstance: spec.nodeName,
    firstTimestamp: stamp(now),
    lastTimestamp: stamp(now),
    count: 1,
  };
}

function stamp(now: Date): string {
  return now.toISOString().replace(/\.\d+Z$/, 'Z');
}
