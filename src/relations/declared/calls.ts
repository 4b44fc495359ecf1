import type { KubeObject, PodSpec } from '../../kubernetes/index.ts';
import type { ObjectKey } from '../object-key.ts';
import { containersOf } from './pod-spec.ts';
import { type Reference, ReferenceList } from './references.ts';
import { type HostName, isNoHostVariable, serviceHosts } from './service-hosts.ts';

/** What the search for calls asks of the cluster. */
export interface ServiceDirectory {
  readonly hasService: (namespace: string, name: string) => boolean;
  readonly configMap: (namespace: string, name: string) => KubeObject | undefined;
  /** Whether the Service stands in front of pods with these labels: a workload that names its own Service calls nobody. */
  readonly isOwnService: (namespace: string, name: string, labels: Labels) => boolean;
}

type Labels = Readonly<Record<string, string>>;

/** A pod's spec, or a template's, where it stands. */
export interface PlacedSpec {
  readonly spec: PodSpec;
  readonly labels: Labels;
  readonly namespace: string;
  /** `spec`, `spec.template.spec` */
  readonly prefix: string;
}

/**
 * The Services that a pod's environment, arguments and configuration name. Only names that a Service has count, and
 * those that say themselves that they are a Service's; of a value nothing but the host is told.
 */
export function callsOf(placed: PlacedSpec, directory: ServiceDirectory): Reference[] {
  const list = new ReferenceList();
  const look = (text: string, mayBeBare: boolean, where: string, path: string) => {
    for (const host of serviceHosts(text)) {
      if (!mayBeBare && host.text === text.trim() && !/[.:]/.test(host.text)) continue;
      const service = resolve(host, placed, directory);
      if (service !== undefined) list.add('calls', service, `names ${host.text} in ${where}`, path);
    }
  };
  for (const { container, path } of containersOf(placed.spec, placed.prefix)) {
    (container.env ?? []).forEach(({ name, value }, index) => {
      if (value) look(value, !isNoHostVariable(name), name, `${path}.env[${index}]`);
    });
    for (const field of ['command', 'args'] as const) {
      (container[field] ?? []).forEach((word, index) => {
        look(word, false, field === 'args' ? 'its arguments' : 'its command', `${path}.${field}[${index}]`);
      });
    }
  }
  for (const name of configMapsOf(placed.spec)) {
    const data = directory.configMap(placed.namespace, name)?.data;
    for (const [key, value] of Object.entries((data ?? {}) as Labels)) {
      const evidence = `ConfigMap/${placed.namespace}/${name} data.${key}`;
      if (typeof value === 'string')
        look(value, !isNoHostVariable(key), `${key} of ConfigMap/${placed.namespace}/${name}`, evidence);
    }
  }
  return list.references();
}

function resolve(
  host: HostName,
  { namespace, labels }: PlacedSpec,
  directory: ServiceDirectory,
): ObjectKey | undefined {
  for (const candidate of host.candidates) {
    const inNamespace = candidate.namespace ?? namespace;
    if (!host.isExplicit && !directory.hasService(inNamespace, candidate.name)) continue;
    if (directory.isOwnService(inNamespace, candidate.name, labels)) return undefined;
    return `Service/${inNamespace}/${candidate.name}`;
  }
  return undefined;
}

/** The ConfigMaps that a pod reads, in the order in which it names them. */
function configMapsOf(spec: PodSpec): string[] {
  const names = new Set<string>();
  const add = (name: string | undefined) => {
    if (name) names.add(name);
  };
  for (const { container } of containersOf(spec, '')) {
    for (const { configMapRef } of container.envFrom ?? []) add(configMapRef?.name);
    for (const { valueFrom } of container.env ?? []) add(valueFrom?.configMapKeyRef?.name);
  }
  for (const { configMap, projected } of spec.volumes ?? []) {
    add(configMap?.name);
    for (const source of projected?.sources ?? []) add(source.configMap?.name);
  }
  return [...names];
}
