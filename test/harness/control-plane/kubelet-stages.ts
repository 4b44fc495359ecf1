/** How long the played kubelets take, in milliseconds. */
export interface KubeletTimes {
  /** From scheduling to Ready. */
  readonly podReadyMs: number;
  /** From the start of a deletion to the pod being gone, whatever its grace period. */
  readonly podTerminationMs: number;
  /** From Ready to the end of a Job's pod. */
  readonly jobPodMs: number;
}

/** The times of the recorded runs. */
export const RECORDED_TIMES: KubeletTimes = { podReadyMs: 3000, podTerminationMs: 2000, jobPodMs: 5000 };

/** Nodes with this label report to the control plane; a node that loses it has failed. */
export const LIVE_NODE_LABEL = 'harness.test/live';

/**
 * What a container's image tag makes the played kubelet do: `:broken` cannot be pulled, `:unready` runs and is never Ready,
 * `:exit-N` ends a Job's pod with that exit code. Any other image works.
 */
const JOB_EXIT_CODES = [1, 42] as const;
/** The exit code of a process that the end of its pod stops. */
const SIGTERM_EXIT_CODE = 128 + 15;

const anyImage = (pattern: string) => `[.spec.containers[].image | test("${pattern}$")] | any | tostring`;
const BROKEN = anyImage(':broken');
/** Whether a pod runs an image that is never Ready: the tag says so, or the scenario names the image. */
const unready = (images: readonly string[]) =>
  anyImage(`(${[':unready', ...images.map((image) => image.replaceAll('.', '[.]'))].join('|')})`);

type Expression = { key: string; operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'; values?: string[] };

const is = (key: string, value: string): Expression => ({ key, operator: 'In', values: [value] });
const isNot = (key: string, value: string): Expression => ({ key, operator: 'NotIn', values: [value] });
const READY = '.status.conditions.[] | select( .type == "Ready" ) | .status';
const alive: Expression = { key: '.metadata.deletionTimestamp', operator: 'DoesNotExist' };
const going: Expression = { key: '.metadata.deletionTimestamp', operator: 'Exists' };
const held: Expression = { key: '.metadata.finalizers.[]', operator: 'Exists' };
const free: Expression = { key: '.metadata.finalizers.[]', operator: 'DoesNotExist' };
const ended: Expression = { key: '.status.phase', operator: 'In', values: ['Succeeded', 'Failed'] };
const notEnded: Expression = { ...ended, operator: 'NotIn' };

function stage(
  name: string,
  kind: 'Node' | 'Pod',
  matchExpressions: Expression[],
  next: object,
  delay?: object,
): object {
  return {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'Stage',
    metadata: { name },
    spec: {
      resourceRef: { apiGroup: 'v1', kind },
      selector: { matchExpressions },
      ...(delay && { delay }),
      next,
    },
  };
}

const after = (durationMilliseconds: number) => ({ durationMilliseconds });

/** kwok's configuration: how nodes come up and report, how pods start, end and go. */
export function kubeletStages(
  times: KubeletTimes = RECORDED_TIMES,
  neverReady: readonly string[] = [],
): string {
  const isUnready = unready(neverReady);
  const stages = [
    stage('node-initialize', 'Node', [isNot(READY, 'True')], { statusTemplate: NODE_STATUS }),
    stage(
      'node-heartbeat',
      'Node',
      [is('.status.phase', 'Running'), is(READY, 'True')],
      { statusTemplate: NODE_CONDITIONS },
      { durationMilliseconds: 600_000, jitterDurationMilliseconds: 610_000 },
    ),
    stage(
      'pod-ready',
      'Pod',
      [
        alive,
        is('.status.phase', 'Pending'),
        isNot(READY, 'True'),
        is(BROKEN, 'false'),
        is(isUnready, 'false'),
      ],
      { statusTemplate: podRunning(true) },
      after(times.podReadyMs),
    ),
    stage(
      'pod-unready',
      'Pod',
      [alive, is('.status.phase', 'Pending'), is(isUnready, 'true')],
      { statusTemplate: podRunning(false) },
      after(times.podReadyMs),
    ),
    stage(
      'pod-image-broken',
      'Pod',
      [
        alive,
        is('.status.phase', 'Pending'),
        is(BROKEN, 'true'),
        { key: '.status.startTime', operator: 'DoesNotExist' },
      ],
      { statusTemplate: IMAGE_BROKEN },
      after(times.podReadyMs),
    ),
    ...[0, ...JOB_EXIT_CODES].map((code) => jobPodEnd(code, times)),
    stage('pod-delete', 'Pod', [going, free, notEnded], { delete: true }, after(times.podTerminationMs)),
    // What a finalizer holds is seen to have failed before it goes: the Job that holds it waits for that.
    stage(
      'pod-stop',
      'Pod',
      [going, held, notEnded],
      { statusTemplate: podEnded(SIGTERM_EXIT_CODE) },
      after(times.podTerminationMs),
    ),
    stage('pod-delete-ended', 'Pod', [going, ended], { delete: true }),
  ];
  return stages.map((document) => JSON.stringify(document)).join('\n---\n');
}

function jobPodEnd(exitCode: number, times: KubeletTimes): object {
  const others = JOB_EXIT_CODES.join('|');
  const image =
    exitCode === 0 ? is(anyImage(`:exit-(${others})`), 'false') : is(anyImage(`:exit-${exitCode}`), 'true');
  return stage(
    `pod-exit-${exitCode}`,
    'Pod',
    [alive, is('.status.phase', 'Running'), is('.metadata.ownerReferences.[].kind', 'Job'), image],
    { statusTemplate: podEnded(exitCode) },
    after(times.jobPodMs),
  );
}

const CONDITION = (type: string, status: string) =>
  `- {lastTransitionTime: {{ $now | Quote }}, status: "${status}", type: ${type}}`;

const NODE_CONDITIONS = `{{ $now := Now }}
conditions:
{{ range NodeConditions }}
- lastHeartbeatTime: {{ $now | Quote }}
  lastTransitionTime: {{ or $.metadata.creationTimestamp $now | Quote }}
  message: {{ .message | Quote }}
  reason: {{ .reason | Quote }}
  status: {{ .status | Quote }}
  type: {{ .type | Quote }}
{{ end }}
`;

const NODE_STATUS = `${NODE_CONDITIONS}
addresses:
{{ with NodeIP }}
- {address: {{ . | Quote }}, type: InternalIP}
{{ end }}
{{ with NodeName }}
- {address: {{ . | Quote }}, type: Hostname}
{{ end }}
allocatable:
{{ with .status.allocatable }}
{{ YAML . 1 }}
{{ else }}
  {cpu: "4", memory: 8Gi, pods: "110"}
{{ end }}
capacity:
{{ with .status.capacity }}
{{ YAML . 1 }}
{{ else }}
  {cpu: "4", memory: 8Gi, pods: "110"}
{{ end }}
nodeInfo:
  architecture: amd64
  bootID: ""
  containerRuntimeVersion: kwok-{{ Version }}
  kernelVersion: kwok-{{ Version }}
  kubeProxyVersion: kwok-{{ Version }}
  kubeletVersion: kwok-{{ Version }}
  machineID: ""
  operatingSystem: linux
  osImage: ""
  systemUUID: ""
phase: Running
`;

const POD_ADDRESSES = `{{ with NodeIPsWith .spec.nodeName }}
hostIP: {{ index . 0 | Quote }}
hostIPs:
{{ range . }}
- ip: {{ . | Quote }}
{{ end }}
{{ end }}
{{ with PodIPsWith .spec.nodeName (or .spec.hostNetwork false) (or .metadata.uid "") (or .metadata.name "") (or .metadata.namespace "") }}
podIP: {{ index . 0 | Quote }}
podIPs:
{{ range . }}
- ip: {{ . | Quote }}
{{ end }}
{{ end }}
startTime: {{ $now | Quote }}
`;

function podRunning(ready: boolean): string {
  const status = ready ? 'True' : 'False';
  return `{{ $now := Now }}
conditions:
${CONDITION('Initialized', 'True')}
${CONDITION('Ready', status)}
${CONDITION('ContainersReady', status)}
containerStatuses:
{{ range .spec.containers }}
- image: {{ .image | Quote }}
  imageID: ""
  name: {{ .name | Quote }}
  ready: ${ready}
  restartCount: 0
  started: true
  state: {running: {startedAt: {{ $now | Quote }}}}
{{ end }}
initContainerStatuses:
{{ range .spec.initContainers }}
- image: {{ .image | Quote }}
  imageID: ""
  name: {{ .name | Quote }}
  ready: true
  restartCount: 0
  {{ if eq (or .restartPolicy "") "Always" }}
  started: true
  state: {running: {startedAt: {{ $now | Quote }}}}
  {{ else }}
  state: {terminated: {exitCode: 0, finishedAt: {{ $now | Quote }}, reason: Completed, startedAt: {{ $now | Quote }}}}
  {{ end }}
{{ end }}
phase: Running
${POD_ADDRESSES}`;
}

const IMAGE_BROKEN = `{{ $now := Now }}
conditions:
${CONDITION('Initialized', 'True')}
${CONDITION('Ready', 'False')}
${CONDITION('ContainersReady', 'False')}
containerStatuses:
{{ range .spec.containers }}
- image: {{ .image | Quote }}
  imageID: ""
  name: {{ .name | Quote }}
  ready: false
  restartCount: 0
  started: false
  state: {waiting: {reason: ImagePullBackOff, message: 'Back-off pulling image {{ .image | Quote }}'}}
{{ end }}
phase: Pending
${POD_ADDRESSES}`;

function podEnded(exitCode: number): string {
  const reason = exitCode === 0 ? 'Completed' : 'Error';
  return `{{ $now := Now }}
conditions:
${CONDITION('Initialized', 'True')}
${CONDITION('Ready', 'False')}
${CONDITION('ContainersReady', 'False')}
containerStatuses:
{{ range .spec.containers }}
- image: {{ .image | Quote }}
  imageID: ""
  name: {{ .name | Quote }}
  ready: false
  restartCount: 0
  started: false
  state: {terminated: {exitCode: ${exitCode}, finishedAt: {{ $now | Quote }}, reason: ${reason}, startedAt: {{ $now | Quote }}}}
{{ end }}
phase: ${exitCode === 0 ? 'Succeeded' : 'Failed'}
`;
}
