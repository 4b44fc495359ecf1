import type { Node } from '../../../kubernetes/index.ts';
import type { PodMake } from '../../../world/index.ts';
import type { Storage } from '../storage.ts';

/** The labels that are copied from a node to its pods. */
const COPIED = ['topology.kubernetes.io/region', 'topology.kubernetes.io/zone'] as const;
/** The minor version in which this became the default. */
const SINCE_MINOR = 35;

/** Makes with a node's labels, by the make without them: pods of one make that go to one zone share theirs again. */
const LABELLED = new WeakMap<PodMake, Map<string, PodMake>>();

/**
 * The make of a pod with the zone and region of the node that it is bound to; undefined when nothing changes.
 *
 * @source plugin/pkg/admission/podtopologylabels/admission.go → Plugin.admitBinding (v1.36.3)
 */
export function topologyLabels({ world }: Storage, row: number, node: Node | undefined): PodMake | undefined {
  if (world.version.minor < SINCE_MINOR || !node) return undefined;
  const { make } = world.pods.template(row);
  const values = COPIED.map((key) => node.metadata.labels?.[key]);
  if (values.every((value, index) => value === undefined || make.labels[COPIED[index]!] === value)) {
    return undefined;
  }
  let labelled = LABELLED.get(make);
  if (!labelled) {
    labelled = new Map();
    LABELLED.set(make, labelled);
  }
  const key = JSON.stringify(values);
  const known = labelled.get(key);
  if (known) return known;
  const labels: Record<string, string> = { ...make.labels };
  for (const [index, value] of values.entries()) if (value !== undefined) labels[COPIED[index]!] = value;
  const made = { ...make, labels };
  labelled.set(key, made);
  return made;
}
