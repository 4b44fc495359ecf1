import type { PodSpec } from '../../kubernetes/index.ts';

type Probe = NonNullable<PodSpec['containers'][number]['readinessProbe']>;

/**
 * The least time from the start of the containers to Ready that the probes leave: the longest initial delay, and one
 * more period where several successes are asked for. Milliseconds.
 *
 * @source pkg/kubelet/prober/worker.go → doProbe (v1.36.3)
 */
export function probeFloorMs(spec: PodSpec): number {
  let longest = 0;
  for (const { startupProbe, readinessProbe } of spec.containers) {
    longest = Math.max(longest, probeSeconds(startupProbe) + probeSeconds(readinessProbe));
  }
  return longest * 1000;
}

function probeSeconds(probe: Probe | undefined): number {
  if (!probe) return 0;
  return (probe.initialDelaySeconds ?? 0) + ((probe.successThreshold ?? 1) - 1) * (probe.periodSeconds ?? 10);
}

/**
 * The least time that stopping takes: the longest preStop sleep of a container. Milliseconds.
 *
 * @source pkg/kubelet/kuberuntime/kuberuntime_container.go → executePreStopHook (v1.36.3)
 */
export function stopFloorMs(spec: PodSpec): number {
  let longest = 0;
  for (const { lifecycle } of spec.containers) {
    const { sleep, exec } = lifecycle?.preStop ?? {};
    longest = Math.max(longest, sleep?.seconds ?? 0, sleepOf(exec?.command ?? []));
  }
  return longest * 1000;
}

/** The seconds of `sleep 15`, alone or within a shell's command line; 0 for any other command. */
function sleepOf(command: readonly string[]): number {
  return Number(/(?:^|[\s;&])sleep\s+(\d+(?:\.\d+)?)/.exec(command.join(' '))?.[1] ?? 0);
}
