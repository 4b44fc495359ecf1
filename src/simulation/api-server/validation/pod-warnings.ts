import {
  Amount,
  type GroupKind,
  isObject,
  type JsonObject,
  type KubeObject,
} from '../../../kubernetes/index.ts';
import { objectIn, objectsIn, textIn } from './json-fields.ts';

/** Labels of nodes that have other names by now, with the version since when. */
const OLD_LABELS: Readonly<Record<string, readonly [string, string]>> = {
  'beta.kubernetes.io/arch': ['v1.14', 'kubernetes.io/arch'],
  'beta.kubernetes.io/os': ['v1.14', 'kubernetes.io/os'],
  'failure-domain.beta.kubernetes.io/region': ['v1.17', 'topology.kubernetes.io/region'],
  'failure-domain.beta.kubernetes.io/zone': ['v1.17', 'topology.kubernetes.io/zone'],
  'beta.kubernetes.io/instance-type': ['v1.17', 'node.kubernetes.io/instance-type'],
};
const DOTS = 'which can result in surprising behavior; a DNS label is recommended: [must not contain dots]';
const BYTES = ['memory', 'ephemeral-storage'];
/** Where the kinds that make pods keep their spec. */
const PATHS: Readonly<Record<GroupKind, readonly string[]>> = {
  Pod: ['spec'],
  'Deployment.apps': ['spec', 'template', 'spec'],
  'ReplicaSet.apps': ['spec', 'template', 'spec'],
  'StatefulSet.apps': ['spec', 'template', 'spec'],
  'DaemonSet.apps': ['spec', 'template', 'spec'],
  'Job.batch': ['spec', 'template', 'spec'],
  'CronJob.batch': ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};
/** Kinds whose names become part of their pods' names. */
const NAMING: ReadonlySet<GroupKind> = new Set(['Deployment.apps', 'ReplicaSet.apps', 'Job.batch']);

/**
 * What the API server warns of when it takes a new object: what works and is hardly meant, as far as it is known here.
 *
 * @source pkg/api/pod/warnings.go → GetWarningsForPod, warningsForPodSpecAndMeta (v1.36.3)
 */
export function creationWarnings(kind: GroupKind, object: KubeObject): readonly string[] {
  const path = PATHS[kind];
  if (!path) return [];
  const { name = '' } = object.metadata;
  const warnings: string[] = [];
  if (name.includes('.') && kind === 'Pod') {
    warnings.push(`metadata.name: this is used in the Pod's hostname, ${DOTS}`);
  } else if (name.includes('.') && NAMING.has(kind)) {
    warnings.push(`metadata.name: this is used in Pod names and hostnames, ${DOTS}`);
  }
  const spec = path.reduce<JsonObject>(objectIn, object);
  return [...warnings, ...podSpecWarnings(spec, path.join('.'))];
}

function podSpecWarnings(spec: JsonObject, path: string): string[] {
  const warnings: string[] = [];
  for (const key of Object.keys(objectIn(spec, 'nodeSelector')).sort()) {
    const [since, now] = OLD_LABELS[key] ?? [];
    if (since) warnings.push(`${path}.nodeSelector[${key}]: deprecated since ${since}; use "${now}" instead`);
  }
  const addresses = new Set<string>();
  for (const [index, alias] of objectsIn(spec, 'hostAliases').entries()) {
    const address = textIn(alias, 'ip');
    if (addresses.has(address)) {
      warnings.push(`${path}.hostAliases[${index}].ip: duplicate ip ${JSON.stringify(address)}`);
    }
    addresses.add(address);
  }
  for (const [index, constraint] of objectsIn(spec, 'topologySpreadConstraints').entries()) {
    if (isObject(constraint.labelSelector)) continue;
    const at = `${path}.topologySpreadConstraints[${index}].labelSelector`;
    warnings.push(`${at}: a null labelSelector results in matching no pod`);
  }
  for (const [index, secret] of objectsIn(spec, 'imagePullSecrets').entries()) {
    if (textIn(secret, 'name') === '') {
      warnings.push(`${path}.imagePullSecrets[${index}].name: invalid empty name ""`);
    }
  }
  for (const list of ['initContainers', 'containers']) {
    for (const [index, container] of objectsIn(spec, list).entries()) {
      warnings.push(...containerWarnings(container, `${path}.${list}[${index}]`));
    }
  }
  return warnings;
}

function containerWarnings(container: JsonObject, path: string): string[] {
  const warnings: string[] = [];
  for (const part of ['limits', 'requests']) {
    const amounts = objectIn(objectIn(container, 'resources'), part);
    for (const name of BYTES) {
      const text = String(amounts[name] ?? '0');
      if (!isWhole(text)) {
        const at = `${path}.resources.${part}[${name}]`;
        warnings.push(`${at}: fractional byte value ${JSON.stringify(text)} is invalid, must be an integer`);
      }
    }
  }
  const names = new Set<string>();
  for (const [index, variable] of objectsIn(container, 'env').entries()) {
    const name = textIn(variable, 'name');
    if (names.has(name)) {
      warnings.push(
        `${path}.env[${index}]: hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`,
      );
    }
    names.add(name);
  }
  return [...warnings, ...portWarnings(container, path)];
}

function isWhole(text: string): boolean {
  const amount = Amount.parse(text);
  return !amount || !text.endsWith('m') || Number(text.slice(0, -1)) % 1000 === 0;
}

function portWarnings(container: JsonObject, path: string): string[] {
  const places = new Map<string, number>();
  return objectsIn(container, 'ports').flatMap((port, index) => {
    const { containerPort, hostPort = 0, hostIP = '', protocol = 'TCP' } = port;
    const key = `${protocol}/${containerPort}/${hostIP}/${hostPort}`;
    const first = places.get(key);
    if (first === undefined) places.set(key, index);
    return first === undefined
      ? []
      : [`${path}.ports[${index}]: duplicate port definition with ${path}.ports[${first}]`];
  });
}
