import type { Lease, Node } from '../../../kubernetes/index.ts';
import type { Change, WorldView } from '../../../world/index.ts';
import { KUBELET_ANNOTATION } from '../../kubelet/reports.ts';
import type { Controller, ControllerContext } from '../controller.ts';
import { timestamp } from '../machinery/dates.ts';
import { monitorGraceMs, withUnknownHealth } from './node-health.ts';
import { TaintingQueue } from './tainting-queue.ts';
import {
  isTainted,
  NOT_READY,
  noExecuteKey,
  readyStatus,
  type Taint,
  UNREACHABLE,
  withNoExecuteTaint,
  withNoScheduleTaints,
} from './taints.ts';
import { counts, taintsPerSecond, type ZoneHealth, type ZoneState, zoneOf, zoneState } from './zones.ts';

/** @source pkg/controller/nodelifecycle/config/v1alpha1/defaults.go → NodeMonitorPeriod (v1.36.3) */
const MONITOR_PERIOD_MS = 5_000;
const LEASE = 'Lease.coordination.k8s.io';
const MONITOR = 'monitor';

/**
 * Watches whether nodes report, taints those that are not well, and tells the pods of those that fell silent.
 *
 * @source pkg/controller/nodelifecycle/node_lifecycle_controller.go → Controller (v1.36.3)
 */
export function nodeLifecycleController(): Controller {
  return new NodeLifecycle();
}

/**
 * Keys: `node NAME` gives and takes NoSchedule taints; `monitor` is a pass over the nodes that are not well; `zone KEY`
 * gives NoExecute taints at the zone's rate.
 */
class NodeLifecycle implements Controller {
  readonly name = 'node-controller';
  readonly concerns = new Set(['Node', LEASE]);
  /** Last renewal of the leases of silent kubelets, milliseconds since the first command. */
  readonly #silentSinceMs = new Map<string, number>();
  /** Nodes that are not Ready or have a NoExecute taint of ours: what a pass looks at. */
  readonly #suspects = new Set<string>();
  readonly #removed = new Set<string>();
  readonly #zones = new Map<string, { queue: TaintingQueue; state: ZoneState }>();
  #allDark = false;
  /** Whether the nodes that were unwell from the beginning are known. */
  #looked = false;

  *watch(change: Change, world: WorldView): Iterable<string> {
    if (change.type !== 'putObject' && change.type !== 'removeObject') return;
    if (change.kind === 'Node') {
      if (change.type === 'removeObject') {
        this.#removed.add(change.name);
        this.#suspects.delete(change.name);
        yield MONITOR;
        return;
      }
      const node = change.object as unknown as Node;
      const name = node.metadata.name ?? '';
      if (withNoScheduleTaints(node, '')) yield `node ${name}`;
      if (isUnwell(node)) this.#suspects.add(name);
      if (this.#suspects.has(name)) yield MONITOR;
    } else if (change.kind === LEASE && change.type === 'putObject') {
      if (this.#leaseSeen(change.object as unknown as Lease, world)) yield MONITOR;
    }
  }

  *unsettled(world: WorldView): Iterable<string> {
    let unwell = false;
    for (const row of world.nodes.rows()) {
      const node = world.nodes.object(row)!;
      if (withNoScheduleTaints(node, '')) yield `node ${world.nodes.name(row)}`;
      unwell ||= isUnwell(node);
    }
    if (unwell) yield MONITOR;
  }

  sync(key: string, context: ControllerContext): void {
    const space = key.indexOf(' ');
    const [type, name] = space < 0 ? [key, ''] : [key.slice(0, space), key.slice(space + 1)];
    if (type === 'node') this.#taintNoSchedule(name, context);
    else if (type === 'zone') this.#taintNoExecute(name, context);
    else this.#monitorAtTick(context);
  }

  // ── NoSchedule ──

  #taintNoSchedule(name: string, context: ControllerContext): void {
    const node = nodeOf(context.world, name);
    const taints = node && withNoScheduleTaints(node, timestamp(context));
    if (taints) setTaints(node, taints, context);
  }

  // ── health ──

  /** Whether the lease says that a kubelet fell silent or reports again. */
  #leaseSeen({ metadata, spec }: Lease, world: WorldView): boolean {
    const says = metadata.annotations?.[KUBELET_ANNOTATION];
    const name = metadata.name ?? '';
    if (says === 'silent') {
      this.#silentSinceMs.set(name, Date.parse(String(spec?.renewTime)) - world.startMs);
      return true;
    }
    return says !== undefined && this.#silentSinceMs.delete(name);
  }

  /** Passes happen every five seconds; between them nothing is looked at. */
  #monitorAtTick(context: ControllerContext): void {
    const offsetMs = monitorOffsetMs(context);
    const sinceTickMs =
      (((context.nowMs - offsetMs) % MONITOR_PERIOD_MS) + MONITOR_PERIOD_MS) % MONITOR_PERIOD_MS;
    if (sinceTickMs > 0) {
      context.requeueAfter(MONITOR, MONITOR_PERIOD_MS - sinceTickMs);
      return;
    }
    this.#monitor(context);
    const nextMs = this.#nextDeadlineMs(context);
    if (nextMs !== undefined) context.requeueAfter(MONITOR, nextMs - context.nowMs);
  }

  /** @source pkg/controller/nodelifecycle/node_lifecycle_controller.go → monitorNodeHealth (v1.36.3) */
  #monitor(context: ControllerContext): void {
    const { world, api, actor, nowMs } = context;
    for (const name of this.#removed) {
      const message = `Node ${name} event: Removing Node ${name} from Controller`;
      api.recordEvent({ kind: 'Node', name }, 'Normal', 'RemovingNode', message, actor);
    }
    this.#removed.clear();
    for (const name of this.#silentSinceMs.keys()) {
      if (this.#deadlineMs(name, context) <= nowMs) this.#declareUnknown(name, context);
    }
    if (!this.#looked) {
      this.#looked = true;
      for (const row of world.nodes.rows()) {
        if (isUnwell(world.nodes.object(row)!)) this.#suspects.add(world.nodes.name(row));
      }
    }
    if (this.#suspects.size === 0) return;
    this.#judgeZones(context);
    for (const name of this.#suspects) this.#mindTaint(name, context);
  }

  /** When a pass calls a silent node unknown: the grace after the first pass that saw its last renewal. */
  #deadlineMs(name: string, context: ControllerContext): number {
    const sinceMs = this.#silentSinceMs.get(name) ?? Number.POSITIVE_INFINITY;
    const offsetMs = monitorOffsetMs(context);
    const seenMs = Math.ceil((sinceMs - offsetMs) / MONITOR_PERIOD_MS) * MONITOR_PERIOD_MS + offsetMs;
    return seenMs + monitorGraceMs(context.world.version.minor);
  }

  #nextDeadlineMs(context: ControllerContext): number | undefined {
    let next: number | undefined;
    for (const name of this.#silentSinceMs.keys()) {
      const atMs = this.#deadlineMs(name, context);
      if (atMs > context.nowMs && (next === undefined || atMs < next)) next = atMs;
    }
    return next;
  }

  #declareUnknown(name: string, context: ControllerContext): void {
    const { world, api, actor } = context;
    const node = nodeOf(world, name);
    const unknown = node && withUnknownHealth(node, timestamp(context));
    if (!unknown) return;
    const wasReady = readyStatus(node) === 'True';
    api.updateStatus(unknown, actor);
    if (!wasReady) return;
    const message = `Node ${name} status is now: NodeNotReady`;
    api.recordEvent({ kind: 'Node', name }, 'Normal', 'NodeNotReady', message, actor);
    for (const row of [...world.pods.onNode(world.nodes.row(name))]) {
      if (!world.pods.isReady(row)) continue;
      api.setPodReady(row, false, actor);
      const pod = { kind: 'Pod', namespace: world.pods.namespace(row), name: world.pods.name(row) };
      api.recordEvent(pod, 'Warning', 'NodeNotReady', 'Node is not ready', actor);
    }
  }

  // ── NoExecute ──

  /** @source pkg/controller/nodelifecycle/node_lifecycle_controller.go → handleDisruption (v1.36.3) */
  #judgeZones(context: ControllerContext): void {
    const { nowMs } = context;
    const health = healthByZone(context.world);
    const states = new Map([...health].map(([zone, each]) => [zone, zoneState(each)]));
    const allDark = [...states.values()].every((state) => state === 'full');
    if (this.#allDark && !allDark) {
      // Whoever was silent in the dark gets all of its grace again.
      for (const name of this.#silentSinceMs.keys()) this.#silentSinceMs.set(name, nowMs);
    }
    this.#allDark = allDark;
    for (const [zone, state] of states) {
      const known = this.#zoneOf(zone);
      known.state = state;
      known.queue.setRate(allDark ? 0 : taintsPerSecond(state, health.get(zone)!), nowMs);
      if (!known.queue.isEmpty) context.requeueAfter(`zone ${zone}`, 0);
    }
  }

  /** @source pkg/controller/nodelifecycle/node_lifecycle_controller.go → processTaintBaseEviction (v1.36.3) */
  #mindTaint(name: string, context: ControllerContext): void {
    const node = nodeOf(context.world, name);
    if (!node) {
      this.#suspects.delete(name);
      return;
    }
    const key = noExecuteKey(node);
    const zone = zoneOf(node);
    const isOurs = isTainted(node, NOT_READY, UNREACHABLE);
    if (key === undefined || this.#allDark) {
      this.#zoneOf(zone).queue.remove(name);
      if (isOurs) setTaints(node, withNoExecuteTaint(node, undefined, ''), context);
      if (key === undefined) this.#suspects.delete(name);
    } else if (isOurs) {
      if (!isTainted(node, key)) setTaints(node, withNoExecuteTaint(node, key, timestamp(context)), context);
    } else {
      this.#zoneOf(zone).queue.add(name, context.nowMs);
      context.requeueAfter(`zone ${zone}`, 0);
    }
  }

  /** @source pkg/controller/nodelifecycle/node_lifecycle_controller.go → doNoExecuteTaintingPass (v1.36.3) */
  #taintNoExecute(zone: string, context: ControllerContext): void {
    const { queue } = this.#zoneOf(zone);
    const { world, nowMs } = context;
    for (let turn = queue.take(nowMs); turn !== undefined; turn = queue.take(nowMs)) {
      const node = nodeOf(world, turn.name);
      const key = node && noExecuteKey(node);
      if (!node || !key) continue;
      if (turn.hadEquals) context.noteDrawn(world.pods.onNode(world.nodes.row(turn.name)));
      setTaints(node, withNoExecuteTaint(node, key, timestamp(context)), context);
    }
    const waitMs = queue.waitMs(context.nowMs);
    if (waitMs !== undefined) context.requeueAfter(`zone ${zone}`, waitMs);
  }

  #zoneOf(zone: string) {
    let known = this.#zones.get(zone);
    if (!known) {
      known = {
        queue: new TaintingQueue(taintsPerSecond('normal', { ready: 0, notReady: 0 })),
        state: 'normal',
      };
      this.#zones.set(zone, known);
    }
    return known;
  }
}

function monitorOffsetMs({ timings }: ControllerContext): number {
  return Math.round(timings.phase('node-monitor') * MONITOR_PERIOD_MS);
}

function isUnwell(node: Node): boolean {
  return readyStatus(node) !== 'True' || isTainted(node, NOT_READY, UNREACHABLE);
}

function healthByZone(world: WorldView): Map<string, ZoneHealth> {
  const zones = new Map<string, ZoneHealth>();
  for (const row of world.nodes.rows()) {
    const node = world.nodes.object(row)!;
    if (!counts(node)) continue;
    const zone = zoneOf(node);
    const health = zones.get(zone) ?? { ready: 0, notReady: 0 };
    zones.set(zone, health);
    if (readyStatus(node) === 'True') health.ready++;
    else health.notReady++;
  }
  return zones;
}

function nodeOf(world: WorldView, name: string): Node | undefined {
  return world.nodes.object(world.nodes.row(name));
}

function setTaints(node: Node, taints: readonly Taint[], { api, actor }: ControllerContext): void {
  api.update({ ...node, spec: { ...node.spec, taints } } as never, actor);
}
