export { Cluster } from './cluster/cluster.ts';
