import { Amount, type KubeObject, type LimitRange, type ResourceQuota } from '../../kubernetes/index.ts';
import { limitRangeProblems } from '../../simulation/index.ts';
import { type ChangedObject, changedObjects } from '../run/changed-objects.ts';
import { type LivingPods, livingPods, podCountOf } from '../run/living-pods.ts';
import type { RunView } from '../run/run-view.ts';
import { counted } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';

/** Quotas and limit ranges that a command makes or changes and under which pods that run could not be made again. */
export const limitsTooTight: FindingType = {
  code: 'LIMITS_TOO_TIGHT',
  title: 'Pods that run could not be made again',
  *find(run) {
    for (const changed of changedObjects(run)) {
      const messages =
        changed.kind === 'ResourceQuota'
          ? exceeded(changed.object as ResourceQuota)
          : changed.kind === 'LimitRange'
            ? refusedPods(run, changed)
            : [];
      for (const message of messages)
        yield {
          severity: 'warning',
          objects: [changed.title],
          subject: `${changed.title} ${message}`,
          message: `${changed.title} ${message}`,
          evidence: [changed.sequence],
          restsOn: ['Pod'],
        };
    }
  },
};

/** @source plugin/pkg/admission/resourcequota/controller.go → CheckRequest (v1.36.3): only what is new is refused */
function exceeded({ spec, status, metadata }: ResourceQuota): string[] {
  const over = Object.entries(spec?.hard ?? {}).flatMap(([resource, hard]) => {
    const used = status?.used?.[resource];
    const [amount, limit] = [used === undefined ? undefined : Amount.parse(used), Amount.parse(hard)];
    return amount && limit && amount.compare(limit) > 0 ? [`${resource} ${used} of ${hard}`] : [];
  });
  if (over.length === 0) return [];
  return [
    `is exceeded by what there is (${over.join(', ')}): that runs on, but nothing more of it can be made in ${metadata.namespace} until less is used, not even in place of what is lost.`,
  ];
}

function refusedPods(run: RunView, { namespace = '', object }: ChangedObject): string[] {
  const refused = livingPods(run, namespace).flatMap((pods) =>
    limitRangeProblems(object as LimitRange, podOf(pods)).map((problem) => ({ pods, problem })),
  );
  const byOwner = Map.groupBy(refused, ({ pods, problem }) => `${pods.owner ?? ''} ${problem}`);
  return [...byOwner.values()].map((each) => {
    const { pods, problem } = each[0]!;
    const count = podCountOf(each.map((one) => one.pods));
    return `refuses pods such as the ${counted(count, 'pod')} ${pods.owner === undefined ? 'without a controller' : `of ${pods.owner}`} (${problem}): what runs goes on, but is not made again when it is lost.`;
  });
}

function podOf({ make }: LivingPods): KubeObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { labels: make.labels }, spec: make.spec };
}
