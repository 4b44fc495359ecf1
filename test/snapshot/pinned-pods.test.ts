import { describe, expect, test } from 'vitest';
import type { Pod } from '../../src/kubernetes/index.ts';
import { PodColumns } from '../../src/snapshot/index.ts';

const term = (field: object) => ({ nodeSelectorTerms: [field] });
const pin = (name: string) =>
  term({ matchFields: [{ key: 'metadata.name', operator: 'In', values: [name] }] });

function agent(nodeName: string | undefined, required: unknown): Pod {
  return {
    metadata: { name: `agent-${nodeName}`, namespace: 'kube-system', labels: { app: 'agent' } },
    spec: {
      ...(nodeName ? { nodeName } : {}),
      containers: [{ name: 'main' }],
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } },
    },
  } as unknown as Pod;
}

describe('the affinity that ties a pod to its node', () => {
  const makesOf = (...pods: readonly Pod[]) => {
    const columns = new PodColumns();
    for (const pod of pods) columns.push(pod);
    return columns.makes;
  };

  test('makes no make of its own once the pod is there', () => {
    const makes = makesOf(agent('n0', pin('n0')), agent('n1', pin('n1')), agent('n2', pin('n2')));
    expect(makes.size).toBe(1);
    expect(makes.get(0).spec.affinity).toBeUndefined();
  });

  test.each([
    ['the pod has no node yet', agent(undefined, pin('n0'))],
    ['it names another node', agent('n1', pin('n0'))],
    [
      'it says more',
      agent('n0', { nodeSelectorTerms: [...pin('n0').nodeSelectorTerms, { matchExpressions: [] }] }),
    ],
  ])('is kept when %s', (_, pod) => {
    expect(makesOf(pod).get(0).spec.affinity).toEqual(pod.spec?.affinity);
  });
});
