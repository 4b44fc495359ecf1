/** Who makes requests, as the API server authenticates them. */
export interface Requester {
  readonly user: string;
  readonly groups: readonly string[];
  readonly agent: string;
  readonly address: string;
  /** The name under which fields are owned. */
  readonly manager: string;
}

const KUBECTL = 'kubectl/v1.29.0 (linux/amd64) kubernetes/3f7a50f';
const PEOPLE = ['system:authenticated', 'shop:engineers'];
const SYSTEM = ['system:authenticated'];

/** The pipeline that deploys. */
export const JENKINS: Requester = {
  user: 'jenkins@prod',
  groups: ['system:authenticated', 'shop:pipelines'],
  agent: KUBECTL,
  address: '10.20.0.14',
  manager: 'kubectl-client-side-apply',
};
export const SARAH = person(
  'sarah@shop.example',
  'kubectl/v1.29.0 (darwin/arm64) kubernetes/3f7a50f',
  '10.8.0.21',
);
export const TOM = person('tom@shop.example', KUBECTL, '10.8.0.33');
export const PRIYA = person('priya@shop.example', KUBECTL, '10.8.0.40');

export const DEPLOYMENTS = controller('deployment-controller');
export const REPLICAS = controller('replicaset-controller');
export const STATEFUL = controller('statefulset-controller');
export const JOBS = controller('job-controller');
export const CRON = controller('cronjob-controller');
export const SLICES = controller('endpointslice-controller');
export const NODES = controller('node-controller');
export const BUDGETS = controller('disruption-controller');
export const QUOTAS = controller('resourcequota-controller');
export const SCHEDULER: Requester = {
  user: 'system:kube-scheduler',
  groups: SYSTEM,
  agent: 'kube-scheduler/v1.29.0 (linux/amd64) kubernetes/3f7a50f/scheduler',
  address: '10.0.0.2',
  manager: 'kube-scheduler',
};
export const CERTIFIER = account(
  'cert-manager',
  'cert-manager',
  'cert-manager-certificates-issuing/v1.13.3 (linux/amd64)',
);
export const LOADER = account('batch', 'fx-loader', 'python-requests/2.31.0');

/** The kubelet of a node. */
export function kubelet(node: string): Requester {
  return {
    user: `system:node:${node}`,
    groups: [...SYSTEM, 'system:nodes'],
    agent: 'kubelet/v1.29.0 (linux/amd64) kubernetes/3f7a50f',
    address: `10.0.1.${10 + Number(node.at(-1))}`,
    manager: 'kubelet',
  };
}

function person(user: string, agent: string, address: string): Requester {
  return { user, groups: PEOPLE, agent, address, manager: 'kubectl-edit' };
}

function controller(name: string): Requester {
  return {
    user: `system:serviceaccount:kube-system:${name}`,
    groups: [...SYSTEM, 'system:serviceaccounts'],
    agent: `kube-controller-manager/v1.29.0 (linux/amd64) kubernetes/3f7a50f/system:serviceaccount:kube-system:${name}`,
    address: '10.0.0.2',
    manager: 'kube-controller-manager',
  };
}

function account(namespace: string, name: string, agent: string): Requester {
  return {
    user: `system:serviceaccount:${namespace}:${name}`,
    groups: [...SYSTEM, 'system:serviceaccounts'],
    agent,
    address: '10.1.3.7',
    manager: name,
  };
}
