import { clusterObjects, nodeName } from '../cluster.ts';
import type { Corpus } from './corpus.ts';

/** The nodes of one zone are cordoned and their pods pending: a third of the mix has to find room in the rest. */
export const zoneLoss: Corpus = {
  name: 'zone loss',
  description: 'the mix after one of three zones is gone: all of its pods are pending',
  *objects({ nodes, podsPerNode }) {
    const lost = new Set(
      Array.from({ length: nodes }, (_, index) => index).filter((index) => index % 3 === 0),
    );
    const lostNames = new Set([...lost].map(nodeName));
    for (const object of clusterObjects({ nodes, podsPerNode, pending: 0 })) {
      const { kind, metadata, spec } = object as {
        kind?: string;
        metadata?: { name?: string };
        spec?: { nodeName?: string };
      };
      if (kind === 'Node' && lostNames.has(metadata?.name ?? ''))
        yield { ...object, spec: { ...spec, unschedulable: true } };
      else if (kind === 'Pod' && lostNames.has(spec?.nodeName ?? '')) {
        const { nodeName: _gone, ...pending } = spec!;
        yield { ...object, spec: pending, status: { phase: 'Pending' } };
      } else yield object;
    }
  },
};
