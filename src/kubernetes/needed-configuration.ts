import type { PodSpec } from './types.ts';

/** A ConfigMap or Secret without which no container of a pod starts. */
export interface NeededConfiguration {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
}

interface Reference {
  readonly name?: string;
  readonly secretName?: string;
  readonly optional?: boolean;
}

/** Pods of one make share their spec, and are asked for again and again. */
const known = new WeakMap<PodSpec, readonly NeededConfiguration[]>();

/**
 * The ConfigMaps and Secrets that a pod mounts or reads as environment, each once, optional ones left out.
 *
 * @source pkg/kubelet/kubelet_pods.go → makeEnvironmentVariables, pkg/volume/configmap/configmap.go → SetUpAt (v1.36.3)
 */
export function neededConfiguration(spec: PodSpec): readonly NeededConfiguration[] {
  let needed = known.get(spec);
  if (!needed) {
    needed = configurationIn(spec);
    known.set(spec, needed);
  }
  return needed;
}

function configurationIn(spec: PodSpec): NeededConfiguration[] {
  const found = new Map<string, NeededConfiguration>();
  const add = (kind: NeededConfiguration['kind'], reference: Reference | undefined) => {
    const name = reference?.name ?? reference?.secretName;
    if (name && !reference?.optional) found.set(`${kind}/${name}`, { kind, name });
  };
  for (const { configMap, secret, projected } of spec.volumes ?? []) {
    add('ConfigMap', configMap);
    add('Secret', secret);
    for (const source of projected?.sources ?? []) {
      add('ConfigMap', source.configMap);
      add('Secret', source.secret);
    }
  }
  for (const { env, envFrom } of [...(spec.initContainers ?? []), ...spec.containers]) {
    for (const { configMapRef, secretRef } of envFrom ?? []) {
      add('ConfigMap', configMapRef);
      add('Secret', secretRef);
    }
    for (const { valueFrom } of env ?? []) {
      add('ConfigMap', valueFrom?.configMapKeyRef);
      add('Secret', valueFrom?.secretKeyRef);
    }
  }
  return [...found.values()];
}
