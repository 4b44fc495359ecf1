import type { PodSpec } from '../../../../kubernetes/index.ts';
import {
  type Check,
  containersOf,
  containerText,
  plural,
  quotedList,
  uses,
  type Violation,
} from './container-texts.ts';

const ALLOWED_CAPABILITIES: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

/** @source k8s.io/pod-security-admission/policy/check_capabilities_baseline.go (v0.36.3) */
export const capabilitiesBaseline: Check = (spec) => {
  const added = (container: ReturnType<typeof containersOf>[number]) =>
    (container.securityContext?.capabilities?.add ?? []).filter((each) => !ALLOWED_CAPABILITIES.has(each));
  const bad = containersOf(spec).filter((container) => added(container).length > 0);
  if (bad.length === 0) return undefined;
  const capabilities = [...new Set(bad.flatMap(added))].sort();
  return {
    reason: 'non-default capabilities',
    detail: `${containerText(bad)} must not include ${quotedList(capabilities)} in securityContext.capabilities.add`,
  };
};

/** @source k8s.io/pod-security-admission/policy/check_hostNamespaces.go (v0.36.3) */
export const hostNamespaces: Check = ({ hostNetwork, hostPID, hostIPC }) => {
  const shared = [
    ...(hostNetwork ? ['hostNetwork=true'] : []),
    ...(hostPID ? ['hostPID=true'] : []),
    ...(hostIPC ? ['hostIPC=true'] : []),
  ];
  return shared.length === 0 ? undefined : { reason: 'host namespaces', detail: shared.join(', ') };
};

/** @source k8s.io/pod-security-admission/policy/check_hostPathVolumes.go (v0.36.3) */
export const hostPathVolumes: Check = ({ volumes = [] }) => {
  const names = volumes.filter(({ hostPath }) => hostPath).map(({ name }) => name);
  if (names.length === 0) return undefined;
  return { reason: 'hostPath volumes', detail: `${plural('volume', names)} ${quotedList(names)}` };
};

/** @source k8s.io/pod-security-admission/policy/check_hostPorts.go (v0.36.3) */
export const hostPorts: Check = (spec) => {
  const portsOf = (container: ReturnType<typeof containersOf>[number]) =>
    (container.ports ?? []).flatMap(({ hostPort }) => (hostPort ? [`${hostPort}`] : []));
  const bad = containersOf(spec).filter((container) => portsOf(container).length > 0);
  if (bad.length === 0) return undefined;
  const ports = [...new Set(bad.flatMap(portsOf))].sort();
  return {
    reason: 'hostPort',
    detail: `${containerText(bad)} ${uses(bad)} ${plural('hostPort', ports)} ${ports.join(', ')}`,
  };
};

/** @source k8s.io/pod-security-admission/policy/check_privileged.go (v0.36.3) */
export const privileged: Check = (spec) => {
  const bad = containersOf(spec).filter(({ securityContext }) => securityContext?.privileged);
  if (bad.length === 0) return undefined;
  return {
    reason: 'privileged',
    detail: `${containerText(bad)} must not set securityContext.privileged=true`,
  };
};

/** @source k8s.io/pod-security-admission/policy/check_seccompProfile_baseline.go (v0.36.3) */
export const seccompProfileBaseline: Check = (spec) =>
  seccompViolation(spec, (type) => type !== 'Unconfined');

/** What a pod and its containers set to a seccomp profile that is not allowed. */
export function seccompViolation(spec: PodSpec, isAllowed: (type: string) => boolean): Violation | undefined {
  const podType = spec.securityContext?.seccompProfile?.type;
  const isPodBad = podType !== undefined && !isAllowed(podType);
  const bad = containersOf(spec).filter(({ securityContext }) => {
    const type = securityContext?.seccompProfile?.type;
    return type !== undefined && !isAllowed(type);
  });
  if (!isPodBad && bad.length === 0) return undefined;
  const setters = [...(isPodBad ? ['pod'] : []), ...(bad.length > 0 ? [containerText(bad)] : [])];
  const types = new Set(bad.map(({ securityContext }) => securityContext!.seccompProfile!.type));
  if (isPodBad) types.add(podType);
  const list = quotedList([...types].sort());
  return {
    reason: 'seccompProfile',
    detail: `${setters.join(' and ')} must not set securityContext.seccompProfile.type to ${list}`,
  };
}
