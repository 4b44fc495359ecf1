import type { Container } from '../../kubernetes/index.ts';
import type { DiagnosisRule } from '../diagnosis-rule.ts';
import { type ContainerCase, containerCases, lastEnd } from '../pod-containers.ts';
import type { PodCase, Scope } from '../scope.ts';

type Probe = NonNullable<Container['readinessProbe']>;
type ProbeKind = 'liveness' | 'startup' | 'readiness';

const EFFECTS: Readonly<Record<ProbeKind, string>> = {
  liveness: 'the kubelet restarts it',
  startup: 'the kubelet restarts it before it is up',
  readiness: 'it runs and gets no traffic',
};

/** A probe that fails, by the kubelet's events or, without any, by a container that runs and is not ready. */
export const probeFails: DiagnosisRule = {
  code: 'PROBE_FAILS',
  title: 'A probe fails',
  layer: 'own',
  *find(scope) {
    for (const podCase of scope.illPods) {
      if (podCase.pod.metadata.deletionTimestamp !== undefined) continue;
      for (const container of containerCases(podCase.pod)) {
        for (const kind of ['liveness', 'startup', 'readiness'] as const) {
          const failed = failedProbe(scope, podCase, container, kind);
          if (!failed) continue;
          const { key, namespace, name } = podCase;
          yield {
            severity: container.status.ready ? 'warning' : 'critical',
            confidence: failed.said === undefined ? 'possible' : 'certain',
            object: key,
            explains: kind !== 'readiness' && isEndedBySignal(container) ? ['CONTAINER_CRASHES'] : [],
            same: `${container.name} ${kind} ${failed.answer ?? ''}`,
            message: `The ${kind} probe of container ${container.name}${probeText(failed.probe)} fails${failed.answer === undefined ? '' : ` (${failed.answer})`}: ${EFFECTS[kind]}.${portHint(failed.probe, container)}`,
            evidence: failed.said ?? [
              `${key} ${container.path}: it runs, ready false, and the snapshot has no event of its probe`,
            ],
            suggestions: [
              {
                command: `kubectl logs ${name} -n ${namespace} -c ${container.name}`,
                why: 'see what it does meanwhile',
              },
              {
                command: `kubectl describe pod ${name} -n ${namespace}`,
                why: "see the probe's settings and its answers",
              },
            ],
          };
        }
      }
    }
  },
};

interface FailedProbe {
  readonly probe: Probe | undefined;
  readonly answer?: string;
  /** What says so; undefined when it is only guessed. */
  readonly said?: readonly string[];
}

function failedProbe(
  scope: Scope,
  { key, pod }: PodCase,
  container: ContainerCase,
  kind: ProbeKind,
): FailedProbe | undefined {
  const probe = container.spec?.[`${kind}Probe`];
  const isAlone = (pod.spec?.containers ?? []).length === 1;
  const heading = new RegExp(`^${kind} probe (?:failed|errored|warning)`, 'i');
  // The message does not name its container: one that has no such probe is not meant.
  const event =
    probe || isAlone
      ? scope.events(key, 'Unhealthy').find(({ message }) => heading.test(message))
      : undefined;
  if (event && (kind !== 'readiness' || !container.status.ready)) {
    const answer = event.message
      .replace(heading, '')
      .replace(/^[: ]+/, '')
      .split('\n')[0];
    return {
      probe,
      ...(answer ? { answer } : {}),
      said: [
        `${key} event Unhealthy, ${event.count === 1 ? 'once' : `${event.count} times`}: ${event.message}`,
      ],
    };
  }
  const { running } = container.status.state ?? {};
  if (event || kind !== 'readiness' || !probe || !running || container.status.ready) return undefined;
  // One that was restarted has a better explanation.
  if (lastEnd(container) || scope.events(key, 'Unhealthy').length > 0) return undefined;
  return { probe };
}

/** Whether the kubelet may have ended it: told it to, or killed it after the grace period. */
function isEndedBySignal(container: ContainerCase): boolean {
  const ended = lastEnd(container);
  return ended?.reason !== 'OOMKilled' && (ended?.exitCode === 137 || ended?.exitCode === 143);
}

function probeText(probe: Probe | undefined): string {
  if (!probe) return '';
  const { httpGet, tcpSocket, grpc, exec } = probe;
  if (httpGet) return ` (GET ${httpGet.path ?? '/'} on port ${httpGet.port})`;
  if (tcpSocket) return ` (connection to port ${tcpSocket.port})`;
  if (grpc) return ` (gRPC on port ${grpc.port})`;
  return exec ? ' (a command in the container)' : '';
}

/** A probe of a port that the container names no other of. */
function portHint(probe: Probe | undefined, { spec }: ContainerCase): string {
  const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port;
  const ports = spec?.ports ?? [];
  if (port === undefined || ports.length === 0) return '';
  if (ports.some(({ containerPort, name }) => containerPort === port || name === port)) return '';
  return ` The container declares ${ports.map(({ containerPort }) => containerPort).join(', ')}, not ${port}.`;
}
