import { describe, expect, it } from 'vitest';
import type { Observation } from '../harness/control-plane/watch-stream.ts';
import { metricsText } from '../harness/record/metrics-text.ts';

const START = 1_000_000_000;
const line = { name: 'errors_ratio', help: 'Share that fails.', unit: 'ratio', namespace: 'shop' };

function pod(seconds: number, type: Observation['type'], name: string): Observation {
  const metadata = { name, namespace: 'shop', uid: name, labels: { app: 'web' } };
  const object = { apiVersion: 'v1', kind: 'Pod', metadata, status: { phase: 'Running' } };
  return { at: START + seconds * 1000, type, object };
}

describe('metricsText()', () => {
  it('gives a service the value of each time', () => {
    const points = [
      [0, 0],
      [10, 1],
    ] as const;
    const text = metricsText([{ ...line, service: 'web', points }], [], START, START + 10_000);
    expect(text.split('\n')).toEqual([
      '# HELP errors_ratio Share that fails.',
      '# TYPE errors_ratio gauge',
      '# UNIT errors_ratio ratio',
      'errors_ratio{namespace="shop",service="web"} 0.0000 1000000.000',
      'errors_ratio{namespace="shop",service="web"} 0.0000 1000005.000',
      expect.stringMatching(
        /^errors_ratio\{namespace="shop",service="web"\} (0\.9[89]|1\.0[012])\d* 1000010\.000$/,
      ),
      '# EOF',
      '',
    ]);
  });

  it('gives a pod values while it runs', () => {
    const seen = [pod(-5, 'ADDED', 'web-a'), pod(6, 'DELETED', 'web-a'), pod(9, 'ADDED', 'web-b')];
    const text = metricsText([{ ...line, pods: 'web', points: [[0, 1]] }], seen, START, START + 10_000);
    expect(text.match(/web-a/g)).toHaveLength(2);
    expect(text.match(/web-b/g)).toHaveLength(1);
  });
});
