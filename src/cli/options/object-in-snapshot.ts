import { invariant } from '../../errors/index.ts';
import type { ObjectRef } from '../../history/index.ts';
import type { KubeObject } from '../../kubernetes/index.ts';
import { podOfRow, type Snapshot } from '../../snapshot/index.ts';

/** The object of a snapshot that a name was found for. */
export function objectIn(snapshot: Snapshot, { kind, namespace, name }: ObjectRef): KubeObject {
  const found =
    kind === 'Pod'
      ? podNamed(snapshot, namespace, name)
      : snapshot.objects
          .get(kind)
          ?.find(({ metadata }) => metadata.name === name && (metadata.namespace ?? '') === namespace);
  invariant(found, 'a name that was found has its object');
  return found;
}

function podNamed({ pods }: Snapshot, namespace: string, name: string): KubeObject | undefined {
  for (let row = 0; row < pods.count; row++) {
    if (pods.name.get(row) === name && pods.namespaces.get(pods.namespaceId.get(row)) === namespace) {
      return { ...podOfRow(pods, row) };
    }
  }
  return undefined;
}
