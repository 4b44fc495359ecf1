/** How clouds and their autoscalers name the pool of a node; the first label that a node has counts. */
export const NODE_POOL_LABELS: readonly string[] = [
  'karpenter.sh/nodepool',
  'cloud.google.com/gke-nodepool',
  'eks.amazonaws.com/nodegroup',
  'alpha.eksctl.io/nodegroup-name',
  'kubernetes.azure.com/agentpool',
  'agentpool',
  'node-pool',
  'nodepool',
  'pool',
];
