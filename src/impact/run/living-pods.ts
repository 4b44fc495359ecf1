import type { PodMake } from '../../snapshot/index.ts';
import { isAlive } from './pod-life.ts';
import type { RunView } from './run-view.ts';

/** Pods that are alike, at the end of a run. */
export interface LivingPods {
  readonly make: PodMake;
  readonly podCount: number;
  /** `Kind/name` of the controller. */
  readonly owner: string | undefined;
}

/** The pods of a namespace that neither ended nor are going when the run ends, those that wait for a node included. */
export function livingPods({ world, lives }: RunView, namespace: string): LivingPods[] {
  const touched = new Set(lives.filter(({ isOld }) => isOld).map(({ row }) => row));
  const found: LivingPods[] = [];
  for (const templateId of world.templates.inNamespace(namespace)) {
    let podCount = 0;
    for (const row of world.pods.ofTemplate(templateId)) {
      if (!touched.has(row) && !world.pods.isTerminal(row) && !world.pods.isTerminating(row)) podCount++;
    }
    const { make, controller } = world.templates.get(templateId);
    const owner = controller && `${controller.kind}/${controller.name}`;
    if (podCount > 0) found.push({ make, podCount, owner });
  }
  for (const life of lives) {
    if (life.namespace === namespace && isAlive(life))
      found.push({ make: life.make, podCount: 1, owner: life.owner });
  }
  return found;
}

/** How many pods there are. */
export function podCountOf(pods: readonly LivingPods[]): number {
  return pods.reduce((sum, { podCount }) => sum + podCount, 0);
}
