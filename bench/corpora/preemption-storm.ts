import { nodeName, object } from '../cluster.ts';
import type { Corpus } from './corpus.ts';
import { base, podOf } from './parts.ts';

/** How many cpus the nodes of the mix have, by number modulo 3. */
const NODE_CPUS = [16, 32, 64];
const APPS = 100;

/** Nodes that pods of low priority fill to the brim, most of them guarded by budgets, and pods of high priority that wait. */
export const preemptionStorm: Corpus = {
  name: 'preemption storm',
  description: 'full nodes: every pending pod has to make others give way',
  *objects(size) {
    const { nodes, podsPerNode, pending } = size;
    yield* base(size, ['storm']);
    for (let app = 0; app < APPS; app++) {
      if (app % 3 === 0) continue;
      const name = `app-${app}`;
      yield {
        ...object('policy/v1', 'PodDisruptionBudget', { name, namespace: 'storm', uid: name }),
        spec: { minAvailable: '90%', selector: { matchLabels: { app: name } } },
        status: { disruptionsAllowed: app % 3 },
      };
    }
    for (let count = 0; count < nodes * podsPerNode; count++) {
      const at = count % nodes;
      if (at % 20 === 7) continue;
      const cpuMillis = Math.floor((NODE_CPUS[at % 3]! * 1000) / podsPerNode);
      const app = `app-${count % APPS}`;
      const look = { name: `low-${count}`, namespace: 'storm', labels: { app }, cpuMillis, memoryMi: 64 };
      yield podOf({ ...look, spec: { priority: count % 5 } }, nodeName(at));
    }
    for (let count = 0; count < pending; count++) {
      const labels = { app: 'urgent' };
      const look = { name: `high-${count}`, namespace: 'storm', labels, cpuMillis: 1500, memoryMi: 256 };
      yield podOf({ ...look, spec: { priority: 1000 } });
    }
  },
};
