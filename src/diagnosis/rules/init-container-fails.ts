import { crashesOf } from '../crashes.ts';
import type { DiagnosisRule } from '../diagnosis-rule.ts';
import { ago, containerCases } from '../pod-containers.ts';

/** An init container that fails, or that still runs: the pod's own containers wait for it. */
export const initContainerFails: DiagnosisRule = {
  code: 'INIT_CONTAINER_FAILS',
  title: 'An init container does not end well',
  layer: 'own',
  *find(scope) {
    for (const podCase of scope.illPods) {
      const { key, namespace, name, pod } = podCase;
      for (const container of containerCases(pod)) {
        if (!container.isInit) continue;
        // A sidecar runs on beside the others: nothing waits for its end.
        if (container.spec?.restartPolicy === 'Always') continue;
        yield* crashesOf(scope, podCase, container);
        const running = container.status.state?.running;
        if (!running || pod.status?.phase !== 'Pending') continue;
        const since = ago(Date.parse(running.startedAt ?? ''), scope.nowMs);
        yield {
          severity: 'warning',
          confidence: 'possible',
          object: key,
          same: `${container.name} runs`,
          message: `Init container ${container.name} still runs${since && `, started${since}`}: the containers of the pod wait for its end.`,
          evidence: [`${key} ${container.path}.state.running`],
          suggestions: [
            {
              command: `kubectl logs ${name} -n ${namespace} -c ${container.name}`,
              why: 'see what it waits for',
            },
          ],
        };
      }
    }
  },
};
