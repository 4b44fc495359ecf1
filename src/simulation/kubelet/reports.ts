import type { Lease, Node } from '../../kubernetes/index.ts';
import type { Environment } from '../component.ts';

/** On a node's Lease: whether its kubelet renews it. Renewals themselves are not simulated. */
export const KUBELET_ANNOTATION = 'simulation.kubectl-smart/kubelet';

const RENEW_INTERVAL_MS = 10_000;
const LEASE_SECONDS = 40;
const LEASE_NAMESPACE = 'kube-node-lease';

/** What a healthy kubelet says about its node. @source pkg/kubelet/nodestatus/setters.go (v1.36.3) */
const HEALTHY = new Map([
  ['Ready', ['True', 'KubeletReady', 'kubelet is posting ready status']],
  ['MemoryPressure', ['False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available']],
  ['DiskPressure', ['False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure']],
  ['PIDPressure', ['False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available']],
]);

/**
 * The kubelet renews its lease for the last time, or again: at a failure the last renewal lies up to 10 s back.
 *
 * @source pkg/kubelet/kubelet.go → nodeLeaseController (v1.36.3)
 */
export function writeLease(
  { world, api, kernel, timings }: Environment,
  nodeRow: number,
  silent: boolean,
): void {
  const name = world.nodes.name(nodeRow);
  const reference = { kind: 'Lease.coordination.k8s.io', namespace: LEASE_NAMESPACE, name };
  const before = world.get(reference) as Lease | undefined;
  const uid = world.nodes.object(nodeRow)?.metadata.uid;
  const backMs = silent ? timings.phase('lease', uid ?? name) * RENEW_INTERVAL_MS : 0;
  const renewTime = new Date(world.startMs + kernel.nowMs - backMs).toISOString().replace('Z', '000Z');
  const lease: Lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    ...before,
    metadata: {
      ...before?.metadata,
      name,
      namespace: LEASE_NAMESPACE,
      annotations: { ...before?.metadata.annotations, [KUBELET_ANNOTATION]: silent ? 'silent' : 'reporting' },
    },
    spec: { holderIdentity: name, leaseDurationSeconds: LEASE_SECONDS, ...before?.spec, renewTime },
  } as Lease;
  const actor = { name: `kubelet/${name}` };
  if (before) {
    api.update(lease, actor);
    return;
  }
  restoreLeaseNamespace({ world, api });
  api.create(lease, actor);
}

/**
 * The API server brings back what is missing of its own namespaces: a snapshot without it has left it out.
 *
 * @source pkg/controlplane/controller/systemnamespaces/system_namespaces_controller.go → sync (v1.36.3)
 */
function restoreLeaseNamespace({ world, api }: Pick<Environment, 'world' | 'api'>): void {
  const areKnown = world.objects.count('Namespace') > 0;
  if (!areKnown || world.get({ kind: 'Namespace', name: LEASE_NAMESPACE })) return;
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: LEASE_NAMESPACE } };
  api.create(namespace, { name: 'kube-apiserver' });
}

/** The kubelet posts its node's conditions: healthy ones in place of those that had become unknown. */
export function postHealthy({ world, api, kernel }: Environment, nodeRow: number): void {
  const node = world.nodes.object(nodeRow);
  if (!node?.status?.conditions) return;
  const now = new Date(world.startMs + kernel.nowMs).toISOString().replace(/\.\d+Z$/, 'Z');
  const conditions = node.status.conditions.map((condition) => {
    const healthy = HEALTHY.get(condition.type);
    if (!healthy || condition.status !== 'Unknown') return { ...condition, lastHeartbeatTime: now };
    const [status, reason, message] = healthy;
    return { ...condition, status, reason, message, lastHeartbeatTime: now, lastTransitionTime: now };
  });
  const updated: Node = { ...node, status: { ...node.status, conditions: conditions as never } };
  api.updateStatus(updated, { name: `kubelet/${world.nodes.name(nodeRow)}` });
}
