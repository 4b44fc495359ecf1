import { describe, expect, it } from 'vitest';
import { pastChanges } from '../../src/decisions/index.ts';
import { openRecording } from '../../src/history/index.ts';

const CONFIG = { kind: 'ConfigMap', namespace: 'default', name: 'api-config' };
const API = { kind: 'Deployment.apps', namespace: 'default', name: 'api' };
const open = () => openRecording(['test/incidents/incident-cache']);

describe('what such changes were followed by before', () => {
  it('is told with how long it took to recover', async () => {
    const recording = await open();
    const past = pastChanges(
      recording,
      [{ ref: CONFIG, words: 'changes data.CACHE_SIZE' }],
      recording.span.toMs,
    );
    expect(past).toMatchObject({ count: 2 });
    expect(past?.incidents.at(-1)).toMatchObject({
      summary: 'CACHE_SIZE 256Mi → unlimited',
      who: 'jenkins@prod',
      services: [{ service: 'default/api', zeroSeconds: 29.972 }],
      recoverySeconds: 88.3,
    });
  });

  it('is told only of changes of the same kind, and only up to the moment', async () => {
    const recording = await open();
    const scaled = pastChanges(recording, [{ ref: API, words: 'replicas 5 → 3' }], recording.span.toMs);
    expect(scaled?.incidents.map(({ summary }) => summary)).toEqual(['replicas 3 → 5']);
    const before = Date.parse('2026-11-21T08:12:20Z');
    expect(pastChanges(recording, [{ ref: API, words: 'replicas 5 → 3' }], before)).toBeUndefined();
    expect(pastChanges(recording, [{ ref: API, words: 'image a → b' }], recording.span.toMs)).toBeUndefined();
  });
});
