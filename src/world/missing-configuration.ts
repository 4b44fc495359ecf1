import type { NeededConfiguration } from '../kubernetes/index.ts';
import { holdsAll } from '../snapshot/index.ts';
import type { WorldView } from './world.ts';

/**
 * Controllers put them into every namespace; an export may leave them out.
 *
 * @source pkg/controller/certificates/rootcacertpublisher/publisher.go → RootCACertConfigMapName (v1.36.3)
 */
const PUBLISHED: ReadonlySet<string> = new Set(['kube-root-ca.crt', 'openshift-service-ca.crt']);

/** Of what a pod needs, what is not there: `absent` for certain, or `unknown` where the snapshot may just lack it. */
export function missingConfiguration(
  world: Pick<WorldView, 'get' | 'snapshot'>,
  namespace: string,
  needed: readonly NeededConfiguration[],
): { readonly absent: readonly NeededConfiguration[]; readonly unknown: readonly NeededConfiguration[] } {
  const { snapshot } = world;
  const absent: NeededConfiguration[] = [];
  const unknown: NeededConfiguration[] = [];
  for (const each of needed) {
    const { kind, name } = each;
    if (PUBLISHED.has(name) || world.get({ kind, namespace, name })) continue;
    const wasThere = snapshot.objects
      .get(kind)
      ?.some(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
    (wasThere || holdsAll(snapshot, kind, namespace) ? absent : unknown).push(each);
  }
  return { absent, unknown };
}
