import { type GroupKind, groupKindOfPlural } from '../../kubernetes/index.ts';
import type { Intake } from '../intake/intake.ts';
import type { ArchiveFormat, ArchivePlan, EntryReader } from './format.ts';
import { readObjects, readOptionalObjects } from './read-objects.ts';
import { readServerVersion } from './server-version.ts';

/** Folders and files of `cluster-resources/` that are not called by the kind's plural. */
const NAMES: Readonly<Record<string, GroupKind>> = {
  'pod-disruption-budgets': 'PodDisruptionBudget.policy',
  'resource-quota': 'ResourceQuota',
  'network-policy': 'NetworkPolicy.networking.k8s.io',
  ingress: 'Ingress.networking.k8s.io',
  'ingress-classes': 'IngressClass.networking.k8s.io',
  pvcs: 'PersistentVolumeClaim',
  pvs: 'PersistentVolume',
  'storage-classes': 'StorageClass.storage.k8s.io',
  'custom-resource-definitions': 'CustomResourceDefinition.apiextensions.k8s.io',
  'validating-webhook-configurations': 'ValidatingWebhookConfiguration.admissionregistration.k8s.io',
  'mutating-webhook-configurations': 'MutatingWebhookConfiguration.admissionregistration.k8s.io',
};
/** Files that list what the API serves or who may do what: no objects. */
const NO_OBJECTS = new Set(['groups', 'resources', 'auth-cani-list', 'image-pull-secrets']);

/**
 * A bundle of replicated's Troubleshoot, in today's layout and the former one.
 *
 * @source replicatedhq/troubleshoot pkg/collect/cluster_resources.go, pkg/constants/constants.go
 */
export const supportBundle: ArchiveFormat = {
  name: 'support bundle',
  recognise(paths) {
    const root = shallowestRoot(paths);
    return root === undefined ? undefined : new SupportBundlePlan(root, paths);
  },
};

/** The folder that `cluster-resources/` lies in; several bundles in one archive are told apart by their depth. */
function shallowestRoot(paths: readonly string[]): string | undefined {
  let best: string | undefined;
  for (const path of paths) {
    const at = `/${path}`.indexOf('/cluster-resources/');
    if (at < 0) continue;
    const root = path.slice(0, at);
    if (
      best === undefined ||
      depthOf(root) < depthOf(best) ||
      (depthOf(root) === depthOf(best) && root < best)
    ) {
      best = root;
    }
  }
  return best;
}

function depthOf(root: string): number {
  return root === '' ? 0 : root.split('/').length - 1;
}

class SupportBundlePlan implements ArchivePlan {
  readonly #root: string;
  readonly #paths: ReadonlySet<string>;
  /** Namespaces of `cluster-resources/<kind>/<namespace>.json`, by kind. */
  readonly #namespaces = new Map<GroupKind, Set<string>>();

  constructor(root: string, paths: readonly string[]) {
    this.#root = root;
    this.#paths = new Set(paths);
    for (const path of paths) {
      const [folder, name, file, ...rest] = path.slice(root.length).split('/');
      const kind = name === undefined ? undefined : (NAMES[name] ?? groupKindOfPlural(name));
      if (!path.startsWith(root) || folder !== 'cluster-resources' || !kind || !file || rest.length > 0)
        continue;
      const namespaces = this.#namespaces.get(kind) ?? new Set();
      this.#namespaces.set(kind, namespaces.add(withoutExtension(file)));
    }
  }

  readerOf(path: string): EntryReader | undefined {
    if (!path.startsWith(this.#root)) return undefined;
    const inside = path.slice(this.#root.length);
    if (inside === 'cluster-info/cluster_version.json') return readServerVersion;
    const [folder, name, ...rest] = inside.split('/');
    if (folder !== 'cluster-resources' || name === undefined) return undefined;
    if (name === 'custom-resources') return this.#customResourceReader(path, rest);
    const base = withoutExtension(name);
    if (NO_OBJECTS.has(base)) return undefined;
    if (rest.length === 0 && base.endsWith('-errors')) return readErrors(base.slice(0, -'-errors'.length));
    const kind = NAMES[base] ?? groupKindOfPlural(base);
    if (kind === undefined || rest.length > 1 || !/\.(json|ya?ml)$/.test(path)) return undefined;
    return readObjects(kind);
  }

  /** Every custom resource stands there as JSON and as YAML: one is enough. */
  #customResourceReader(path: string, rest: readonly string[]): EntryReader | undefined {
    if (rest.length === 0 || rest.length > 2) return undefined;
    const isWanted = path.endsWith('.json') || !this.#paths.has(path.replace(/yaml$/, 'json'));
    // Masking writes ***HIDDEN*** into YAML, which is an alias there and can make keys equal.
    return isWanted ? readOptionalObjects() : undefined;
  }

  finish(intake: Intake): void {
    const { ledger, facts } = intake.builder;
    ledger.sayOtherwise('never asked: this support bundle does not collect it');
    const all = new Set([...this.#namespaces.values()].flatMap((names) => [...names]));
    for (const [kind, names] of this.#namespaces) {
      if (names.size < all.size) ledger.partly(kind, `collected only in ${[...names].sort().join(', ')}`);
    }
    const named = /(\d{4}-\d{2}-\d{2})T(\d{2})_(\d{2})_(\d{2})/.exec(this.#root);
    if (named) facts.takenAt(Date.parse(`${named[1]}T${named[2]}:${named[3]}:${named[4]}Z`));
  }
}

/** `pods-errors.json`: what could not be listed, as a list or an object of messages. */
function readErrors(plural: string): EntryReader {
  return async (entry, intake, file) => {
    const kind = NAMES[plural] ?? groupKindOfPlural(plural);
    const text = (await intake.text(entry.chunks, file)).trim();
    if (kind === undefined || text === '' || text === 'null' || text === '[]' || text === '{}') return;
    intake.builder.ledger.refused(
      kind,
      /forbidden/i.test(text) ? 'forbidden' : 'the bundle could not collect it',
    );
  };
}

function withoutExtension(name: string): string {
  return name.replace(/\.(json|ya?ml)$/, '');
}
