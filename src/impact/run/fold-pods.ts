import type { LogRecord } from '../../simulation/index.ts';
import type { PodMake } from '../../snapshot/index.ts';
import { isPodChange, type PodChange, type WorldView } from '../../world/index.ts';
import type { PodTimelineEntry } from '../documents.ts';
import type { Moment, PodLife } from './pod-life.ts';
import { seconds } from './seconds.ts';

type Details = Omit<PodTimelineEntry, 't' | 'pod' | 'event'>;

/** All pods that something happened to, in the order of their first record, and what happened, in order. */
export interface PodFold {
  readonly lives: readonly PodLife[];
  readonly timeline: readonly (PodTimelineEntry & { readonly sequence: number })[];
}

/** Folds the log's pod changes over the world that the run began with. */
export function foldPods(world: WorldView, records: readonly LogRecord[]): PodFold {
  const fold = new Folding(world);
  for (const record of records) {
    const { change } = record;
    if (isPodChange(change)) fold.take(record, change);
  }
  return { lives: [...fold.lives.values()], timeline: fold.timeline };
}

/** Why a pod has no node. */
const WAITING = new Set(['Unschedulable', 'SchedulingGated']);

class Folding {
  readonly lives = new Map<number, PodLife>();
  readonly timeline: (PodTimelineEntry & { readonly sequence: number })[] = [];
  readonly #world: WorldView;
  /** How often a key has been used: a StatefulSet's pod comes back under its name. */
  readonly #uses = new Map<string, number>();

  constructor(world: WorldView) {
    this.#world = world;
  }

  take({ timeMs, sequence, by }: LogRecord, change: PodChange): void {
    const moment = { timeMs, sequence };
    if (change.type === 'createPod') {
      const life = this.#born(change, moment);
      this.#tell(life, moment, 'created', life.owner === undefined ? {} : { owner: life.owner });
      if (life.node !== undefined) this.#tell(life, moment, 'scheduled', { node: life.node });
      return;
    }
    const life = this.#life(change.row);
    switch (change.type) {
      case 'bindPod':
        life.node = this.#world.nodes.name(change.nodeRow);
        life.scheduled = moment;
        this.#tell(life, moment, 'scheduled', { node: life.node });
        return;
      case 'setPodCondition':
        this.#condition(life, moment, change.condition);
        return;
      case 'setPodReady':
        if (life.ready === change.ready) return;
        life.ready = change.ready;
        if (change.ready) life.firstReady ??= moment;
        else life.unready ??= moment;
        this.#tell(life, moment, change.ready ? 'ready' : 'notReady', nodeOf(life));
        return;
      case 'setPodPhase':
        this.#phase(life, moment, change);
        return;
      case 'restartPod':
        this.#tell(life, moment, 'restarted', {
          ...nodeOf(life),
          ...(change.reason === undefined ? {} : { reason: change.reason }),
        });
        return;
      case 'terminatePod':
        if (life.terminating) return;
        life.terminating = { ...moment, graceSeconds: change.graceSeconds, by };
        this.#tell(life, moment, 'terminating', {
          ...nodeOf(life),
          grace: change.graceSeconds,
          cause: causeOf(by),
        });
        return;
      case 'removePod':
        // Without a grace period a pod goes at once; it counts as lost all the same.
        life.terminating ??= { ...moment, graceSeconds: 0, by };
        life.deleted = moment;
        this.#tell(life, moment, 'deleted', nodeOf(life));
        return;
      default:
    }
  }

  #condition(
    life: PodLife,
    moment: Moment,
    condition: { type: string; status: string; reason?: string; message?: string },
  ) {
    const { type, status, reason, message = '' } = condition;
    if (type === 'PodScheduled' && status === 'False' && WAITING.has(reason ?? '')) {
      if (life.unschedulable.at(-1)?.message === message) return;
      life.unschedulable.push({ ...moment, message });
      this.#tell(life, moment, 'unschedulable', { message });
    } else if (type === 'DisruptionTarget' && status === 'True') {
      life.disruption = { ...moment, reason: reason ?? '' };
      this.#tell(life, moment, 'disruptionTarget', reason === undefined ? {} : { reason });
    }
  }

  #phase(life: PodLife, moment: Moment, change: Extract<PodChange, { type: 'setPodPhase' }>): void {
    if (life.phase === change.phase) return;
    life.phase = change.phase;
    if (change.phase !== 'Succeeded' && change.phase !== 'Failed') return;
    life.ended = moment;
    this.#tell(life, moment, change.phase === 'Succeeded' ? 'succeeded' : 'failed', {
      ...nodeOf(life),
      ...(change.reason === undefined ? {} : { reason: change.reason }),
      ...(change.message === undefined ? {} : { message: change.message }),
    });
  }

  #tell(life: PodLife, moment: Moment, event: PodTimelineEntry['event'], details: Details): void {
    this.timeline.push({
      t: seconds(moment.timeMs),
      event,
      pod: life.key,
      ...details,
      sequence: moment.sequence,
    });
  }

  #born(change: Extract<PodChange, { type: 'createPod' }>, created: Moment): PodLife {
    const plain = `${change.namespace}/${change.name}`;
    // A key that the snapshot has is in use once already, whether or not its pod was touched before.
    const used = this.#uses.get(plain) ?? (this.#isInSnapshot(change.namespace, change.name) ? 1 : 0);
    this.#uses.set(plain, used + 1);
    const life: PodLife = {
      row: change.row,
      key: used === 0 ? plain : `${plain}#${used + 1}`,
      namespace: change.namespace,
      ...madeBy(change.make),
      isOld: false,
      created,
      node: change.nodeRow === undefined ? undefined : this.#world.nodes.name(change.nodeRow),
      unschedulable: [],
      ready: false,
      phase: 'Pending',
    };
    this.lives.set(change.row, life);
    return life;
  }

  #isInSnapshot(namespace: string, name: string): boolean {
    return this.#world.pods.find(namespace, name) >= 0;
  }

  #life(row: number): PodLife {
    const known = this.lives.get(row);
    if (known) return known;
    const life = lifeInSnapshot(this.#world, row);
    this.lives.set(row, life);
    return life;
  }
}

/** The life of a pod of the snapshot, before anything happens to it. */
export function lifeInSnapshot(world: WorldView, row: number): PodLife {
  const { pods, nodes } = world;
  const nodeRow = pods.nodeRow(row);
  const message = pods.condition(row, 'PodScheduled')?.message;
  return {
    row,
    key: pods.key(row),
    namespace: pods.namespace(row),
    ...madeBy(pods.template(row).make),
    isOld: true,
    node: nodeRow < 0 ? undefined : nodes.name(nodeRow),
    unschedulable: message === undefined || nodeRow >= 0 ? [] : [{ timeMs: 0, sequence: -1, message }],
    ready: pods.isReady(row),
    phase: pods.phase(row),
  };
}

function madeBy(make: PodMake): Pick<PodLife, 'make' | 'owner' | 'ownerUid'> {
  const owner = make.ownerReferences.find(({ controller }) => controller);
  return { make, owner: owner && `${owner.kind}/${owner.name}`, ownerUid: owner?.uid };
}

function nodeOf({ node }: PodLife): { node?: string } {
  return node === undefined ? {} : { node };
}

function causeOf({ name, subject }: { readonly name: string; readonly subject?: string }): string {
  return subject === undefined ? name : `${name}: ${subject}`;
}
