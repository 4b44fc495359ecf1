// Places pods on a cluster of one size, in a process of its own: `scheduling-growth-process.ts every|sample NODES PODS_PER_NODE PENDING`.
import { clusterObjects } from './cluster.ts';
import { modelCluster } from './model-cluster.ts';
import { placePods } from './place-pods.ts';

const [, , sampling, ...numbers] = process.argv;
const [nodes = 0, podsPerNode = 0, pending = 0] = numbers.map(Number);

function usedBytes(): number {
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const before = usedBytes();
const model = modelCluster(clusterObjects({ nodes, podsPerNode, pending }));
const modelBytes = usedBytes() - before;
const { laterMicros, wallMs } = placePods(model, { everyNode: sampling === 'every', limit: pending });
const schedulerBytes = usedBytes() - before - modelBytes;
const { podCount } = model;
process.stdout.write(JSON.stringify({ laterMicros, wallMs, modelBytes, schedulerBytes, podCount }));
