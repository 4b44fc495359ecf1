import type { Node } from '../../../kubernetes/index.ts';
import type { PodMake } from '../../../world/index.ts';
import type { Storage } from '../storage.ts';

/** The labels that are copied from a node to its pods. */
const REGION = 'topology.kubernetes.io/region';
const ZONE = 'topology.kubernetes.io/zone';
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
  const { labels: ofNode = {} } = node.metadata;
  const [region, zone] = [ofNode[REGION], ofNode[ZONE]];
  const isRegionSet = region === undefined || make.labels[REGION] === region;
  if (isRegionSet && (zone === undefined || make.labels[ZONE] === zone)) return undefined;
  let labelled = LABELLED.get(make);
  if (!labelled) {
    labelled = new Map();
    LABELLED.set(make, labelled);
  }
  // No label's value has a space in it.
  const key = `${region} ${zone}`;
  const known = labelled.get(key);
  if (known) return known;
  const labels: Record<string, string> = { ...make.labels };
  if (region !== undefined) labels[REGION] = region;
  if (zone !== undefined) labels[ZONE] = zone;
  const made = { ...make, labels };
  labelled.set(key, made);
  return made;
}
