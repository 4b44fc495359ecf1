import type { DiagnosisRule } from '../diagnosis-rule.ts';
import { ago } from '../pod-containers.ts';

const REASONS: Readonly<Record<string, string>> = {
  PreemptionByScheduler: 'the scheduler took its room for a pod of higher priority',
  DeletionByTaintManager: 'its node got a taint that it does not tolerate',
  EvictionByEvictionAPI: 'it was evicted through the API: a drain, or a descheduler',
  DeletionByPodGC: 'its node is gone',
  TerminationByKubelet: 'the kubelet ended it: its node was short of something, or went down',
};

/** A pod that was evicted, preempted or ended by its node. */
export const podEvicted: DiagnosisRule = {
  code: 'POD_EVICTED',
  title: 'A pod was evicted or preempted',
  layer: 'own',
  *find(scope) {
    for (const { key, pod, namespace } of scope.illPods) {
      const disrupted = pod.status?.conditions?.find(
        ({ type, status }) => type === 'DisruptionTarget' && status === 'True',
      );
      const isFailed = pod.status?.phase === 'Failed';
      const reason = pod.status?.reason;
      if (!disrupted && !(isFailed && reason !== undefined)) continue;
      const said = pod.status?.message ?? disrupted?.message ?? '';
      const why =
        said.trim().replace(/\.$/, '') || REASONS[disrupted?.reason ?? ''] || reason || 'not said why';
      const when = ago(Date.parse(disrupted?.lastTransitionTime ?? ''), scope.nowMs);
      const isForMemory = /low on resource: memory/.test(said);
      yield {
        severity: 'warning',
        confidence: 'certain',
        object: key,
        same: `${reason ?? disrupted?.reason} ${isForMemory ? 'memory' : why.replace(/\d\S*/g, '0')}`,
        message: `${key} was taken off its node${when} (${reason ?? disrupted?.reason}): ${why}.`,
        evidence: [
          `${key} ${disrupted ? `condition DisruptionTarget: ${disrupted.reason}` : `status.reason: ${reason}`}`,
        ],
        suggestions: isFailed
          ? [
              {
                command: `kubectl delete pods -n ${namespace} --field-selector=status.phase=Failed`,
                why: 'clear away what is left of failed pods',
              },
            ]
          : [],
      };
    }
  },
};
