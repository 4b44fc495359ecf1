import type { Container, Pod, PodSpec } from '../types.ts';
import { pullPolicyOf } from './pull-policy.ts';
import { defaultVolume } from './volumes.ts';

/**
 * A pod's spec with what the API server fills in; templates get the same.
 *
 * @source pkg/apis/core/v1/defaults.go → SetDefaults_PodSpec (v1.36.3)
 * @source pkg/apis/core/v1/zz_generated.defaults.go → SetObjectDefaults_PodTemplate (v1.36.3)
 */
export function defaultPodSpec(spec: PodSpec): PodSpec {
  const { containers = [], initContainers, ephemeralContainers, volumes, ...rest } = spec;
  const serviceAccountName = spec.serviceAccountName || spec.serviceAccount;
  return {
    ...rest,
    containers: containers.map(defaultContainer),
    ...(initContainers ? { initContainers: initContainers.map(defaultContainer) } : {}),
    ...(ephemeralContainers ? { ephemeralContainers: ephemeralContainers.map(defaultContainer) } : {}),
    ...(volumes ? { volumes: volumes.map(defaultVolume) } : {}),
    dnsPolicy: spec.dnsPolicy || 'ClusterFirst',
    restartPolicy: spec.restartPolicy || 'Always',
    schedulerName: spec.schedulerName || 'default-scheduler',
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
  const containerOf = (container: Container) =>
    withRequestsFromLimits(spec.hostNetwork ? withHostPorts(container) : container);
  return {
    ...pod,
    spec: {
      ...spec,
      containers: spec.containers.map(containerOf),
      ...(spec.initContainers ? { initContainers: spec.initContainers.map(containerOf) } : {}),
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

/** @source pkg/apis/core/v1/defaults.go → defaultHostNetworkPorts (v1.36.3) */
function withHostPorts(container: Container): Container {
  if (!container.ports) return container;
  const ports = container.ports.map((port) => ({ ...port, hostPort: port.hostPort || port.containerPort }));
  return { ...container, ports };
}

/** @source pkg/apis/core/v1/defaults.go → SetDefaults_Container (v1.36.3) */
function defaultContainer<C extends Container>(container: C): C {
  const { ports, env, livenessProbe, readinessProbe, startupProbe, lifecycle } = container;
  return {
    ...container,
    imagePullPolicy: container.imagePullPolicy || pullPolicyOf(container.image),
    resources: container.resources ?? {},
    terminationMessagePath: container.terminationMessagePath || '/dev/termination-log',
    terminationMessagePolicy: container.terminationMessagePolicy || 'File',
    ...(ports ? { ports: ports.map((port) => ({ ...port, protocol: port.protocol || 'TCP' })) } : {}),
    ...(env ? { env: env.map(defaultVariable) } : {}),
    ...(livenessProbe ? { livenessProbe: defaultProbe(livenessProbe) } : {}),
    ...(readinessProbe ? { readinessProbe: defaultProbe(readinessProbe) } : {}),
    ...(startupProbe ? { startupProbe: defaultProbe(startupProbe) } : {}),
    ...(lifecycle ? { lifecycle: defaultLifecycle(lifecycle) } : {}),
  };
}

type Probe = NonNullable<Container['livenessProbe']>;

/** @source pkg/apis/core/v1/defaults.go → SetDefaults_Probe (v1.36.3) */
function defaultProbe(probe: Probe): Probe {
  const { grpc } = probe;
  return {
    ...withHttpDefaults(probe),
    timeoutSeconds: probe.timeoutSeconds || 1,
    periodSeconds: probe.periodSeconds || 10,
    successThreshold: probe.successThreshold || 1,
    failureThreshold: probe.failureThreshold || 3,
    ...(grpc ? { grpc: { ...grpc, service: grpc.service ?? '' } } : {}),
  };
}

type Lifecycle = NonNullable<Container['lifecycle']>;

function defaultLifecycle(lifecycle: Lifecycle): Lifecycle {
  const { postStart, preStop } = lifecycle;
  return {
    ...lifecycle,
    ...(postStart ? { postStart: withHttpDefaults(postStart) } : {}),
    ...(preStop ? { preStop: withHttpDefaults(preStop) } : {}),
  };
}

/** @source pkg/apis/core/v1/defaults.go → SetDefaults_HTTPGetAction (v1.36.3) */
function withHttpDefaults<H extends { readonly httpGet?: Probe['httpGet'] }>(handler: H): H {
  const { httpGet } = handler;
  if (!httpGet) return handler;
  return { ...handler, httpGet: { ...httpGet, path: httpGet.path || '/', scheme: httpGet.scheme || 'HTTP' } };
}

type Variable = NonNullable<Container['env']>[number];

function defaultVariable(variable: Variable): Variable {
  const { valueFrom } = variable;
  if (!valueFrom) return variable;
  const { fieldRef, fileKeyRef } = valueFrom;
  return {
    ...variable,
    valueFrom: {
      ...valueFrom,
      ...(fieldRef ? { fieldRef: { ...fieldRef, apiVersion: fieldRef.apiVersion || 'v1' } } : {}),
      ...(fileKeyRef ? { fileKeyRef: { ...fileKeyRef, optional: fileKeyRef.optional ?? false } } : {}),
    },
  };
}
