import { Amount } from '../../kubernetes/index.ts';
import type { DiagnosisRule } from '../diagnosis-rule.ts';
import { ago, containerCases, endPath, lastEnd, ownerOf, severityOfEnd, times } from '../pod-containers.ts';

/** A container that was killed because it used more memory than it may. */
export const containerOutOfMemory: DiagnosisRule = {
  code: 'CONTAINER_OUT_OF_MEMORY',
  title: 'A container is killed for its memory',
  layer: 'own',
  *find(scope) {
    for (const { key, namespace, name, pod } of scope.illPods) {
      for (const container of containerCases(pod)) {
        const ended = lastEnd(container);
        if (ended?.reason !== 'OOMKilled') continue;
        const limit = container.spec?.resources?.limits?.memory;
        const more = twice(limit);
        const isBack = container.status.ready;
        const endedMs = Date.parse(ended.finishedAt ?? '');
        const when = ago(endedMs, scope.nowMs);
        yield {
          severity: severityOfEnd(isBack, endedMs, scope.nowMs),
          confidence: 'certain',
          object: key,
          explains: ['PROBE_FAILS'],
          same: `${container.name} ${limit} ${isBack}`,
          message: [
            `Container ${container.name} was killed because it used more memory than it may (OOMKilled, exit ${ended.exitCode})`,
            limit === undefined
              ? ': it has no limit of its own, so its pod or its node ran out'
              : `: its limit is ${limit}`,
            `; restarted ${times(container.status.restartCount)}, last${when || ' at an unknown time'}.`,
            isBack ? ' It runs again.' : '',
          ].join(''),
          evidence: [`${key} ${endPath(container)}: OOMKilled, exit ${ended.exitCode}`],
          suggestions: [
            {
              command: `kubectl logs ${name} -n ${namespace} -c ${container.name} --previous`,
              why: 'see what it did before',
            },
            {
              command: `kubectl top pod ${name} -n ${namespace} --containers`,
              why: 'see how much it uses now',
            },
            ...(pod.metadata.ownerReferences?.length && more !== undefined
              ? [
                  {
                    command: `kubectl smart simulate "kubectl set resources ${ownerOf(pod.metadata.ownerReferences, name)} -n ${namespace} -c ${container.name} --limits=memory=${more} --requests=memory=${more}"`,
                    why: 'see whether its pods still fit with twice the memory',
                  },
                ]
              : []),
          ],
        };
      }
    }
  },
};

function twice(limit: string | undefined): string | undefined {
  const amount = limit === undefined ? undefined : Amount.parse(limit);
  return amount && String(amount.times(2));
}
