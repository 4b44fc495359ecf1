// Writes the cluster of the demo to snapshots/sample.ksnap, or to the path that it is given: the same bytes each time.
import { RESOURCES } from '../src/kubernetes/index.ts';
import { snapshotOf, writeSnapshot } from '../src/snapshot/index.ts';
import { clusterObjects } from './sample/cluster-objects.ts';
import { TAKEN_AT } from './sample/identity.ts';
import { sampleNodes } from './sample/nodes.ts';
import { Placement } from './sample/placement.ts';
import { sampleWorkloads } from './sample/workload.ts';
import { workloadObjects } from './sample/workload-objects.ts';

const nodes = sampleNodes();
const placement = new Placement(nodes);
const workloads = sampleWorkloads();
const namespaces = [...new Set(workloads.map(({ namespace }) => namespace))].sort();
const objects = [
  ...clusterObjects(namespaces),
  ...nodes.map(({ object }) => object),
  ...workloads.flatMap((workload) => workloadObjects(workload, nodes, placement)),
];
const { snapshot, pods } = snapshotOf(objects, {
  cluster: 'sample',
  kubernetes: 'v1.36.1',
  takenAtMs: TAKEN_AT,
  complete: [...RESOURCES.keys()],
});
await writeSnapshot(snapshot, process.argv[2] ?? 'snapshots/sample.ksnap', { pods, compression: 'gzip' });
