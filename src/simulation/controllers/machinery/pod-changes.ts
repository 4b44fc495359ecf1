/** The changes of pods that a controller which counts them watches. */
export const POD_CHANGES: readonly string[] = [
  'createPod',
  'updatePod',
  'setPodReady',
  'setPodPhase',
  'terminatePod',
  'removePod',
];
