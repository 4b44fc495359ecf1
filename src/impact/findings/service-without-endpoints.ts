import type { Service } from '../../kubernetes/index.ts';
import { BUDGET } from '../run/budgets.ts';
import type { RunView } from '../run/run-view.ts';
import { seconds } from '../run/seconds.ts';
import { workloadName, workloadOf } from '../run/workload.ts';
import { duration } from '../stages/duration.ts';
import { isDnsService } from './cluster-dns-reduced.ts';
import type { FindingType, Proposal } from './finding.ts';
import { rolledFirst } from './proposals.ts';

/** Services that had ready endpoints and lose the last one. */
export const serviceWithoutEndpoints: FindingType = {
  code: 'SERVICE_WITHOUT_ENDPOINTS',
  title: 'A Service has no ready endpoint',
  *find(run) {
    for (const { key, before, now, zeroMs, zeroFromMs, evidence } of run.services) {
      if (zeroFromMs === undefined || isDnsService(run, key)) continue;
      const span = now === 0 ? 'and has none at the end' : `for ${duration(seconds(zeroMs))}`;
      yield {
        severity: 'critical',
        objects: [`Service/${key}`],
        message: `The Service ${key} goes from ${before} to 0 ready endpoints at t+${duration(seconds(zeroFromMs))}, ${span}.`,
        evidence: evidence.slice(-1),
        restsOn: ['Service', BUDGET],
        proposals: rolledOver(run, key),
      };
    }
  },
};

/** The same commands after the one Deployment behind the Service was moved by a rollout. */
function rolledOver(run: RunView, service: string): Proposal[] {
  const [namespace, name = ''] = service.split('/');
  const { spec } = run.world.get({ kind: 'Service', namespace: namespace ?? '', name }) as Service;
  const selector = Object.entries(spec?.selector ?? {});
  const behind = run.lives.filter(
    (life) =>
      life.isOld &&
      life.terminating &&
      life.namespace === namespace &&
      selector.every(([key, value]) => life.make.labels[key] === value),
  );
  const workloads = new Map(
    behind.flatMap((life) => {
      const workload = workloadOf(run, life);
      return workload ? [[workloadName(workload), workload] as const] : [];
    }),
  );
  const [workload, ...others] = workloads.values();
  if (!workload || others.length > 0) return [];
  return rolledFirst(run, workload, (tried) => {
    const course = tried.services.find(({ key }) => key === service);
    if (!course || course.zeroFromMs !== undefined) return undefined;
    return `the Service keeps ${course.lowest} of ${course.before} ready endpoints at all times`;
  });
}
