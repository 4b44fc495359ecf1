import type { StatefulSet } from '../../../kubernetes/index.ts';
import type { Answer, Status } from '../../api-server/api.ts';
import type { ControllerContext } from '../controller.ts';
import { controllerReference } from '../machinery/ownership.ts';
import { podFromTemplate } from '../machinery/pod-from-template.ts';
import { slowStart } from '../machinery/slow-start.ts';
import { applyRetention, createClaims, hasStaleClaim } from './claims.ts';
import { identityLabels, podName, templateOfPod } from './identity.ts';
import { type Replica, type Replicas, revisionForNew } from './replicas.ts';
import type { SetRevisions } from './set-revisions.ts';

/** One piece of work on a StatefulSet: what it may do with a pod, and the first refusal. */
export class SetWork {
  readonly context: ControllerContext;
  readonly set: StatefulSet;
  readonly revisions: SetRevisions;
  readonly replicas: Replicas;
  refused: Status | undefined;

  constructor(context: ControllerContext, set: StatefulSet, revisions: SetRevisions, replicas: Replicas) {
    this.context = context;
    this.set = set;
    this.revisions = revisions;
    this.replicas = replicas;
  }

  /** Whether pods come and go one after another. */
  get isOrdered(): boolean {
    return this.set.spec?.podManagementPolicy !== 'Parallel';
  }

  /** Whether a pod has another revision than it should have and is not going yet. */
  isOld({ revision, row }: Replica): boolean {
    return (
      revision !== this.revisions.update.name && !(row >= 0 && this.context.world.pods.isTerminating(row))
    );
  }

  /**
   * Does something with each replica: in order until it says that the others have to wait, or with all of them in
   * batches when order does not matter. Returns whether to stop here.
   *
   * @source pkg/controller/statefulset/stateful_set_control.go → runForAll (v1.36.3)
   */
  forEach(replicas: readonly Replica[], visit: (replica: Replica) => boolean): boolean {
    if (this.isOrdered) return replicas.some((replica) => visit(replica) || this.refused !== undefined);
    const visitOne = (index: number): Answer<unknown> => {
      const before = this.refused;
      visit(replicas[index]!);
      return this.refused && !before
        ? { ok: false, status: this.refused }
        : { ok: true, value: this.set, warnings: [] };
    };
    const { uid, name } = this.set.metadata;
    slowStart(replicas.length, visitOne, (index) =>
      this.context.timings.phase('order of pods at once', `${uid ?? name}-${replicas[index]!.ordinal}`),
    );
    return this.refused !== undefined;
  }

  /**
   * Makes the pod of an ordinal with its claims.
   *
   * @source pkg/controller/statefulset/stateful_pod_control.go → CreateStatefulPod (v1.36.3)
   */
  create({ ordinal }: Replica): void {
    const { context, set, revisions } = this;
    if (hasStaleClaim(context, set, ordinal)) return;
    const name = podName(set, ordinal);
    const missing = createClaims(context, set, ordinal);
    if (missing) {
      this.refused ??= missing;
      this.#event(false, 'Create', name, missing.message);
      return;
    }
    const revision = revisionForNew(set, ordinal, revisions.current, revisions.update);
    const pod = podFromTemplate(
      set.metadata.namespace ?? 'default',
      templateOfPod(set, revision.template, ordinal),
      controllerReference(set, 'apps/v1', 'StatefulSet'),
      { name, labels: identityLabels(set, ordinal, revision.name) },
    );
    const answer = context.api.create(pod, context.actor);
    if (answer.ok) {
      applyRetention(context, set, { ordinal, uid: answer.value.metadata.uid });
      this.#event(true, 'Create', name);
      return;
    }
    this.refused ??= answer.status;
    if (answer.status.reason !== 'AlreadyExists') this.#event(false, 'Create', name, answer.status.message);
  }

  /** Makes the claims that a pod which waits for its node lacks. */
  createMissingClaims(replica: Replica): void {
    const missing = createClaims(this.context, this.set, replica.ordinal);
    if (missing) this.refused ??= missing;
    else this.applyRetention(replica);
  }

  applyRetention({ ordinal, row }: Replica): void {
    const uid = row < 0 ? undefined : this.context.world.pods.uid(row);
    applyRetention(this.context, this.set, { ordinal, uid });
  }

  /** Deletes a pod; returns whether the request was accepted. */
  delete({ row, ordinal }: Replica): boolean {
    if (row < 0) return false;
    const { api, actor } = this.context;
    const { namespace = 'default' } = this.set.metadata;
    const name = podName(this.set, ordinal);
    const answer = api.delete({ kind: 'Pod', namespace, name }, actor);
    if (!answer.ok && answer.status.reason !== 'NotFound') {
      this.refused ??= answer.status;
      this.#event(false, 'Delete', name, answer.status.message);
      return false;
    }
    this.#event(true, 'Delete', name);
    return true;
  }

  #event(isDone: boolean, verb: 'Create' | 'Delete', pod: string, why = ''): void {
    const { namespace = 'default', name = '' } = this.set.metadata;
    const what = `${verb} Pod ${pod} in StatefulSet ${name}`;
    this.context.api.recordEvent(
      { kind: 'StatefulSet.apps', namespace, name },
      isDone ? 'Normal' : 'Warning',
      isDone ? `Successful${verb}` : `Failed${verb}`,
      isDone ? `${what} successful` : `${what} failed error: ${why}`,
      this.context.actor,
    );
  }
}
