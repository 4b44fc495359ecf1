import { isObject, type KubeObject } from '../../kubernetes/index.ts';

import { HIDDEN } from './redact-object.ts';

/** Fields whose values are words of Kubernetes, numbers in disguise or identifiers without meaning. */
const KEPT_FIELDS = new Set(
  `apiVersion kind apiGroup apiGroups uid resourceVersion type status reason phase effect operator schedule timeZone
   fieldPath finalizers schedulerName kubeletVersion kubeProxyVersion kernelVersion osImage containerRuntimeVersion
   operatingSystem architecture bindingMode verbs scope controllerKind divisor resource appProtocol protocol`.split(
    /\s+/,
  ),
);
/** Fields whose values are free text or identify a machine. */
const HIDDEN_FIELDS = new Set(['message', 'note', 'machineID', 'systemUUID', 'bootID']);
/** Maps from names of resources to quantities. */
const QUANTITIES = new Set(
  `requests limits capacity allocatable hard used default defaultRequest max min maxLimitRequestRatio podFixed
   allocatedResources`.split(/\s+/),
);
/** Maps and fields whose keys or values are keys of labels. */
const LABEL_MAPS = new Set([
  'labels',
  'matchLabels',
  'nodeSelector',
  'annotations',
  'selector',
  'data',
  'stringData',
  'binaryData',
]);
const LABEL_KEY_FIELDS = new Set([
  'key',
  'topologyKey',
  'matchLabelKeys',
  'mismatchLabelKeys',
  'topologyKeys',
]);
/** Fields whose values are values of labels: there, even words of Kubernetes are names. */
const LABEL_VALUE_FIELDS = new Set(['value', 'values']);

/** Words that mean the same in every cluster. */
export const WORDS: ReadonlySet<string> = new Set(
  `cpu memory storage ephemeral-storage pods linux windows amd64 arm64 true false default default-scheduler kubernetes
   kube-system kube-public kube-node-lease system-node-critical system-cluster-critical spot on-demand none
   kube-root-ca.crt metadata.name`.split(/\s+/),
);
/** Folders of every node: what lies under them is the system's, not a workload's. */
const SYSTEM_FOLDERS = new Set(
  `var lib kubelet plugins plugins_registry pods device-plugins run etc kubernetes manifests pki proc sys fs cgroup dev
   usr bin sbin opt cni net.d log containers containerd docker.sock containerd.sock tmp root host rootfs boot modules
   secrets serviceaccount localtime machine-id os-release ssl certs ca-certificates xtables.lock`.split(
    /\s+/,
  ),
);
const WELL_KNOWN_DOMAIN = /(^|[./])(kubernetes\.io|k8s\.io|karpenter\.sh|openshift\.io)(\/|$)/;
const WELL_KNOWN_KEY =
  /^(pod-template-hash|pod-template-generation|controller-revision-hash|job-name|controller-uid)$/;
/** Enumerations, times, quantities, percentages: object names begin with small letters and are none of these. */
const NO_NAME = /^(?:[A-Z][A-Za-z]*|\d{4}-\d\d-\d\dT[\d:.]+Z|-?\d+(?:\.\d+)?(?:[a-zA-Z]{0,2}|%))$/;
/** What Kubernetes calls its fields; other keys are names. */
const FIELD = /^[A-Za-z0-9]*$/;
/** Volumes that admission adds are told by their names; drivers by theirs, which are their vendors'. */
const KEPT_NAME = /^kube-api-access-|(^|[.-])csi([.-]|$)|^hugepages-|^attachable-volumes/;

/** How names are replaced. */
export interface Renaming {
  /** Part by part, so that names that were made of others still are. */
  readonly name: (name: string) => string;
  /** As one: names of ports have no more than 15 letters, and nothing is made of them. */
  readonly portName: (name: string) => string;
}

/** The object with every name replaced; what decides how Kubernetes treats it stays. */
export function renameObject(object: KubeObject, rename: Renaming): KubeObject {
  return new Renamer(rename).record(
    object as unknown as Record<string, unknown>,
    '',
  ) as unknown as KubeObject;
}

class Renamer {
  readonly #rename: Renaming;

  constructor(rename: Renaming) {
    this.#rename = rename;
  }

  record(source: Record<string, unknown>, field: string): Record<string, unknown> {
    const isLabels =
      LABEL_MAPS.has(field) && Object.values(source).every((value) => typeof value === 'string');
    const result: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(source)) {
      if (QUANTITIES.has(field)) result[this.#resource(key)] = value;
      else if (isLabels) result[this.#key(key)] = this.#label(String(value));
      else if (typeof value === 'string' && isPortName(key, field)) result[key] = this.#port(value);
      else result[FIELD.test(key) ? key : this.#key(key)] = this.#value(value, key);
    }
    return result;
  }

  #value(value: unknown, field: string): unknown {
    if (KEPT_FIELDS.has(field) && !isObject(value)) return value;
    if (Array.isArray(value)) return value.map((item) => this.#value(item, field));
    if (isObject(value)) return this.record(value, field);
    if (typeof value !== 'string') return value;
    if (HIDDEN_FIELDS.has(field)) return HIDDEN;
    if (LABEL_KEY_FIELDS.has(field)) return this.#key(value);
    return LABEL_VALUE_FIELDS.has(field) ? this.#label(value) : this.#name(value);
  }

  #name(name: string): string {
    if (name.startsWith('/')) {
      return name
        .split('/')
        .map((part) => (SYSTEM_FOLDERS.has(part) ? part : this.#label(part)))
        .join('/');
    }
    return NO_NAME.test(name) || KEPT_NAME.test(name) || name === HIDDEN ? name : this.#label(name);
  }

  #port(name: string): string {
    return NO_NAME.test(name) || WORDS.has(name) ? name : this.#rename.portName(name);
  }

  /** Values of labels are replaced whatever they look like, but for words of Kubernetes and plain numbers. */
  #label(value: string): string {
    return WORDS.has(value) || WELL_KNOWN_DOMAIN.test(value) || value === HIDDEN
      ? value
      : this.#rename.name(value);
  }

  #key(key: string): string {
    return WELL_KNOWN_KEY.test(key) || WELL_KNOWN_DOMAIN.test(key) || WORDS.has(key)
      ? key
      : this.#rename.name(key);
  }

  /** Quotas name storage classes before `.storageclass.storage.k8s.io/`. */
  #resource(name: string): string {
    const [storageClass, rest] = name.split('.storageclass.storage.k8s.io/');
    return rest === undefined ? name : `${this.#name(storageClass!)}.storageclass.storage.k8s.io/${rest}`;
  }
}

/** Ports are named where they are listed, and named again by Services, probes, policies and routes. */
function isPortName(key: string, parent: string): boolean {
  return (
    key === 'targetPort' || key === 'port' || (key === 'name' && (parent === 'ports' || parent === 'port'))
  );
}
