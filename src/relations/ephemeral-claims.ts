import type { PodTable } from './pod-table.ts';
import type { Relation } from './relation.ts';

/**
 * The claims that are made for the ephemeral volumes of a pod.
 *
 * @source k8s.io/component-helpers/storage/ephemeral/ephemeral.go → VolumeClaimName (v0.36.3)
 */
export function ephemeralClaims(pods: PodTable, row: number): Relation[] {
  const pod = pods.columns.name.get(row);
  const namespace = pods.namespaceOf(row);
  return (pods.makeOf(row).spec.volumes ?? []).flatMap(({ name, ephemeral }, index) =>
    ephemeral
      ? [
          {
            dependent: pods.keyOf(row),
            dependency: `PersistentVolumeClaim/${namespace}/${pod}-${name}`,
            type: 'mounts' as const,
            words: 'has it made for its volume',
            evidence: `spec.volumes[${index}].ephemeral`,
          },
        ]
      : [],
  );
}

/** The pods for whose ephemeral volumes a claim of this name is made: the pod's name ends at one of its dashes. */
export function podsOfEphemeralClaim(pods: PodTable, namespace: string, claim: string): Relation[] {
  const relations: Relation[] = [];
  for (let dash = claim.indexOf('-'); dash >= 0; dash = claim.indexOf('-', dash + 1)) {
    const row = pods.rowOf(namespace, claim.slice(0, dash));
    if (row === undefined) continue;
    relations.push(
      ...ephemeralClaims(pods, row).filter(
        ({ dependency }) => dependency === `PersistentVolumeClaim/${namespace}/${claim}`,
      ),
    );
  }
  return relations;
}
