import type { Actor } from '../api-server/api.ts';
import type { Environment } from '../component.ts';
import type { QueuedPod } from './queued-pod.ts';
import type { Nomination } from './scheduling-model.ts';

/**
 * Carries out preemptions: the victims are marked and deleted with their own grace periods, a moment after the decision.
 *
 * @source pkg/scheduler/framework/preemption/executor.go → prepareCandidateAsync (v1.36.3)
 */
export class Preemption {
  readonly #environment: Environment;
  readonly #actor: Actor;
  /** Pods whose victims' deletions are not sent yet: they are not tried until then. */
  readonly #preempting = new Set<number>();

  constructor(environment: Environment, actor: Actor) {
    this.#environment = environment;
    this.#actor = actor;
  }

  isPreempting(row: number): boolean {
    return this.#preempting.has(row);
  }

  start(preemptor: QueuedPod, { nodeRow, victims }: Nomination): void {
    const { pods } = this.#environment.world;
    const toDelete = victims.filter((row) => !pods.isTerminating(row));
    if (toDelete.length === 0) return;
    const { kernel, timings } = this.#environment;
    this.#preempting.add(preemptor.row);
    kernel.after(timings.schedulerMs, () => {
      this.#clearLowerNominations(preemptor, nodeRow);
      for (const row of toDelete) this.#delete(row, preemptor, nodeRow);
      this.#preempting.delete(preemptor.row);
    });
  }

  #delete(row: number, preemptor: QueuedPod, nodeRow: number): void {
    const { world, api } = this.#environment;
    if (!world.pods.exists(row)) return;
    const [namespace, name] = [world.pods.namespace(row), world.pods.name(row)];
    const { schedulerName } = preemptor.profile;
    api.setPodCondition(
      row,
      {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'PreemptionByScheduler',
        message: `${schedulerName}: preempting to accommodate a higher priority pod`,
      },
      this.#actor,
    );
    const pod = { kind: 'Pod', namespace, name };
    api.delete(pod, this.#actor);
    const message = `Preempted by pod ${world.pods.uid(preemptor.row)} on node ${world.nodes.name(nodeRow)}`;
    api.recordEvent(pod, 'Normal', 'Preempted', message, this.#actor);
  }

  /** Pods of lower priority that were to go to the same node look for another place. */
  #clearLowerNominations({ row, priority }: QueuedPod, nodeRow: number): void {
    const { world, api } = this.#environment;
    const { nominations } = world.scheduling.cluster;
    for (const nominated of [...nominations.on(nodeRow)]) {
      if (nominated.podId !== row && nominated.priority < priority)
        api.nominate(nominated.podId, NONE, this.#actor);
    }
  }
}

const NONE = -1;
