import type { VerbFamily } from '../verb.ts';

/** `replay …`: a stretch of a recording once more. */
export const replayFamily: VerbFamily = {
  members: [
    {
      name: 'outage',
      summary: 'what happened around a time, what led to it, and what if it had not been done',
      load: async () => (await import('./outage.ts')).outageVerb,
    },
    {
      name: 'healing',
      summary: 'what a healing policy would have done, and what would have come of it',
      load: async () => (await import('./healing.ts')).healingVerb,
    },
  ],
};
