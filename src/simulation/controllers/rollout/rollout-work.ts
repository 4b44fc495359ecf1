import type { KubeObject, ReplicaSet } from '../../../kubernetes/index.ts';
import type { Status } from '../../api-server/api.ts';
import type { ControllerContext } from '../controller.ts';
import { dateMs, parseTimestamp, timestamp } from '../machinery/dates.ts';
import { controlledObjects, controllerReference } from '../machinery/ownership.ts';
import { sameTemplate, storedTemplate } from '../machinery/pod-templates.ts';
import { same } from '../machinery/same.ts';
import { templateHash } from '../machinery/template-hash.ts';
import { HASH_LABEL, hashOf, KIND, type Rollout, type RolloutStatus } from './rollout-object.ts';

/** One piece of work on a Rollout: its ReplicaSets, its requests, and what its status becomes. */
export class RolloutWork {
  readonly context: ControllerContext;
  readonly rollout: Rollout;
  /** The ReplicaSet of the present template; the work gives up while there is none. */
  readonly fresh: ReplicaSet | undefined;
  /** The ReplicaSet that served before it, if that is another. */
  readonly stable: ReplicaSet | undefined;
  readonly others: readonly ReplicaSet[];
  status: RolloutStatus;
  refused: Status | undefined;
  retryAfterMs: number | undefined;

  constructor(context: ControllerContext, rollout: Rollout) {
    this.context = context;
    this.rollout = rollout;
    const sets = controlledObjects<ReplicaSet>(context.world, rollout.metadata.uid, 'ReplicaSet.apps');
    this.fresh =
      sets.find((set) => sameTemplate(set.spec?.template, rollout.spec?.template, HASH_LABEL)) ??
      this.#create();
    const freshHash = this.fresh && hashOf(this.fresh);
    const stableHash = rollout.status?.stableRS || freshHash;
    this.stable = stableHash === freshHash ? undefined : sets.find((set) => hashOf(set) === stableHash);
    this.others = sets.filter((set) => set !== this.fresh && set !== this.stable);
    const isNew = rollout.status?.currentPodHash !== freshHash;
    this.status = {
      ...rollout.status,
      ...(freshHash === undefined ? {} : { currentPodHash: freshHash }),
      stableRS: (this.stable ? stableHash : freshHash) ?? '',
      observedGeneration: String(rollout.metadata.generation ?? 0),
      ...(isNew ? { currentStepIndex: 0, abort: false, promoteFull: false, pauseConditions: [] } : {}),
    };
  }

  /** Gives a ReplicaSet a size; returns whether it had it. */
  scale(set: ReplicaSet | undefined, replicas: number): boolean {
    if (!set || (set.spec?.replicas ?? 1) === replicas) return true;
    const { api, actor } = this.context;
    const answer = api.update({ ...set, spec: { ...set.spec!, replicas } }, actor);
    if (!answer.ok) this.refused ??= answer.status;
    else this.event('Normal', 'ScalingReplicaSet', `Scaled replica set ${set.metadata.name} to ${replicas}`);
    return false;
  }

  /** Lets a Service select the pods of one ReplicaSet. */
  point(service: string | undefined, set: ReplicaSet | undefined): void {
    const hash = set && hashOf(set);
    const { world, api, actor } = this.context;
    const target = {
      kind: 'Service',
      namespace: this.rollout.metadata.namespace ?? 'default',
      name: service ?? '',
    };
    const current = world.get(target)?.['spec'] as { readonly selector?: Record<string, string> } | undefined;
    if (!current || hash === undefined || current.selector?.[HASH_LABEL] === hash) return;
    api.patch(target, 'merge', { spec: { selector: { [HASH_LABEL]: hash } } }, actor);
    this.event('Normal', 'SwitchService', `Switched selector for service '${service}' to value '${hash}'`);
  }

  /**
   * Waits since a pause of this reason began; returns whether it is over. A pause without an end is left by a person.
   */
  paused(reason: string, seconds: number | undefined): boolean {
    const known = this.status.pauseConditions?.find((each) => each.reason === reason);
    const startTime = known?.startTime ?? timestamp(this.context);
    const leftMs =
      seconds === undefined ? undefined : parseTimestamp(startTime) + seconds * 1000 - dateMs(this.context);
    if (leftMs !== undefined && leftMs <= 0) {
      this.status = { ...this.status, pauseConditions: [] };
      return true;
    }
    this.status = {
      ...this.status,
      phase: 'Paused',
      message: reason,
      pauseConditions: [{ reason, startTime }],
    };
    if (leftMs !== undefined) this.retryAfterMs = leftMs;
    return false;
  }

  event(type: 'Normal' | 'Warning', reason: string, message: string): void {
    const { namespace = 'default', name = '' } = this.rollout.metadata;
    const { api, actor } = this.context;
    api.recordEvent({ kind: KIND, namespace, name }, type, reason, message, actor);
  }

  writeStatus(): void {
    const all = [this.fresh, this.stable, ...this.others].filter((set) => set !== undefined);
    const sum = (field: 'replicas' | 'readyReplicas' | 'availableReplicas') =>
      all.reduce((total, set) => total + (set.status?.[field] ?? 0), 0);
    const status = {
      ...this.status,
      replicas: sum('replicas'),
      readyReplicas: sum('readyReplicas'),
      availableReplicas: sum('availableReplicas'),
      updatedReplicas: this.fresh?.status?.replicas ?? 0,
    };
    if (same(status, this.rollout.status)) return;
    this.context.api.updateStatus({ ...this.rollout, status } as KubeObject, this.context.actor);
  }

  #create(): ReplicaSet | undefined {
    const { metadata, spec } = this.rollout;
    const hash = templateHash(storedTemplate(spec?.template) ?? {}, this.context.world.version.minor);
    const labels = { ...spec?.template?.metadata?.labels, [HASH_LABEL]: hash };
    const set: ReplicaSet = {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `${metadata.name}-${hash}`,
        namespace: metadata.namespace ?? 'default',
        labels,
        ownerReferences: [controllerReference(this.rollout, 'argoproj.io/v1alpha1', 'Rollout')],
      },
      spec: {
        replicas: 0,
        ...(spec?.minReadySeconds ? { minReadySeconds: spec.minReadySeconds } : {}),
        selector: {
          ...spec?.selector,
          matchLabels: { ...spec?.selector?.matchLabels, [HASH_LABEL]: hash },
        },
        template: { ...spec?.template, metadata: { ...spec?.template?.metadata, labels } },
      },
    };
    const answer = this.context.api.create(set, this.context.actor);
    if (answer.ok) return answer.value as ReplicaSet;
    this.refused = answer.status;
    return undefined;
  }
}
