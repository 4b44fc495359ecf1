import type { VerbFamily } from '../verb.ts';

/** `snapshot …`: the portable file. */
export const snapshotFamily: VerbFamily = {
  members: [
    {
      name: 'capture',
      summary: 'read the live cluster, only ever listing, into one portable file',
      load: async () => (await import('./capture.ts')).captureVerb,
    },
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
    {
      name: 'redact',
      summary: 'write a file without secrets, or without any name, that may leave the house',
      load: async () => (await import('./redact.ts')).redactVerb,
    },
    {
      name: 'diff',
      summary: 'show what changed between two snapshots',
      load: async () => (await import('./diff.ts')).diffVerb,
    },
    {
      name: 'export',
      summary: 'write a snapshot for other tools',
      load: async () => (await import('./export.ts')).exportVerb,
    },
  ],
};
