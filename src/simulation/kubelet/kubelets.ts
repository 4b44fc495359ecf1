import { neededConfiguration } from '../../kubernetes/index.ts';
import { type Change, missingConfiguration, type WorldView } from '../../world/index.ts';
import type { Actor } from '../api-server/api.ts';
import type { Component, Environment } from '../component.ts';
import type { SimEvent } from '../kernel/index.ts';
import type { Faults } from '../process.ts';
import { type KubeletBaseline, revisionOf } from './baseline.ts';
import { NodePressure } from './node-pressure.ts';
import { postHealthy, writeLease } from './reports.ts';

const NONE = -1;
/**
 * What is assumed of images that do not work: they cannot be pulled, what runs in them is never Ready, or it ends with an
 * exit code other than 0 (in a Job's pod).
 */
export type FailingImages = ReadonlyMap<
  string,
  'ImagePullBackOff' | 'NotReady' | { readonly exitCode: number }
>;

/** @source pkg/kubelet/kubelet.go → MaxCrashLoopBackOff, initialCrashLoopBackOff (v1.36.3) */
const FIRST_BACKOFF_MS = 10_000;
const LONGEST_BACKOFF_MS = 300_000;
/** A pod still there this long after its grace period ended is held by something that no kubelet solves. */
const STUCK_AFTER_MS = 60_000;
/** Exit codes of a process that a signal ended: SIGTERM, and SIGKILL when its grace was over. */
const TERMINATED = 128 + 15;
const KILLED = 128 + 9;
/** From a kubelet that reports again to the status of its pods. */
const STATUS_MS = 1_000;
/**
 * From a pod that could not start to the next try.
 *
 * @source pkg/kubelet/kubelet.go → backOffPeriod (v1.36.3)
 */
const RETRY_MS = 10_000;
/** From what happens on a node to its report having reached the API server. */
const REPORT_MS = 20;

/**
 * All kubelets: they start the pods that are bound to their nodes, report them, and stop them.
 *
 * @source pkg/kubelet/pod_workers.go → podWorkers, pkg/kubelet/status/status_manager.go (v1.36.3)
 */
export class Kubelets implements Component, Faults {
  readonly #environment: Environment;
  readonly #baseline: KubeletBaseline;
  /** The next thing that happens to a pod on its node. */
  readonly #next = new Map<number, SimEvent>();
  /** Nodes whose kubelet does not report: nothing on them is confirmed. */
  readonly #silent: Set<number>;
  readonly #actors = new Map<number, Actor>();
  /** Revisions whose pods do not become Ready, with the reason. */
  readonly #broken: Map<string, string>;
  readonly #failingImages: FailingImages;
  /** Pods on nodes that wait for a ConfigMap or Secret, by row. */
  readonly #starved = new Set<number>();
  /** Undefined when nobody knows what pods use. */
  readonly #pressure: NodePressure | undefined;

  constructor(environment: Environment, baseline: KubeletBaseline, failingImages: FailingImages = new Map()) {
    this.#environment = environment;
    this.#baseline = baseline;
    this.#silent = new Set(baseline.silentNodes);
    this.#broken = new Map(baseline.broken);
    this.#failingImages = failingImages;
    this.#pressure = baseline.usage && new NodePressure(environment, baseline.usage);
  }

  start(): void {
    const { world } = this.#environment;
    for (const row of this.#baseline.starting) this.#resumeStart(row);
    for (const row of this.#baseline.stopping) this.#resumeStop(row);
    for (const row of this.#baseline.jobs) if (world.pods.isReady(row)) this.#resumeJob(row);
    this.#crashOn(this.#baseline.crashing);
  }

  changed(change: Change): void {
    const { pods } = this.#environment.world;
    switch (change.type) {
      case 'createPod':
      case 'bindPod':
        if (pods.nodeRow(change.row) !== NONE) this.#in(change.row, 0, () => this.#take(change.row));
        return;
      case 'terminatePod':
        if (pods.nodeRow(change.row) !== NONE) this.#stopIn(change.row, this.#stopMs(change.row) + REPORT_MS);
        return;
      case 'removePod':
        this.#starved.delete(change.row);
        this.#forget(change.row);
        return;
      case 'putObject':
        if (change.kind === 'ConfigMap' || change.kind === 'Secret') this.#feedStarved();
        return;
    }
  }

  failNode(nodeRow: number): void {
    if (this.#silent.has(nodeRow)) return;
    this.#silent.add(nodeRow);
    writeLease(this.#environment, nodeRow, true);
  }

  recoverNode(nodeRow: number): void {
    if (!this.#silent.delete(nodeRow)) return;
    writeLease(this.#environment, nodeRow, false);
    postHealthy(this.#environment, nodeRow);
    const { pods } = this.#environment.world;
    for (const row of pods.onNode(nodeRow)) {
      if (pods.isTerminating(row)) this.#resumeStop(row);
      else if (pods.isTerminal(row)) continue;
      else if (pods.phase(row) !== 'Running') this.#in(row, 0, () => this.#take(row));
      else if (!pods.isReady(row) && this.#becomesReady(row))
        this.#in(row, STATUS_MS, () => this.#ready(row));
    }
  }

  // ── starting ──

  /** The kubelet has seen the pod: containers start, and it is Ready when its time has come. */
  #take(row: number): void {
    const { world, api, timings } = this.#environment;
    if (world.pods.isTerminal(row) || world.pods.isTerminating(row)) return;
    api.setPodPhase(row, 'Pending', this.#actor(row), { started: true });
    this.#readyIn(row, timings.podReadyMs(row, world) + REPORT_MS);
  }

  #readyIn(row: number, delayMs: number): void {
    this.#in(row, delayMs, () => {
      const { world, api } = this.#environment;
      if (world.pods.isTerminal(row) || world.pods.isTerminating(row)) return;
      if (this.#lacksConfiguration(row)) {
        this.#starved.add(row);
        return;
      }
      const broken = this.#brokenReason(row);
      // A container that cannot be created leaves the pod Pending; one that crashes has run.
      if (broken !== undefined && broken !== 'CrashLoopBackOff' && broken !== 'NotReady') return;
      if (world.pods.phase(row) !== 'Running') {
        api.setPodPhase(row, 'Running', this.#actor(row));
        this.#pressure?.podStarted(world.pods.nodeRow(row), this.#actor(row));
        if (world.pods.isTerminal(row)) return;
      }
      if (this.#becomesReady(row)) this.#ready(row);
      else if (broken === 'CrashLoopBackOff') this.#crashOn([row]);
    });
  }

  #ready(row: number): void {
    const { world, api, timings } = this.#environment;
    if (world.pods.isTerminating(row)) return;
    api.setPodReady(row, true, this.#actor(row));
    if (world.pods.template(row).controller?.kind !== 'Job') return;
    this.#in(row, timings.jobDurationMs(row, world), () => this.#end(row));
  }

  /** Whether a ConfigMap or Secret that the pod needs is certainly not there: no container of it is created then. */
  #lacksConfiguration(row: number): boolean {
    const { world } = this.#environment;
    const needed = neededConfiguration(world.pods.template(row).make.spec);
    return (
      needed.length > 0 && missingConfiguration(world, world.pods.namespace(row), needed).absent.length > 0
    );
  }

  /** Pods that have all that they need now start at the next try. */
  #feedStarved(): void {
    const { world, timings } = this.#environment;
    for (const row of this.#starved) {
      if (this.#lacksConfiguration(row)) continue;
      this.#starved.delete(row);
      this.#readyIn(row, RETRY_MS + timings.podReadyMs(row, world));
    }
  }

  /** Whether the containers work and every readiness gate is opened by somebody. */
  #becomesReady(row: number): boolean {
    if (this.#brokenReason(row) !== undefined) return false;
    const { openedGates } = this.#baseline;
    const template = this.#environment.world.pods.template(row);
    return (template.make.spec.readinessGates ?? []).every(({ conditionType }) =>
      openedGates.has(conditionType),
    );
  }

  /** Why the pod does not become Ready: its revision never does, or one of its images is said to fail. */
  #brokenReason(row: number): string | undefined {
    const template = this.#environment.world.pods.template(row);
    const known = this.#broken.get(revisionOf(template));
    if (known !== undefined || this.#failingImages.size === 0) return known;
    for (const { image = '' } of template.make.spec.containers) {
      const reason = this.#failingImages.get(image);
      if (typeof reason === 'string') return reason;
    }
    return undefined;
  }

  /**
   * A pod that was starting when the snapshot was taken. One that has had its time is taken for broken, and its
   * revision with it, unless other pods of it work.
   */
  #resumeStart(row: number): void {
    const { world, timings } = this.#environment;
    const revision = revisionOf(world.pods.template(row));
    const leftMs = scheduledMs(world, row) + timings.podReadyMs(row, world) - world.startMs;
    if (leftMs <= 0 && !this.#baseline.working.has(revision)) this.#broken.set(revision, 'NotReady');
    else this.#readyIn(row, Math.max(STATUS_MS, leftMs));
  }

  /** A Job's pod has done its work, or failed at it. */
  #end(row: number): void {
    const { api, world } = this.#environment;
    if (world.pods.isTerminating(row) || world.pods.isTerminal(row)) return;
    const exitCode = this.#exitCode(row);
    api.setPodReady(row, false, this.#actor(row));
    api.setPodPhase(row, exitCode === 0 ? 'Succeeded' : 'Failed', this.#actor(row), { exitCode });
  }

  #exitCode(row: number): number {
    for (const { image = '' } of this.#environment.world.pods.template(row).make.spec.containers) {
      const failure = this.#failingImages.get(image);
      if (typeof failure === 'object') return failure.exitCode;
    }
    return 0;
  }

  /** A pod of a Job that runs in the snapshot: its end does not keep a run going. */
  #resumeJob(row: number): void {
    const { world, timings } = this.#environment;
    const begunMs = firstKnown(world.pods.startedMs(row), world.startMs);
    const leftMs = begunMs + timings.jobDurationMs(row, world) - world.startMs;
    this.#in(row, Math.max(STATUS_MS, leftMs), () => this.#end(row), true);
  }

  /**
   * Pods that crash go on crashing, with a pause that doubles up to five minutes. It does not keep a run going.
   *
   * @source pkg/kubelet/kuberuntime/kuberuntime_manager.go → doBackOff (v1.36.3)
   */
  #crashOn(rows: readonly number[]): void {
    const { world, api } = this.#environment;
    for (const row of rows) {
      const pauseMs = FIRST_BACKOFF_MS * 2 ** Math.min(world.pods.restartCount(row), 10);
      const crash = () => {
        if (world.pods.isTerminating(row) || world.pods.isTerminal(row)) return;
        api.restartPod(row, this.#actor(row), 'CrashLoopBackOff');
        this.#crashOn([row]);
      };
      this.#in(row, Math.min(pauseMs, LONGEST_BACKOFF_MS), crash, true);
    }
  }

  // ── stopping ──

  /** How long stopping takes: never longer than the grace period. */
  #stopMs(row: number): number {
    const { world, timings } = this.#environment;
    const graceMs = Math.max(0, world.pods.deletionGraceSeconds(row)) * 1000;
    const hasRun = world.pods.phase(row) === 'Running';
    const neededMs = hasRun ? timings.podTerminationMs(row, world) : timings.startingPodTerminationMs;
    return Math.min(graceMs, neededMs);
  }

  #stopIn(row: number, delayMs: number): void {
    this.#in(row, delayMs, () => {
      this.#reportEnd(row);
      this.#environment.api.podStopped(row, this.#actor(row));
    });
  }

  /**
   * All containers of a pod that is being deleted have stopped: it has failed, unless it had ended before. Only where
   * something holds the object (the Job that wants to count it) is it there long enough to be seen so.
   *
   * @source pkg/kubelet/status/status_manager.go → manager.TerminatePod (v1.36.3)
   * @source pkg/kubelet/kubelet_pods.go → getPhase (v1.36.3)
   */
  #reportEnd(row: number): void {
    const { api, world, timings } = this.#environment;
    const { pods } = world;
    if (!pods.hasFinalizers(row) || pods.isTerminal(row)) return;
    if (pods.isReady(row)) api.setPodReady(row, false, this.#actor(row));
    const hadTime = timings.podTerminationMs(row, world) < pods.deletionGraceSeconds(row) * 1000;
    const exitCode = hadTime ? TERMINATED : KILLED;
    api.setPodPhase(row, 'Failed', this.#actor(row), pods.phase(row) === 'Running' ? { exitCode } : {});
  }

  /** A pod that was being stopped when the snapshot was taken, or while its kubelet was silent. */
  #resumeStop(row: number): void {
    const { world, kernel } = this.#environment;
    const nowMs = world.startMs + kernel.nowMs;
    const endMs = world.pods.deletionMs(row);
    if (nowMs > endMs + STUCK_AFTER_MS && kernel.nowMs === 0) return;
    const graceMs = Math.max(0, world.pods.deletionGraceSeconds(row)) * 1000;
    const leftMs = endMs - graceMs + this.#stopMs(row) - nowMs;
    this.#stopIn(row, Math.max(STATUS_MS, leftMs));
  }

  // ── what happens next ──

  /** Lets something happen to a pod in place of what was to happen to it, if its kubelet still works then. */
  #in(row: number, delayMs: number, run: () => void, background = false): void {
    this.#forget(row);
    const { kernel, world } = this.#environment;
    const event = kernel.after(
      delayMs,
      () => {
        this.#next.delete(row);
        if (world.pods.exists(row) && !this.#silent.has(world.pods.nodeRow(row))) run();
      },
      { background },
    );
    this.#next.set(row, event);
  }

  #forget(row: number): void {
    const event = this.#next.get(row);
    if (!event) return;
    this.#environment.kernel.cancel(event);
    this.#next.delete(row);
  }

  #actor(row: number): Actor {
    const { pods, nodes } = this.#environment.world;
    const nodeRow = pods.nodeRow(row);
    let actor = this.#actors.get(nodeRow);
    if (!actor) {
      actor = { name: `kubelet/${nodes.name(nodeRow)}` };
      this.#actors.set(nodeRow, actor);
    }
    return actor;
  }
}

/** When a pod got its node, milliseconds since the epoch. */
function scheduledMs(world: WorldView, row: number): number {
  const conditions = world.pods.status(row)?.conditions ?? [];
  const at = conditions.find(({ type }) => type === 'PodScheduled')?.lastTransitionTime;
  return firstKnown(at ? Date.parse(String(at)) : Number.NaN, world.pods.createdMs(row), world.startMs);
}

function firstKnown(...times: readonly number[]): number {
  return times.find((time) => !Number.isNaN(time)) ?? Number.NaN;
}
