import type { Corpus } from './corpus.ts';
import { base, podsOver, ZONE } from './parts.ts';

const NAMESPACES = Array.from({ length: 50 }, (_, index) => `ns-${index}`);

/** Nothing can be shared: of no two pods do the labels agree, and of few the requests. */
export const onePodClasses: Corpus = {
  name: 'one-pod classes',
  description: 'every pod has labels, a spreading constraint and requests of its own',
  *objects(size) {
    yield* base(size, NAMESPACES);
    yield* podsOver(size, 'one-pod classes', (count, random) => {
      const app = `single-${count}`;
      return {
        name: app,
        namespace: NAMESPACES[count % NAMESPACES.length]!,
        labels: { app },
        cpuMillis: 50 + random.integer(400),
        memoryMi: 64 + random.integer(512),
        spec: {
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: ZONE,
              whenUnsatisfiable: 'ScheduleAnyway',
              labelSelector: { matchLabels: { app } },
            },
          ],
        },
      };
    });
  },
};
