import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openRecording, type Recording } from '../../src/history/index.ts';
import { SAMPLE_RECORDING, workFolder } from './run-cli.ts';

async function inRecording<Answer>(path: string, ask: (recording: Recording) => Answer): Promise<Answer> {
  const recording = await openRecording([path]);
  try {
    return ask(recording);
  } finally {
    recording.close();
  }
}

test('the sample recording is what its script makes', async () => {
  const path = join(workFolder(), 'again.ksrec');
  execFileSync(process.execPath, ['scripts/make-recording.ts', path]);
  const digest = (recording: Recording) => recording.fact('digest');
  expect(await inRecording(path, digest)).toBe(await inRecording(SAMPLE_RECORDING, digest));
  expect(statSync(path).size).toBe(statSync(SAMPLE_RECORDING).size);
});

test('during the outage the gateway has no ready endpoint', async () => {
  const ready = (at: string) => (recording: Recording) => {
    const slice = recording.objects
      .refs({ kind: 'EndpointSlice.discovery.k8s.io', namespace: 'default' })
      .find(({ name }) => name.startsWith('api-gateway-'));
    const { endpoints } = recording.objects.objectAt(slice!, Date.parse(at)) as unknown as {
      readonly endpoints: readonly { readonly conditions: { readonly ready: boolean } }[];
    };
    return endpoints.filter(({ conditions }) => conditions.ready).length;
  };
  for (const [at, count] of [
    ['2024-01-15T14:20:00Z', 3],
    ['2024-01-15T14:27:30Z', 1],
    ['2024-01-15T14:28:10Z', 0],
    ['2024-01-15T14:51:50Z', 0],
    ['2024-01-15T14:53:00Z', 3],
  ] as const) {
    expect([at, await inRecording(SAMPLE_RECORDING, ready(at))]).toEqual([at, count]);
  }
});
