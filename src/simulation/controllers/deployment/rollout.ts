import type { Deployment, ReplicaSet } from '../../../kubernetes/index.ts';
import type { Status } from '../../api-server/api.ts';
import type { ControllerContext } from '../controller.ts';
import { timestamp } from '../machinery/dates.ts';
import { same } from '../machinery/same.ts';
import { REVISION, sameAnnotations, withReplicaCounts } from './annotations.ts';
import { replicasOf } from './limits.ts';
import { progressCheckDelayMs, withProgress } from './progress.ts';
import type { ReplicaSets } from './replica-sets.ts';
import { type DeploymentStatus, deploymentStatus } from './status.ts';

/** One piece of work on a Deployment: its requests, and the first refusal among them. */
export class Rollout {
  readonly context: ControllerContext;
  deployment: Deployment;
  newest: ReplicaSet | undefined;
  old: readonly ReplicaSet[];
  refused: Status | undefined;

  constructor(context: ControllerContext, deployment: Deployment, { newest, old }: ReplicaSets) {
    this.context = context;
    this.deployment = deployment;
    this.newest = newest;
    this.old = old;
  }

  get all(): readonly ReplicaSet[] {
    return this.newest ? [...this.old, this.newest] : this.old;
  }

  /**
   * Gives a ReplicaSet another size, and the annotations that say what for; returns whether its size changed.
   *
   * @source pkg/controller/deployment/sync.go → scaleReplicaSet (v1.36.3)
   */
  scale(set: ReplicaSet, replicas: number, always = false): boolean {
    const before = replicasOf(set);
    if (!always && before === replicas) return false;
    const annotations = withReplicaCounts(set.metadata.annotations, this.deployment);
    if (before === replicas && sameAnnotations(annotations, set.metadata.annotations)) return false;
    const metadata = { ...set.metadata, annotations };
    const written = this.#write({ ...set, metadata, spec: { ...set.spec!, replicas } });
    if (!written || before === replicas) return false;
    const direction = before < replicas ? 'up' : 'down';
    this.event(
      'Normal',
      'ScalingReplicaSet',
      `Scaled ${direction} replica set ${set.metadata.name} from ${before} to ${replicas}`,
    );
    return true;
  }

  /** Writes a ReplicaSet with new annotations or minReadySeconds. */
  update(set: ReplicaSet): void {
    this.#write(set);
  }

  /** Sets the Deployment's annotation with its revision; returns whether it had another one. */
  setRevision(revision: string): void {
    const { metadata } = this.deployment;
    if (metadata.annotations?.[REVISION] === revision) return;
    const { api, actor } = this.context;
    const target = {
      kind: 'Deployment.apps',
      namespace: metadata.namespace ?? 'default',
      name: metadata.name ?? '',
    };
    const answer = api.patch(target, 'merge', { metadata: { annotations: { [REVISION]: revision } } }, actor);
    if (answer.ok) this.deployment = answer.value as Deployment;
    else this.refused ??= answer.status;
  }

  writeStatus(status: DeploymentStatus): void {
    if (!same(status, this.deployment.status)) this.#putStatus(status);
  }

  #putStatus(status: DeploymentStatus): void {
    const answer = this.context.api.updateStatus({ ...this.deployment, status }, this.context.actor);
    if (answer.ok) this.deployment = answer.value as Deployment;
    else this.refused ??= answer.status;
  }

  /** Brings the counts up to date, and with `progress` the conditions that tell how the rollout goes. */
  syncStatus(progress: boolean): void {
    const { context, deployment, newest } = this;
    const { minor } = context.world.version;
    const counts = deploymentStatus(deployment, this.all, newest, minor, timestamp(context));
    const status = progress ? withProgress(context, deployment, this.all, newest, counts) : counts;
    if (!same(status, deployment.status)) {
      this.#putStatus(status);
      return;
    }
    const checkAfterMs = progress ? progressCheckDelayMs(context, deployment, status) : undefined;
    if (checkAfterMs !== undefined) context.requeueAfter(this.#key, checkAfterMs);
  }

  event(type: 'Normal' | 'Warning', reason: string, message: string): void {
    const { namespace = 'default', name = '' } = this.deployment.metadata;
    const { api, actor } = this.context;
    api.recordEvent({ kind: 'Deployment.apps', namespace, name }, type, reason, message, actor);
  }

  get #key(): string {
    const { namespace = 'default', name = '' } = this.deployment.metadata;
    return `${namespace}/${name}`;
  }

  #write(set: ReplicaSet): boolean {
    const answer = this.context.api.update(set, this.context.actor);
    if (!answer.ok) {
      this.refused ??= answer.status;
      return false;
    }
    const written = answer.value as ReplicaSet;
    const isThis = (other: ReplicaSet | undefined) => other?.metadata.uid === set.metadata.uid;
    if (isThis(this.newest)) this.newest = written;
    else this.old = this.old.map((each) => (isThis(each) ? written : each));
    return true;
  }
}
