import { compareTexts, type KubeObject } from '../../kubernetes/index.ts';
import { INFERRED_ANNOTATION } from '../digest.ts';
import type { PodColumns } from '../pod-columns.ts';

/** Room is not known, so there is room for everything: more than the pods of any cluster ask of one node. */
const BYTES = '1Pi';
const COUNT = '1M';

/** What is known of a node by its pods. */
interface Traces {
  readonly labels: Map<string, string>;
  readonly room: Map<string, string>;
}

/**
 * The nodes that pods have, which are there: pods of a node that is gone are collected within minutes. Each is Ready, has
 * no taint, the labels that its pods select nodes by and the resources that they ask for; how much room it has is not known.
 */
export function inferNodes(pods: PodColumns): KubeObject[] {
  const traces = new Map<string, Traces>();
  for (let row = 0; row < pods.count; row++) {
    const id = pods.nodeNameId.get(row);
    if (id < 0) continue;
    const name = pods.nodeNames.get(id);
    let found = traces.get(name);
    if (!found) {
      found = newTraces(name);
      traces.set(name, found);
    }
    const { nodeSelector = {}, containers } = pods.makes.get(pods.makeId.get(row)).spec;
    for (const [key, value] of Object.entries(nodeSelector)) found.labels.set(key, value);
    for (const { resources } of containers) {
      for (const resource of Object.keys(resources?.requests ?? {}))
        if (!found.room.has(resource))
          found.room.set(resource, resource.startsWith('hugepages-') ? BYTES : COUNT);
    }
  }
  return [...traces].sort(([a], [b]) => compareTexts(a, b)).map(([name, each]) => nodeOf(name, each));
}

function newTraces(name: string): Traces {
  return {
    labels: new Map([['kubernetes.io/hostname', name]]),
    room: new Map([
      ['cpu', COUNT],
      ['ephemeral-storage', BYTES],
      ['memory', BYTES],
      ['pods', COUNT],
    ]),
  };
}

function nodeOf(name: string, { labels, room }: Traces): KubeObject {
  const allocatable = sorted(room);
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: sorted(labels), annotations: { [INFERRED_ANNOTATION]: 'pods' } },
    status: { capacity: allocatable, allocatable, conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

function sorted(values: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...values].sort(([a], [b]) => compareTexts(a, b)));
}
