import type { Container } from '../../../../kubernetes/index.ts';
import { seccompViolation } from './baseline.ts';
import { type Check, containersOf, containerText, plural, quotedList, uses } from './container-texts.ts';

/** @source k8s.io/pod-security-admission/policy/check_allowPrivilegeEscalation.go (v0.36.3) */
export const allowPrivilegeEscalation: Check = (spec) => {
  const bad = containersOf(spec).filter(
    ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false,
  );
  if (bad.length === 0) return undefined;
  return {
    reason: 'allowPrivilegeEscalation != false',
    detail: `${containerText(bad)} must set securityContext.allowPrivilegeEscalation=false`,
  };
};

/** @source k8s.io/pod-security-admission/policy/check_capabilities_restricted.go (v0.36.3) */
export const capabilitiesRestricted: Check = (spec) => {
  const containers = containersOf(spec);
  const addedBy = ({ securityContext }: Container) =>
    (securityContext?.capabilities?.add ?? []).filter((each) => each !== 'NET_BIND_SERVICE');
  const keeping = containers.filter(
    ({ securityContext }) => !securityContext?.capabilities?.drop?.includes('ALL'),
  );
  const adding = containers.filter((container) => addedBy(container).length > 0);
  const details: string[] = [];
  if (keeping.length > 0) {
    details.push(`${containerText(keeping)} must set securityContext.capabilities.drop=["ALL"]`);
  }
  if (adding.length > 0) {
    const list = quotedList([...new Set(adding.flatMap(addedBy))].sort());
    details.push(`${containerText(adding)} must not include ${list} in securityContext.capabilities.add`);
  }
  return details.length === 0
    ? undefined
    : { reason: 'unrestricted capabilities', detail: details.join('; ') };
};

const ALLOWED_VOLUMES = [
  'name',
  'configMap',
  'downwardAPI',
  'emptyDir',
  'projected',
  'secret',
  'csi',
  'persistentVolumeClaim',
  'ephemeral',
  'image',
];

/** @source k8s.io/pod-security-admission/policy/check_restrictedVolumes.go (v0.36.3) */
export const restrictedVolumes: Check = ({ volumes = [] }) => {
  const typeOf = (volume: object) => Object.keys(volume).find((key) => !ALLOWED_VOLUMES.includes(key));
  const bad = volumes.filter((volume) => typeOf(volume) !== undefined);
  if (bad.length === 0) return undefined;
  const types = [...new Set(bad.map((volume) => typeOf(volume)!))].sort();
  const names = bad.map(({ name }) => name);
  return {
    reason: 'restricted volume types',
    detail: `${plural('volume', names)} ${quotedList(names)} ${uses(names)} ${plural('restricted volume type', types)} ${quotedList(types)}`,
  };
};

/** @source k8s.io/pod-security-admission/policy/check_runAsNonRoot.go (v0.36.3) */
export const runAsNonRoot: Check = (spec) => {
  if (spec.hostUsers === false) return undefined;
  const podValue = spec.securityContext?.runAsNonRoot;
  const containers = containersOf(spec);
  const explicit = containers.filter(({ securityContext }) => securityContext?.runAsNonRoot === false);
  const setters = [
    ...(podValue === false ? ['pod'] : []),
    ...(explicit.length > 0 ? [containerText(explicit)] : []),
  ];
  const reason = 'runAsNonRoot != true';
  if (setters.length > 0) {
    return { reason, detail: `${setters.join(' and ')} must not set securityContext.runAsNonRoot=false` };
  }
  const silent = containers.filter(({ securityContext }) => securityContext?.runAsNonRoot === undefined);
  if (podValue || silent.length === 0) return undefined;
  return { reason, detail: `pod or ${containerText(silent)} must set securityContext.runAsNonRoot=true` };
};

/** @source k8s.io/pod-security-admission/policy/check_runAsUser.go (v0.36.3) */
export const runAsUser: Check = (spec) => {
  if (spec.hostUsers === false) return undefined;
  const bad = containersOf(spec).filter(({ securityContext }) => securityContext?.runAsUser === 0);
  const setters = [
    ...(spec.securityContext?.runAsUser === 0 ? ['pod'] : []),
    ...(bad.length > 0 ? [containerText(bad)] : []),
  ];
  if (setters.length === 0) return undefined;
  return { reason: 'runAsUser=0', detail: `${setters.join(' and ')} must not set runAsUser=0` };
};

/** @source k8s.io/pod-security-admission/policy/check_seccompProfile_restricted.go (v0.36.3) */
export const seccompProfileRestricted: Check = (spec) => {
  const isAllowed = (type: string) => type === 'RuntimeDefault' || type === 'Localhost';
  const violation = seccompViolation(spec, isAllowed);
  if (violation || spec.securityContext?.seccompProfile) return violation;
  const silent = containersOf(spec).filter(({ securityContext }) => !securityContext?.seccompProfile);
  if (silent.length === 0) return undefined;
  return {
    reason: 'seccompProfile',
    detail: `pod or ${containerText(silent)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
  };
};
