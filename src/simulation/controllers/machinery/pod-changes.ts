import type { PodChange } from '../../../world/index.ts';

/** The changes of pods that a controller which counts them watches. */
export const POD_CHANGES: readonly string[] = [
  'createPod',
  'updatePod',
  'setPodReady',
  'setPodPhase',
  'terminatePod',
  'removePod',
];

/** What happens to a pod between its coming and its going, and changes neither its owners nor its labels. */
export const STATE_CHANGES: readonly PodChange['type'][] = [
  'bindPod',
  'nominatePod',
  'setPodCondition',
  'setPodReady',
  'setPodPhase',
  'restartPod',
  'terminatePod',
  'setPodFinalizers',
];
