import type { KubeObject, Pod } from '../../../src/kubernetes/index.ts';
import type { Actor, Api } from '../../../src/simulation/api-server/api.ts';
import { ApiServer } from '../../../src/simulation/api-server/api-server.ts';
import type { Component, Environment, Replaced } from '../../../src/simulation/component.ts';
import type { ControllerFactory } from '../../../src/simulation/controllers/controller.ts';
import { ControllerManager } from '../../../src/simulation/controllers/controller-manager.ts';
import { Kernel, RandomStream } from '../../../src/simulation/kernel/index.ts';
import type { Timings } from '../../../src/simulation/timings.ts';
import { apply, type Change, World } from '../../../src/world/index.ts';
import { node, snapshotOf } from '../../support/snapshot.ts';

export interface ClusterOptions {
  readonly kubernetes?: string;
  readonly seed?: number;
  /** Refuses requests for new pods while it returns words. */
  readonly refusePods?: (pod: KubeObject) => string | undefined;
  /** Whether a pod that runs becomes Ready. */
  readonly becomesReady?: (pod: Pod) => boolean;
  readonly readyMs?: number;
  readonly terminationMs?: number;
  readonly jobMs?: number;
}

/** What happened, for tests to look at. */
export interface Happening {
  readonly atMs: number;
  readonly change: Change;
}

/**
 * A small cluster for controllers alone: the API server, pods that are bound at once to the nodes in turn, and kubelets
 * that make a pod Ready after three seconds and end it two seconds after its deletion starts.
 */
export class TestCluster {
  readonly world: World;
  readonly kernel = new Kernel();
  readonly happenings: Happening[] = [];
  readonly api: Api;
  readonly #options: ClusterOptions;
  readonly #components: Component[] = [];
  #nextNode = 0;

  constructor(
    items: readonly KubeObject[],
    factories: readonly ControllerFactory[],
    options: ClusterOptions = {},
  ) {
    const nodes = items.some(({ kind }) => kind === 'Node') ? [] : [node('n0'), node('n1', 'b')];
    const { kubernetes = 'v1.36' } = options;
    this.world = new World(snapshotOf([...nodes, ...items], { kubernetes }));
    this.#options = options;
    const timings: Timings = {
      podReadyMs: () => 3000,
      podTerminationMs: () => 2000,
      startingPodTerminationMs: 2000,
      jobDurationMs: () => options.jobMs ?? 10_000,
      nodeProvisionMs: 0,
      volumeProvisionMs: 0,
      podGcMs: 0,
      phase: () => 0.5,
      controllerMs: 10,
      schedulerMs: 10,
      kubectlMs: 0,
      assumptions: [],
    };
    const streams = new Map<string, RandomStream>();
    const random = (purpose: string, object: string) => {
      const key = `${purpose} ${object}`;
      const stream = streams.get(key) ?? new RandomStream(options.seed ?? 1, purpose, object);
      streams.set(key, stream);
      return stream.next();
    };
    this.api = this.#makeApi(random);
    const { world, kernel, api } = this;
    const environment: Environment = { world, kernel, api, timings, random };
    const controllers = factories.map((make) => make());
    const unsettled = controllers.map((controller) => [...controller.unsettled(world)]);
    this.unsettled = unsettled.flat();
    const manager = new ControllerManager(environment, controllers, unsettled, (rows) => {
      for (const row of rows) this.drawnPods.add(row);
    });
    this.#components.push(manager);
    for (const component of this.#components) component.start();
    for (const row of world.pods.rows()) this.#podChanged(row);
  }

  /** The keys that were not at rest at the start. */
  readonly unsettled: readonly string[];

  /** Rows of the pods that a controller took although another was its equal. */
  readonly drawnPods = new Set<number>();

  /** Runs until nothing more happens, at most until `untilMs`; `check` is called after every event. */
  run(untilMs = 3_600_000, check: () => void = () => {}): this {
    this.kernel.run(untilMs, check);
    return this;
  }

  /** Lets exactly so much time pass. */
  pass(delayMs: number, check: () => void = () => {}): this {
    this.kernel.post(this.kernel.nowMs + delayMs, () => {});
    this.kernel.run(this.kernel.nowMs + delayMs, check);
    return this;
  }

  /** Does something at a moment, as a command would. */
  at(atMs: number, act: () => void): this {
    this.kernel.post(atMs, act);
    return this;
  }

  get<T extends KubeObject>(kind: string, name: string, namespace = 'default'): T {
    return this.world.get({ kind, namespace, name }) as T;
  }

  /** Replaces fields of an object's spec. */
  setSpec(kind: string, name: string, spec: object): void {
    const object = this.get(kind, name);
    this.api.update({ ...object, spec: { ...(object['spec'] as object), ...spec } }, { name: 'test' });
  }

  /** Names of the pods of an owner that are neither terminal nor terminating. */
  activePods(ownerName?: string): string[] {
    const { pods } = this.world;
    return [...pods.rows()]
      .filter((row) => pods.isActive(row))
      .filter((row) => ownerName === undefined || pods.template(row).controller?.name === ownerName)
      .map((row) => pods.name(row))
      .sort();
  }

  /** Events as `seconds reason: message`. */
  events(reason?: string): string[] {
    return this.happenings.flatMap(({ change }) =>
      change.type === 'recordEvent' && (reason === undefined || change.reason === reason)
        ? [`${change.reason}: ${change.message}`]
        : [],
    );
  }

  write(change: Change): void {
    const replaced = replacedBy(this.world, change);
    apply(this.world, change);
    this.happenings.push({ atMs: this.kernel.nowMs, change });
    for (const component of this.#components) component.changed(change, replaced);
    if ('row' in change) this.#podChanged(change.row);
  }

  get #dateMs(): number {
    return this.world.startMs + this.kernel.nowMs;
  }

  #podChanged(row: number): void {
    const { pods, nodes } = this.world;
    if (!pods.exists(row)) return;
    const later = (delayMs: number, act: () => void) => {
      const uid = pods.uid(row);
      this.kernel.post(this.kernel.nowMs + delayMs, () => {
        if (pods.exists(row) && pods.uid(row) === uid) act();
      });
    };
    const change = this.happenings.at(-1)?.change;
    if (pods.isTerminating(row)) {
      if (change?.type === 'terminatePod' && pods.deletionGraceSeconds(row) > 0)
        later(this.#options.terminationMs ?? 2000, () => this.api.podStopped(row, { name: 'kubelet' }));
    } else if (pods.nodeRow(row) < 0) {
      const affinity = pods.template(row).make.spec.affinity?.nodeAffinity;
      const pinned =
        affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms[0]?.matchFields?.[0]
          ?.values?.[0];
      const nodeRow = pinned === undefined ? this.#nextNode++ % nodes.rowCount : nodes.row(pinned);
      if (change?.type === 'createPod' || change === undefined)
        later(10, () => this.write({ type: 'bindPod', row, nodeRow }));
    } else if (change?.type === 'bindPod') {
      later(this.#options.readyMs ?? 3000, () => {
        if (pods.isTerminating(row)) return;
        this.write({ type: 'setPodPhase', row, phase: 'Running', startedMs: this.#dateMs });
        if (this.#options.becomesReady?.(this.world.podObject(row)) ?? true)
          this.write({ type: 'setPodReady', row, ready: true, atMs: this.#dateMs });
      });
    }
  }

  /** The API server, refusing what the test wants refused. */
  #makeApi(random: (purpose: string, object: string) => number): Api {
    const { world, kernel } = this;
    const server = new ApiServer({
      world,
      write: (_by: Actor, change: Change) => this.write(change),
      nowMs: () => kernel.nowMs,
      random,
    });
    const create: Api['create'] = (object, by, options) => {
      const message = object.kind === 'Pod' ? this.#options.refusePods?.(object) : undefined;
      return message === undefined
        ? server.create(object, by, options)
        : { ok: false, status: { code: 403, reason: 'Forbidden', message } };
    };
    return new Proxy<Api>(server, {
      get: (target, name) => {
        if (name === 'create') return create;
        const member = target[name as keyof Api] as unknown;
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
  }
}

function replacedBy(world: World, change: Change): Replaced {
  if (change.type === 'updatePod') return { make: world.pods.template(change.row).make };
  if (change.type !== 'putObject' && change.type !== 'removeObject') return {};
  const { namespace, name = '' } = change.type === 'putObject' ? change.object.metadata : change;
  const object = world.get({ kind: change.kind, ...(namespace ? { namespace } : {}), name });
  return object ? { object } : {};
}
