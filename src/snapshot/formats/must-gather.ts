import { type GroupKind, groupKindOfPlural } from '../../kubernetes/index.ts';
import type { Intake } from '../intake/intake.ts';
import type { ArchiveFormat, ArchivePlan, EntryReader } from './format.ts';
import { readObjects } from './read-objects.ts';

const ROOT = /^(.*\/)?(?=cluster-scoped-resources\/[^/]+\/[^/]+|namespaces\/[^/]+\/[^/]+\/[^/]+)/;

/**
 * What `oc adm must-gather` and `oc adm inspect` write, of one image or several.
 *
 * @source openshift/oc pkg/cli/admin/inspect/inspect.go, writer.go
 */
export const mustGather: ArchiveFormat = {
  name: 'must-gather',
  recognise(paths) {
    const isIt = paths.some(
      (path) =>
        /(^|\/)cluster-scoped-resources\/[^/]+\/[^/]+/.test(path) ||
        /(^|\/)namespaces\/([^/]+)\/\2\.yaml$/.test(path),
    );
    return isIt ? new MustGatherPlan() : undefined;
  },
};

class MustGatherPlan implements ArchivePlan {
  readonly #namespaces = new Set<string>();
  readonly #namespacedKinds = new Set<GroupKind>();

  readerOf(path: string): EntryReader | undefined {
    if (!/\.(ya?ml|json)$/.test(path)) return undefined;
    const root = ROOT.exec(path);
    if (!root) return undefined;
    const [scope, ...parts] = path.slice(root[0].length).split('/');
    if (scope === 'cluster-scoped-resources') return this.#clusterScoped(parts);
    return this.#namespaced(parts);
  }

  /** `<group>/<plural>.yaml` is a list, `<group>/<plural>/<name>.yaml` an object. */
  #clusterScoped([group, plural, name]: readonly string[]): EntryReader | undefined {
    if (group === undefined || plural === undefined) return undefined;
    return readObjects(name === undefined ? kindOf(group, withoutExtension(plural)) : undefined);
  }

  /** `<ns>.yaml`, `<group>/<plural>.yaml`, `<group>/<plural>/<name>.yaml` or `pods/<pod>/<pod>.yaml` of a namespace. */
  #namespaced([namespace, group, plural, name, ...rest]: readonly string[]): EntryReader | undefined {
    if (namespace === undefined || group === undefined || rest.length > 0) return undefined;
    this.#namespaces.add(namespace);
    if (plural === undefined) return group === `${namespace}.yaml` ? readObjects() : undefined;
    if (group === 'pods') return name === `${plural}.yaml` ? readObjects() : undefined;
    const kind = kindOf(group, withoutExtension(plural));
    if (kind !== undefined) this.#namespacedKinds.add(kind);
    return readObjects(name === undefined ? kind : undefined);
  }

  finish({ builder }: Intake): void {
    const only = `gathered only in ${[...this.#namespaces].sort().join(', ')}`;
    for (const kind of this.#namespacedKinds) builder.ledger.partly(kind, only);
    if (this.#namespaces.size > 0) builder.ledger.partly('Pod', only);
    builder.ledger.sayOtherwise('never asked: not in this must-gather');
  }
}

function kindOf(group: string, plural: string): GroupKind | undefined {
  return groupKindOfPlural(group === 'core' ? plural : `${plural}.${group}`);
}

function withoutExtension(name: string): string {
  return name.replace(/\.(json|ya?ml)$/, '');
}
