import type { Container, PodSpec } from '../../kubernetes/index.ts';
import { type Reference, ReferenceList } from './references.ts';

type Volume = NonNullable<PodSpec['volumes']>[number];
type KeyItems = readonly { readonly key: string }[] | undefined;

/** A container with the path at which it stands. */
export interface PlacedContainer {
  readonly container: Container;
  readonly path: string;
}

/** The containers of a pod, initial ones first, with their paths below `prefix`. */
export function containersOf(spec: PodSpec, prefix: string): PlacedContainer[] {
  const of = (field: string, list: readonly Container[] | undefined): PlacedContainer[] =>
    (list ?? []).map((container, index) => ({ container, path: `${prefix}.${field}[${index}]` }));
  return [...of('initContainers', spec.initContainers), ...of('containers', spec.containers)];
}

/**
 * What a pod with this spec needs by name: configuration, secrets, claims, account and classes.
 *
 * @param prefix where the spec stands in its object: `spec`, `spec.template.spec`.
 */
export function podSpecReferences(spec: PodSpec, namespace: string, prefix: string): Reference[] {
  const list = new ReferenceList();
  for (const { container, path } of containersOf(spec, prefix))
    addEnvironment(list, container, namespace, path);
  const mountPaths = mountPathsOf(spec);
  (spec.volumes ?? []).forEach((volume, index) => {
    addVolume(list, volume, mountPaths.get(volume.name), namespace, `${prefix}.volumes[${index}]`);
  });
  (spec.imagePullSecrets ?? []).forEach(({ name }, index) => {
    const path = `${prefix}.imagePullSecrets[${index}]`;
    // The kubelet goes on without a pull secret that is not there.
    if (name)
      list.add('reads', `Secret/${namespace}/${name}`, 'pulls images with it', path, { isOptional: true });
  });
  addClasses(list, spec, namespace, prefix);
  return list.references();
}

function addEnvironment(list: ReferenceList, container: Container, namespace: string, path: string): void {
  (container.env ?? []).forEach(({ name, valueFrom }, index) => {
    const at = `${path}.env[${index}]`;
    const { configMapKeyRef, secretKeyRef } = valueFrom ?? {};
    for (const [kind, reference] of [
      ['ConfigMap', configMapKeyRef],
      ['Secret', secretKeyRef],
    ] as const) {
      if (!reference?.name) continue;
      const key = `${kind}/${namespace}/${reference.name}`;
      list.addVariable(key, name, reference.key, at, reference.optional === true);
    }
  });
  (container.envFrom ?? []).forEach(({ configMapRef, secretRef }, index) => {
    const at = `${path}.envFrom[${index}]`;
    for (const [kind, reference] of [
      ['ConfigMap', configMapRef],
      ['Secret', secretRef],
    ] as const) {
      if (!reference?.name) continue;
      list.add('reads', `${kind}/${namespace}/${reference.name}`, 'reads all of it as environment', at, {
        isOptional: reference.optional === true,
      });
    }
  });
}

function addVolume(
  list: ReferenceList,
  volume: Volume,
  mountPath: string | undefined,
  namespace: string,
  path: string,
): void {
  const where = mountPath === undefined ? 'as a volume that nothing mounts' : `as files at ${mountPath}`;
  const files = (kind: string, name: string | undefined, items: KeyItems, optional: unknown, at: string) => {
    if (!name) return;
    list.add('reads', `${kind}/${namespace}/${name}`, `has it ${where}`, at, {
      keys: (items ?? []).map(({ key }) => key),
      isOptional: optional === true,
    });
  };
  const { configMap, secret, projected, persistentVolumeClaim: claim, csi } = volume;
  files('ConfigMap', configMap?.name, configMap?.items, configMap?.optional, `${path}.configMap`);
  files('Secret', secret?.secretName, secret?.items, secret?.optional, `${path}.secret`);
  files('Secret', csi?.nodePublishSecretRef?.name, [], false, `${path}.csi.nodePublishSecretRef`);
  (projected?.sources ?? []).forEach((source, index) => {
    const at = `${path}.projected.sources[${index}]`;
    files('ConfigMap', source.configMap?.name, source.configMap?.items, source.configMap?.optional, at);
    files('Secret', source.secret?.name, source.secret?.items, source.secret?.optional, at);
  });
  if (claim?.claimName) {
    const how =
      mountPath === undefined ? 'has it as a volume that nothing mounts' : `mounts it at ${mountPath}`;
    list.add('mounts', `PersistentVolumeClaim/${namespace}/${claim.claimName}`, how, path);
  }
}

function addClasses(list: ReferenceList, spec: PodSpec, namespace: string, prefix: string): void {
  const account = spec.serviceAccountName;
  if (account)
    list.add(
      'usesAccount',
      `ServiceAccount/${namespace}/${account}`,
      'runs as it',
      `${prefix}.serviceAccountName`,
    );
  if (spec.priorityClassName) {
    const key = `PriorityClass/${spec.priorityClassName}`;
    list.add('uses', key, 'has its priority from it', `${prefix}.priorityClassName`);
  }
  if (spec.runtimeClassName)
    list.add('uses', `RuntimeClass/${spec.runtimeClassName}`, 'runs in it', `${prefix}.runtimeClassName`);
  (spec.resourceClaims ?? []).forEach(({ resourceClaimName, resourceClaimTemplateName }, index) => {
    const at = `${prefix}.resourceClaims[${index}]`;
    if (resourceClaimName)
      list.add('uses', `ResourceClaim/${namespace}/${resourceClaimName}`, 'needs its devices', at);
    if (resourceClaimTemplateName) {
      const key = `ResourceClaimTemplate/${namespace}/${resourceClaimTemplateName}`;
      list.add('uses', key, 'makes its claim of devices from it', at);
    }
  });
}

/** Where each volume is mounted first. */
function mountPathsOf(spec: PodSpec): Map<string, string> {
  const paths = new Map<string, string>();
  for (const { container } of containersOf(spec, '')) {
    for (const { name, mountPath } of container.volumeMounts ?? []) {
      if (!paths.has(name)) paths.set(name, mountPath);
    }
    for (const { name, devicePath } of container.volumeDevices ?? []) {
      if (!paths.has(name)) paths.set(name, devicePath);
    }
  }
  return paths;
}
