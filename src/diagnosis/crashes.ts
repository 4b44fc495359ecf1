import type { FoundCause } from './diagnosis-rule.ts';
import { exitMeaning } from './exit-meaning.ts';
import { ago, type ContainerCase, endPath, lastEnd, severityOfEnd, times } from './pod-containers.ts';
import type { PodCase, Scope } from './scope.ts';

/** A container's crash, if it has ended in a way that calls for an explanation. */
export function* crashesOf(scope: Scope, podCase: PodCase, container: ContainerCase): Generator<FoundCause> {
  const { key, namespace, name, pod } = podCase;
  const ended = lastEnd(container);
  const { waiting, running } = container.status.state ?? {};
  const isLooping = waiting?.reason === 'CrashLoopBackOff';
  // Memory has a rule of its own, and so has a container that was never started.
  if (!ended || ended.reason === 'OOMKilled' || isStartError(ended.reason)) return;
  if (!isLooping && ended.exitCode === 0) return;
  if (pod.status?.reason === 'Evicted') return;
  const endedMs = Date.parse(ended.finishedAt ?? '');
  const isBack = !isLooping && container.status.ready;
  const when = ago(endedMs, scope.nowMs);
  const said = ended.message?.trim();
  yield {
    severity: severityOfEnd(isBack, endedMs, scope.nowMs),
    confidence: 'certain',
    object: key,
    // What ended by a signal was ended from outside: a failing liveness probe does that.
    explains: ended.exitCode === 137 || ended.exitCode === 143 ? [] : ['PROBE_FAILS'],
    same: `${container.name} ${ended.exitCode} ${isBack}`,
    message: `${container.isInit ? 'Init container' : 'Container'} ${container.name} ${isLooping ? 'ends again and again' : running ? 'ended and was started again' : 'ended'} with exit ${ended.exitCode}: ${exitMeaning(ended.exitCode)}; restarted ${times(container.status.restartCount)}, last${when || ' at an unknown time'}.${isBack ? ' It runs again.' : ''}`,
    evidence: [
      `${key} ${endPath(container)}: exit ${ended.exitCode}${ended.reason ? ` ${ended.reason}` : ''}`,
      ...(said ? [`its last words: ${said.split('\n').slice(-3).join(' / ')}`] : []),
    ],
    suggestions: [
      {
        command: `kubectl logs ${name} -n ${namespace} -c ${container.name} --previous`,
        why: 'see its last words',
      },
      ...(ended.exitCode === 126 || ended.exitCode === 127
        ? [
            {
              command: `kubectl get pod ${name} -n ${namespace} -o jsonpath='{.spec.containers[?(@.name=="${container.name}")].command}'`,
              why: 'see which command it is told to run',
            },
          ]
        : []),
    ],
  };
  scope.cannotSee(
    'Logs of containers are not in a snapshot: what the program itself says is seen with kubectl logs --previous',
  );
}

/** Reasons of an end before the program ran. */
export function isStartError(reason: string | undefined): boolean {
  return reason === 'StartError' || reason === 'ContainerCannotRun';
}
