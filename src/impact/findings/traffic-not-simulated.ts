import { changedObjects } from '../run/changed-objects.ts';
import { podCountOf } from '../run/living-pods.ts';
import { selectedPods } from '../run/selected-pods.ts';
import { counted } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';

/** Network policies that a command makes or changes: who reaches whom is not simulated. */
export const trafficNotSimulated: FindingType = {
  code: 'TRAFFIC_NOT_SIMULATED',
  title: 'A network policy changes who reaches whom, which is not simulated',
  *find(run) {
    for (const changed of changedObjects(run)) {
      if (changed.kind !== 'NetworkPolicy.networking.k8s.io') continue;
      const pods = selectedPods(run, changed);
      if (!pods || pods.selected.length === 0) continue;
      const count = podCountOf(pods.selected);
      const { policyTypes = ['Ingress'] } = (changed.object['spec'] ?? {}) as {
        readonly policyTypes?: readonly string[];
      };
      yield {
        severity: 'warning',
        objects: [changed.title],
        message: `${changed.title} isolates ${counted(count, 'pod')} for ${policyTypes.join(' and ')}: only what its rules, and those of other policies that select ${count === 1 ? 'it' : 'them'}, allow goes through. Traffic is not simulated: endpoints that are ready here may not be reached.`,
        evidence: [changed.sequence],
      };
    }
  },
};
