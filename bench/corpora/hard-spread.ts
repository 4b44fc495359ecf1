import type { Corpus } from './corpus.ts';
import { base, HOSTNAME, podsOver, ZONE } from './parts.ts';

const APPS = 200;

/** Every application spreads strictly, half of them over zones, half over zones and hosts. */
export const hardSpread: Corpus = {
  name: 'hard spread',
  description: 'all pods spread strictly over zones, half of them over hosts too',
  *objects(size) {
    yield* base(size, ['strict']);
    yield* podsOver(size, 'hard spread', (count) => {
      const number = count % APPS;
      const app = `app-${number}`;
      const constraint = (topologyKey: string, maxSkew: number) => ({
        maxSkew,
        topologyKey,
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { app } },
      });
      return {
        name: `${app}-${count}`,
        namespace: 'strict',
        labels: { app },
        cpuMillis: [100, 250, 500][number % 3]!,
        memoryMi: 256,
        spec: {
          topologySpreadConstraints: [
            constraint(ZONE, 8),
            ...(number % 2 === 0 ? [constraint(HOSTNAME, 2)] : []),
          ],
        },
      };
    });
  },
};
