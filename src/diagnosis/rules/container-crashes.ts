import { crashesOf } from '../crashes.ts';
import type { DiagnosisRule } from '../diagnosis-rule.ts';
import { containerCases } from '../pod-containers.ts';

/** A container that ends again and again, with what its exit code means. */
export const containerCrashes: DiagnosisRule = {
  code: 'CONTAINER_CRASHES',
  title: 'A container ends again and again',
  layer: 'own',
  *find(scope) {
    for (const podCase of scope.illPods) {
      for (const container of containerCases(podCase.pod)) {
        if (!container.isInit) yield* crashesOf(scope, podCase, container);
      }
    }
  },
};
