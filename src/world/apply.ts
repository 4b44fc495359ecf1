import { invariant } from '../errors/index.ts';
import type { KubeObject, Node, PodStatus } from '../kubernetes/index.ts';
import { POD_FLAGS, type PodMake } from '../snapshot/index.ts';
import type { Change, ContainerExit, PodChange, PodCondition, Replaced } from './change.ts';
import type { World } from './world.ts';

const NONE = -1;

const NOTHING: Replaced = {};

/**
 * Applies one change: the only place that writes to a world. Each case keeps its inverse in the journal. Returns what
 * the change replaced.
 *
 * @throws InvariantError when the change contradicts the world (a bug of whoever proposed it).
 */
export function apply(world: World, change: Change): Replaced {
  switch (change.type) {
    case 'recordEvent':
      return NOTHING;
    case 'putObject':
      return replaced(putObject(world, change.kind, change.object));
    case 'removeObject':
      return replaced(removeObject(world, change.kind, change.namespace, change.name));
    case 'createPod':
      createPod(world, change);
      return NOTHING;
    default: {
      if (!world.pods.exists(change.row))
        invariant(false, `${change.type} for a pod that is gone: ${change.row}`);
      const before = change.type === 'updatePod' ? { make: world.pods.template(change.row).make } : NOTHING;
      applyToPod(world, change);
      return before;
    }
  }
}

function replaced(object: KubeObject | undefined): Replaced {
  return object ? { object } : NOTHING;
}

function putObject(world: World, kind: string, object: KubeObject): KubeObject | undefined {
  if (kind === 'Node') return setNode(world, world.nodes.rowFor(object.metadata.name ?? ''), object as Node);
  const previous = world.objects.put(kind, object);
  world.scheduling.objectChanged(kind, previous, object);
  world.journal.push(() => {
    if (previous) world.objects.put(kind, previous);
    else world.objects.remove(kind, object.metadata.namespace, object.metadata.name ?? '');
    world.scheduling.objectChanged(kind, object, previous);
  });
  return previous;
}

function removeObject(
  world: World,
  kind: string,
  namespace: string | undefined,
  name: string,
): KubeObject | undefined {
  if (kind === 'Node') return setNode(world, world.nodes.rowFor(name), undefined);
  const removed = world.objects.remove(kind, namespace, name);
  if (!removed) return undefined;
  world.scheduling.objectChanged(kind, removed, undefined);
  world.journal.push(() => {
    world.objects.put(kind, removed);
    world.scheduling.objectChanged(kind, undefined, removed);
  });
  return removed;
}

function setNode(world: World, row: number, object: Node | undefined): Node | undefined {
  const { nodes, scheduling, journal } = world;
  const previous = nodes.object(row);
  nodes.setObject(row, object);
  const place = scheduling.nodeChanged(row, previous, object);
  journal.push(() => {
    nodes.setObject(row, previous);
    scheduling.nodeChanged(row, object, previous, place);
  });
  return previous;
}

function createPod(world: World, change: Extract<PodChange, { type: 'createPod' }>): void {
  const { pods, templates, journal, scheduling } = world;
  if (change.row !== pods.rowCount)
    invariant(false, `row ${change.row} of a new pod is not ${pods.rowCount}`);
  pods.append({
    name: change.name,
    uid: change.uid,
    templateId: templates.intern(change.namespace, change.make),
    nodeRow: change.nodeRow ?? NONE,
    createdMs: change.createdMs,
    finalizers: change.finalizers ?? false,
  });
  const bound = scheduling.holds(change.row);
  if (bound) scheduling.podAdded(change.row);
  journal.push(() => {
    if (bound) scheduling.podRemoved(change.row);
    pods.dropLast();
  });
}

function applyToPod(world: World, change: Exclude<PodChange, { type: 'createPod' }>): void {
  const { pods, journal } = world;
  const { row } = change;
  switch (change.type) {
    case 'updatePod':
      setMake(world, row, change.make);
      return;
    case 'bindPod':
      if (change.make) setMake(world, row, change.make);
      bind(world, row, change.nodeRow);
      return;
    case 'nominatePod':
      nominate(world, row, change.nodeRow);
      return;
    case 'setPodCondition':
      setCondition(world, row, change.condition);
      if (change.condition.type === 'PodScheduled') {
        const unschedulable =
          change.condition.status === 'False' && change.condition.reason === 'Unschedulable';
        setFlag(world, row, POD_FLAGS.unschedulable, unschedulable);
      } else if (change.condition.type === 'DisruptionTarget') {
        setFlag(world, row, POD_FLAGS.disruptionTarget, change.condition.status === 'True');
      }
      return;
    case 'setPodReady': {
      const previousMs = pods.readyChangedMs(row);
      setFlag(world, row, POD_FLAGS.ready, change.ready);
      pods.setReadyChangedMs(row, change.atMs);
      journal.push(() => pods.setReadyChangedMs(row, previousMs));
      return;
    }
    case 'setPodPhase':
      setPhase(world, change);
      return;
    case 'restartPod': {
      const previous = pods.restartCount(row);
      pods.setRestartCount(row, change.restartCount);
      journal.push(() => pods.setRestartCount(row, previous));
      return;
    }
    case 'terminatePod':
      terminate(world, change);
      return;
    case 'setPodFinalizers':
      setFlag(world, row, POD_FLAGS.finalizers, change.finalizers);
      return;
    case 'removePod':
      removePod(world, row);
      return;
  }
}

function setMake(world: World, row: number, make: PodMake): void {
  const { pods, templates, journal, scheduling } = world;
  const previous = pods.templateId(row);
  const place = pods.setTemplate(row, templates.intern(pods.namespace(row), make));
  if (scheduling.holds(row)) scheduling.podChanged(row);
  journal.push(() => {
    pods.restoreTemplate(row, previous, place);
    if (scheduling.holds(row)) scheduling.podChanged(row);
  });
}

function bind(world: World, row: number, nodeRow: number): void {
  const { pods, journal, scheduling } = world;
  if (pods.nodeRow(row) !== NONE) invariant(false, `${pods.key(row)} is bound already`);
  nominate(world, row, NONE);
  const place = pods.assign(row, nodeRow);
  scheduling.podAdded(row);
  journal.push(() => {
    scheduling.podRemoved(row);
    pods.unassign(row, place);
  });
  setFlag(world, row, POD_FLAGS.unschedulable, false);
  setCondition(world, row, { type: 'PodScheduled', status: 'True' });
}

function nominate(world: World, row: number, nodeRow: number): void {
  const { pods, journal, scheduling } = world;
  const previous = pods.nominatedNodeRow(row);
  if (previous === nodeRow) return;
  const set = (to: number) => {
    scheduling.podNominated(row, to);
    pods.setNominatedNode(row, to);
  };
  set(nodeRow);
  journal.push(() => set(previous));
}

function setPhase(world: World, change: Extract<PodChange, { type: 'setPodPhase' }>): void {
  const { pods, journal, scheduling } = world;
  const { row } = change;
  const [phase, startedMs, status] = [pods.phase(row), pods.startedMs(row), pods.status(row)];
  const held = scheduling.holds(row);
  pods.setPhase(row, change.phase);
  // A pod that has ended holds nothing any more.
  const ended = held && !scheduling.holds(row);
  if (ended) scheduling.podRemoved(row);
  if (change.startedMs !== undefined) pods.setStartedMs(row, change.startedMs);
  const { reason, message, exit } = change;
  if (reason !== undefined || exit !== undefined) {
    pods.setStatus(row, {
      ...status,
      ...(reason === undefined ? {} : { reason }),
      ...(message === undefined ? {} : { message }),
      ...(exit === undefined ? {} : { containerStatuses: exited(world, row, exit) }),
    });
  }
  journal.push(() => {
    pods.setPhase(row, phase);
    pods.setStartedMs(row, startedMs);
    pods.setStatus(row, status);
    if (ended) scheduling.podRestored(row);
  });
}

function exited({ pods }: World, row: number, { code, atMs }: ContainerExit): ContainerStatuses {
  const finishedAt = new Date(atMs).toISOString();
  const terminated = { exitCode: code, reason: code === 0 ? 'Completed' : 'Error', finishedAt };
  return pods.template(row).make.spec.containers.map(({ name, image = '' }) => ({
    name,
    image,
    imageID: '',
    ready: false,
    restartCount: pods.restartCount(row),
    state: { terminated },
  })) as unknown as ContainerStatuses;
}

type ContainerStatuses = NonNullable<PodStatus['containerStatuses']>;

function terminate(world: World, change: Extract<PodChange, { type: 'terminatePod' }>): void {
  const { pods, journal, scheduling } = world;
  const { row } = change;
  const [deletionMs, graceSeconds] = [pods.deletionMs(row), pods.deletionGraceSeconds(row)];
  const wasTerminating = pods.isTerminating(row);
  setFlag(world, row, POD_FLAGS.terminating, true);
  pods.setDeletion(row, change.deletionMs, change.graceSeconds);
  scheduling.podTerminating(row, true);
  journal.push(() => {
    pods.setDeletion(row, deletionMs, graceSeconds);
    scheduling.podTerminating(row, wasTerminating);
  });
}

function removePod(world: World, row: number): void {
  const { pods, journal, scheduling } = world;
  nominate(world, row, NONE);
  const held = scheduling.holds(row);
  if (held) scheduling.podRemoved(row);
  const places = pods.remove(row);
  journal.push(() => {
    pods.restore(row, places);
    if (held) scheduling.podRestored(row);
  });
}

function setFlag(world: World, row: number, flag: number, on: boolean): void {
  const { pods } = world;
  const was = pods.hasFlag(row, flag);
  if (was === on) return;
  pods.setFlag(row, flag, on);
  world.journal.push(() => pods.setFlag(row, flag, was));
}

function setCondition(world: World, row: number, condition: PodCondition): void {
  const { pods } = world;
  const status = pods.status(row);
  const others = (status?.conditions ?? []).filter(({ type }) => type !== condition.type);
  pods.setStatus(row, { ...status, conditions: [...others, condition] } as PodStatus);
  world.journal.push(() => pods.setStatus(row, status));
}
