import type { VerbFamily } from '../verb.ts';

/** `record …`: the memory of a cluster. */
export const recordFamily: VerbFamily = {
  members: [
    {
      name: 'capture',
      summary: 'list and watch the live cluster, acting on nothing, until Ctrl-C',
      load: async () => (await import('./capture.ts')).captureVerb,
    },
    {
      name: 'import',
      summary: 'turn audit logs, watch streams, events, exports, metrics and logs into one recording',
      load: async () => (await import('./import.ts')).importVerb,
    },
    {
      name: 'info',
      summary: 'show what a recording holds and what it lacks',
      load: async () => (await import('./info.ts')).infoVerb,
    },
  ],
};
