import type { VerbFamily } from '../verb.ts';

/** `snapshot …`: the portable file. */
export const snapshotFamily: VerbFamily = {
  members: [
    {
      name: 'import',
      summary: 'turn any export of a cluster into one portable file',
      load: async () => (await import('./import.ts')).importVerb,
    },
    {
      name: 'info',
      summary: 'show what a snapshot holds and what it lacks',
      load: async () => (await import('./info.ts')).infoVerb,
    },
  ],
};
