import type { Pod } from '../../kubernetes/pod.ts';

const ANY_ADDRESS = '0.0.0.0';

/** A port that a pod takes on its node. */
export interface HostPort {
  readonly address: string;
  /** Protocol and number, such as `TCP/80`. */
  readonly port: string;
}

/**
 * The host ports of a pod's containers and, from 1.33 on, its sidecars.
 *
 * @source pkg/scheduler/util/utils.go → GetHostPorts (v1.36.3)
 */
export function hostPortsOf({ spec }: Pod, minor: number): readonly HostPort[] {
  const initContainers = minor >= 33 ? (spec?.initContainers ?? []) : [];
  const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always');
  const ports: HostPort[] = [];
  for (const { ports: containerPorts } of [...sidecars, ...(spec?.containers ?? [])]) {
    for (const { hostPort = 0, hostIP, protocol } of containerPorts ?? []) {
      if (hostPort > 0)
        ports.push({ address: hostIP || ANY_ADDRESS, port: `${protocol || 'TCP'}/${hostPort}` });
    }
  }
  return ports;
}

/** Whether two ports cannot be on one node. */
export function portsConflict(a: HostPort, b: HostPort): boolean {
  if (a.port !== b.port) return false;
  return a.address === b.address || a.address === ANY_ADDRESS || b.address === ANY_ADDRESS;
}
