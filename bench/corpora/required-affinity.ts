import type { Corpus } from './corpus.ts';
import { base, HOSTNAME, podsOver, termOf, ZONE } from './parts.ts';

const APPS = 200;
const NAMESPACES = ['left', 'right'];

/**
 * Of three pods one keeps off nodes with pods of its own application, one goes only to zones with pods of another, and
 * one does both.
 */
export const requiredAffinity: Corpus = {
  name: 'required (anti-)affinity',
  description: 'two thirds of the pods require hosts of their own, two thirds zones of other pods',
  *objects(size) {
    yield* base(size, NAMESPACES);
    yield* podsOver(size, 'required affinity', (count) => {
      const number = count % APPS;
      const app = `app-${number}`;
      const apart = {
        podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [termOf(app, HOSTNAME)] },
      };
      const near = {
        podAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [termOf(`app-${(number + APPS / 2) % APPS}`, ZONE)],
        },
      };
      return {
        name: `${app}-${count}`,
        namespace: NAMESPACES[number & 1]!,
        labels: { app },
        cpuMillis: [100, 250, 500][number % 3]!,
        memoryMi: 256,
        spec: { affinity: { ...(number % 3 !== 1 && apart), ...(number % 3 !== 0 && near) } },
      };
    });
  },
};
