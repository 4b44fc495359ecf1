import type { NodeSelector, NodeSelectorRequirement } from '../kubernetes/node.ts';
import type { PersistentVolume } from '../kubernetes/storage.ts';

const ZONE = 'topology.kubernetes.io/zone';
const REGION = 'topology.kubernetes.io/region';
const OLD_ZONE = 'failure-domain.beta.kubernetes.io/zone';
const OLD_REGION = 'failure-domain.beta.kubernetes.io/region';
const ZONE_DELIMITER = '__';

/**
 * A PersistentVolume's required node affinity in its CSI driver's own terms: zones under the driver's label.
 *
 * @source staging/src/k8s.io/csi-translation-lib/plugins/in_tree_volume.go → translateTopologyFromInTreeToCSI (v1.36.3)
 */
export function csiNodeAffinity(volume: PersistentVolume, topologyKey: string): NodeSelector | undefined {
  const required = volume.spec?.nodeAffinity?.required;
  const labels = volume.metadata?.labels ?? {};
  const [zoneKey, regionKey] = topologyKeys(required, labels);
  const hasZone = requirementsOf(required).some(
    ({ key, values }) => key === zoneKey && (values ?? []).length > 0,
  );
  let translated = required;
  if (hasZone) translated = renameKey(required!, zoneKey, topologyKey);
  else if (labels[zoneKey] !== undefined) {
    translated = addZones(required, topologyKey, labels[zoneKey].split(ZONE_DELIMITER));
  }
  return translated && regionKey === OLD_REGION ? renameKey(translated, OLD_REGION, REGION) : translated;
}

/** The labels in use for zone and region: those of the affinity before those of the volume, new before old. */
function topologyKeys(
  required: NodeSelector | undefined,
  labels: Readonly<Record<string, string>>,
): [string, string] {
  const keys = requirementsOf(required).map(({ key }) => key);
  if (keys.includes(ZONE)) return [ZONE, REGION];
  if (keys.includes(OLD_ZONE)) return [OLD_ZONE, OLD_REGION];
  if (labels[ZONE] === undefined && labels[OLD_ZONE] !== undefined) return [OLD_ZONE, OLD_REGION];
  return [ZONE, REGION];
}

function requirementsOf(required: NodeSelector | undefined): readonly NodeSelectorRequirement[] {
  return (required?.nodeSelectorTerms ?? []).flatMap((term) => term.matchExpressions ?? []);
}

function renameKey(required: NodeSelector, from: string, to: string): NodeSelector {
  const nodeSelectorTerms = (required.nodeSelectorTerms ?? []).map((term) => ({
    ...term,
    matchExpressions: (term.matchExpressions ?? []).map((requirement) =>
      requirement.key === from ? { ...requirement, key: to } : requirement,
    ),
  }));
  return { nodeSelectorTerms };
}

function addZones(
  required: NodeSelector | undefined,
  key: string,
  labelled: readonly string[],
): NodeSelector | undefined {
  const values = [...new Set(labelled.map((zone) => zone.trim()).filter((zone) => zone !== ''))].sort();
  if (values.length === 0) return required;
  const terms = required?.nodeSelectorTerms?.length ? required.nodeSelectorTerms : [{}];
  const nodeSelectorTerms = terms.map((term) => ({
    ...term,
    matchExpressions: [...(term.matchExpressions ?? []), { key, operator: 'In', values }],
  }));
  return { nodeSelectorTerms };
}
