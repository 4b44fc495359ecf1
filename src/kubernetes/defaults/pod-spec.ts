import { isObject, type JsonObject } from '../patch/json-value.ts';
import type { Container, Pod, PodSpec } from '../types.ts';

/** 0644. */
const FILE_MODE = 420;

/**
 * A pod's spec with what the API server fills in; templates get the same.
 *
 * @source pkg/apis/core/v1/defaults.go → SetDefaults_PodSpec (v1.36.3)
 * @source pkg/apis/core/v1/zz_generated.defaults.go → SetObjectDefaults_PodTemplate (v1.36.3)
 */
export function defaultPodSpec(spec: PodSpec): PodSpec {
  const { containers = [], initContainers, ephemeralContainers, volumes, ...rest } = spec;
  const containerOf = (container: Container) => defaultContainer(container, spec.hostNetwork === true);
  const serviceAccountName = spec.serviceAccountName ?? spec.serviceAccount;
  return {
    ...rest,
    containers: containers.map(containerOf),
    ...(initContainers ? { initContainers: initContainers.map(containerOf) } : {}),
    ...(ephemeralContainers ? { ephemeralContainers } : {}),
    ...(volumes ? { volumes: volumes.map((volume) => defaultVolume(volume)) } : {}),
    dnsPolicy: spec.dnsPolicy ?? 'ClusterFirst',
    restartPolicy: spec.restartPolicy ?? 'Always',
    schedulerName: spec.schedulerName ?? 'default-scheduler',
    securityContext: spec.securityContext ?? {},
    terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds ?? 30,
    ...(serviceAccountName ? { serviceAccountName, serviceAccount: serviceAccountName } : {}),
  };
}

/**
 * A new pod with what the API server fills in: its spec's defaults, and requests from limits.
 *
 * @source pkg/apis/core/v1/defaults.go → SetDefaults_Pod (v1.36.3)
 */
export function defaultPod(pod: Pod): Pod {
  const spec = defaultPodSpec(pod.spec ?? ({ containers: [] } as unknown as PodSpec));
  return {
    ...pod,
    spec: {
      ...spec,
      containers: spec.containers.map(withRequestsFromLimits),
      ...(spec.initContainers ? { initContainers: spec.initContainers.map(withRequestsFromLimits) } : {}),
      enableServiceLinks: spec.enableServiceLinks ?? true,
    },
  };
}

function withRequestsFromLimits(container: Container): Container {
  const limits = container.resources?.limits;
  if (!limits) return container;
  const requests = { ...limits, ...container.resources?.requests };
  return { ...container, resources: { ...container.resources, requests } };
}

function defaultContainer(container: Container, isOnHostNetwork: boolean): Container {
  const { ports, env, livenessProbe, readinessProbe, startupProbe } = container;
  return {
    ...container,
    imagePullPolicy: container.imagePullPolicy ?? pullPolicyOf(container.image ?? ''),
    resources: container.resources ?? {},
    terminationMessagePath: container.terminationMessagePath ?? '/dev/termination-log',
    terminationMessagePolicy: container.terminationMessagePolicy ?? 'File',
    ...(ports
      ? {
          ports: ports.map((port) => ({
            ...port,
            protocol: port.protocol ?? 'TCP',
            ...(isOnHostNetwork && !port.hostPort ? { hostPort: port.containerPort } : {}),
          })),
        }
      : {}),
    ...(env ? { env: env.map(defaultVariable) } : {}),
    ...(livenessProbe ? { livenessProbe: defaultProbe(livenessProbe) } : {}),
    ...(readinessProbe ? { readinessProbe: defaultProbe(readinessProbe) } : {}),
    ...(startupProbe ? { startupProbe: defaultProbe(startupProbe) } : {}),
  };
}

/** @source pkg/apis/core/v1/defaults.go → SetDefaults_Container (v1.36.3) */
function pullPolicyOf(image: string): string {
  if (image.includes('@')) return 'IfNotPresent';
  const tag = /:([^:/]+)$/.exec(image)?.[1] ?? 'latest';
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}

type Probe = NonNullable<Container['livenessProbe']>;

/** @source pkg/apis/core/v1/defaults.go → SetDefaults_Probe, SetDefaults_HTTPGetAction (v1.36.3) */
function defaultProbe(probe: Probe): Probe {
  const { httpGet, grpc } = probe;
  return {
    ...probe,
    timeoutSeconds: probe.timeoutSeconds || 1,
    periodSeconds: probe.periodSeconds || 10,
    successThreshold: probe.successThreshold || 1,
    failureThreshold: probe.failureThreshold || 3,
    ...(httpGet
      ? { httpGet: { ...httpGet, path: httpGet.path || '/', scheme: httpGet.scheme || 'HTTP' } }
      : {}),
    ...(grpc ? { grpc: { ...grpc, service: grpc.service ?? '' } } : {}),
  };
}

type Variable = NonNullable<Container['env']>[number];

function defaultVariable(variable: Variable): Variable {
  const fieldRef = variable.valueFrom?.fieldRef;
  if (!fieldRef || fieldRef.apiVersion) return variable;
  return { ...variable, valueFrom: { ...variable.valueFrom, fieldRef: { apiVersion: 'v1', ...fieldRef } } };
}

type Volume = NonNullable<PodSpec['volumes']>[number];

/** @source pkg/apis/core/v1/defaults.go → SetDefaults_Volume … SetDefaults_HostPathVolumeSource (v1.36.3) */
function defaultVolume(given: Volume): Volume {
  const volume = given as unknown as JsonObject;
  const sources = Object.keys(volume).filter((key) => key !== 'name');
  if (sources.length === 0) return { ...given, emptyDir: {} };
  const changed: Record<string, unknown> = { ...volume };
  for (const source of ['secret', 'configMap', 'downwardAPI', 'projected']) {
    const value = volume[source];
    if (isObject(value)) changed[source] = { ...value, defaultMode: value.defaultMode ?? FILE_MODE };
  }
  if (isObject(volume.hostPath)) changed.hostPath = { ...volume.hostPath, type: volume.hostPath.type ?? '' };
  return changed as unknown as Volume;
}
