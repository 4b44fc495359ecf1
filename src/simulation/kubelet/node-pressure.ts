import type { KubeObject, Node } from '../../kubernetes/index.ts';
import type { Actor } from '../api-server/api.ts';
import type { Environment } from '../component.ts';
import { bytesOf, type MemoryUsage, memoryRequest } from './memory-usage.ts';

/** @source pkg/kubelet/eviction/defaults_linux.go → DefaultEvictionHard (v1.36.3): memory.available < 100Mi */
const THRESHOLD_BYTES = 100 * 1024 * 1024;
/** @source pkg/kubelet/eviction/eviction_manager.go → monitoringInterval (v1.36.3) */
const INTERVAL_MS = 10_000;
const CRITICAL_PRIORITY = 2_000_000_000;

/**
 * The kubelet ends pods of a node whose memory runs out, one in ten seconds. It looks only where pods have started since
 * the snapshot, and only when the snapshot says what pods use.
 *
 * @source pkg/kubelet/eviction/eviction_manager.go → synchronize (v1.36.3)
 * @deviation memory only; what a node uses beyond its pods stays as it was; the pressure ends with the last eviction
 */
export class NodePressure {
  readonly #environment: Environment;
  readonly #usage: MemoryUsage;
  readonly #systemBytes = new Map<number, number>();
  readonly #watched = new Set<number>();

  constructor(environment: Environment, usage: MemoryUsage) {
    this.#environment = environment;
    this.#usage = usage;
  }

  /** A pod has started on the node. */
  podStarted(nodeRow: number, actor: Actor): void {
    if (this.#watched.has(nodeRow) || this.#availableBytes(nodeRow) >= THRESHOLD_BYTES) return;
    this.#watched.add(nodeRow);
    this.#setPressure(nodeRow, true, actor);
    this.#evictNext(nodeRow, actor);
  }

  #evictNext(nodeRow: number, actor: Actor): void {
    const available = this.#availableBytes(nodeRow);
    const [victim] = available < THRESHOLD_BYTES ? this.#ranked(nodeRow) : [];
    if (victim === undefined) {
      this.#watched.delete(nodeRow);
      this.#setPressure(nodeRow, false, actor);
      return;
    }
    this.#evict(victim, available, actor);
    this.#environment.kernel.after(INTERVAL_MS, () => this.#evictNext(nodeRow, actor));
  }

  #evict(row: number, availableBytes: number, actor: Actor): void {
    const { api, world } = this.#environment;
    const mebi = (bytes: number) => `${Math.max(0, Math.round(bytes / 1024 / 1024))}Mi`;
    const [name] = world.pods.template(row).make.spec.containers.map((container) => container.name);
    const [used, asked] = [mebi(this.#usage.ofPod(row)), mebi(memoryRequest(world, row))];
    const message =
      `The node was low on resource: memory. Threshold quantity: ${mebi(THRESHOLD_BYTES)}, available: ${mebi(availableBytes)}. ` +
      `Container ${name} was using ${used}, request is ${asked}, has larger consumption of memory. `;
    const condition = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'TerminationByKubelet',
      message,
    } as const;
    api.setPodCondition(row, condition, actor);
    api.setPodReady(row, false, actor);
    api.setPodPhase(row, 'Failed', actor, { reason: 'Evicted', message });
    const pod = { kind: 'Pod', namespace: world.pods.namespace(row), name: world.pods.name(row) };
    api.recordEvent(pod, 'Warning', 'Evicted', message, actor);
  }

  /**
   * Who goes first: those that use more than they ask for, then the lower priority, then the larger excess.
   *
   * @source pkg/kubelet/eviction/helpers.go → rankMemoryPressure (v1.36.3)
   */
  #ranked(nodeRow: number): number[] {
    const { world } = this.#environment;
    const { pods } = world;
    const excess = (row: number) => this.#usage.ofPod(row) - memoryRequest(world, row);
    const priority = (row: number) => pods.template(row).make.spec.priority ?? 0;
    const exempt = (row: number) => pods.isMirror(row) || priority(row) >= CRITICAL_PRIORITY;
    return [...pods.onNode(nodeRow)]
      .filter((row) => pods.isActive(row) && !exempt(row))
      .sort(
        (a, b) =>
          Number(excess(b) > 0) - Number(excess(a) > 0) ||
          priority(a) - priority(b) ||
          excess(b) - excess(a) ||
          a - b,
      );
  }

  #availableBytes(nodeRow: number): number {
    const { pods, nodes } = this.#environment.world;
    let system = this.#systemBytes.get(nodeRow);
    if (system === undefined) {
      system = this.#usage.ofSystem(nodeRow);
      this.#systemBytes.set(nodeRow, system);
    }
    let used = system;
    for (const row of pods.onNode(nodeRow))
      if (pods.phase(row) === 'Running' && !pods.isTerminating(row)) used += this.#usage.ofPod(row);
    return bytesOf(nodes.object(nodeRow)?.status?.capacity?.memory) - used;
  }

  #setPressure(nodeRow: number, on: boolean, actor: Actor): void {
    const { world, api, kernel } = this.#environment;
    const node = world.nodes.object(nodeRow);
    if (!node) return;
    const lastTransitionTime = new Date(world.startMs + kernel.nowMs).toISOString();
    const others = (node.status?.conditions ?? []).filter(({ type }) => type !== 'MemoryPressure');
    const condition = {
      type: 'MemoryPressure',
      status: on ? 'True' : 'False',
      reason: on ? 'KubeletHasInsufficientMemory' : 'KubeletHasSufficientMemory',
      lastTransitionTime,
    };
    const conditions = [...others, condition] as unknown as NonNullable<Node['status']>['conditions'];
    api.updateStatus({ ...node, status: { ...node.status, conditions } } as unknown as KubeObject, actor);
  }
}
