import { Quantity } from '../../scheduler-model/index.ts';
import { invariant } from '../errors/index.ts';
import { groupKindOf, type PodDisruptionBudget, type PodSpec } from '../kubernetes/index.ts';
import type { Change, WorldView } from '../world/index.ts';
import type { Actor } from './api-server/api.ts';

const NONE = -1;
const BUDGET = 'PodDisruptionBudget.policy';

/**
 * Checks what must hold whatever happens in a cluster, independently of the code that makes it hold. It looks at the
 * whole world after every event: for tests.
 */
export class Invariants {
  readonly #world: WorldView;

  constructor(world: WorldView) {
    this.#world = world;
  }

  /** Checks one applied change. @throws InvariantError when it should not have been made. */
  afterChange(by: Actor, change: Change): void {
    switch (change.type) {
      case 'bindPod':
        if (by.name === 'kube-scheduler') this.#nodeHolds(change.nodeRow);
        return;
      case 'createPod':
        this.#ownerExists(change.row);
        return;
      case 'terminatePod':
        this.#budgetsHold(change.row);
        return;
    }
  }

  /** Checks that every list tells the same as the columns, and the scheduler's cluster the same as the world. */
  afterEvent(): void {
    const { pods, nodes, scheduling } = this.#world;
    const { cluster } = scheduling;
    const onNode = Array.from({ length: nodes.rowCount }, () => new Set<number>());
    let count = 0;
    for (let row = 0; row < pods.rowCount; row++) {
      if (!pods.exists(row)) continue;
      count++;
      if (pods.nodeRow(row) !== NONE) onNode[pods.nodeRow(row)]!.add(row);
      invariant(
        pods.find(pods.namespace(row), pods.name(row)) === row,
        `${pods.key(row)} is not found by its name`,
      );
      const reserved = pods.nodeRow(row) === NONE ? pods.nominatedNodeRow(row) : NONE;
      invariant(
        cluster.nominations.nodeOf(row) === reserved,
        `${pods.key(row)} has another nomination in the scheduler`,
      );
    }
    invariant(count === pods.count, `${pods.count} pods are counted, there are ${count}`);
    for (const [nodeRow, expected] of onNode.entries()) {
      const name = nodes.name(nodeRow);
      const listed = [...pods.onNode(nodeRow)];
      invariant(
        listed.length === expected.size && listed.every((row) => expected.has(row)),
        `the list of pods on ${name} is not what the pods say`,
      );
      const held = listed.filter((row) => !pods.isTerminal(row)).length;
      invariant([...cluster.podsOn(nodeRow)].length === held, `the scheduler sees other pods on ${name}`);
      const isKnown = cluster.node(nodeRow) !== undefined;
      invariant(
        isKnown === (nodes.object(nodeRow) !== undefined),
        `the scheduler has another idea of node ${name}`,
      );
    }
  }

  /** The scheduler never puts more on a node than it has. */
  #nodeHolds(nodeRow: number): void {
    const { pods, nodes } = this.#world;
    const allocatable = nodes.object(nodeRow)?.status?.allocatable ?? {};
    const used = new Map<string, number>([['pods', 0]]);
    for (const row of pods.onNode(nodeRow)) {
      if (pods.isTerminal(row)) continue;
      used.set('pods', used.get('pods')! + 1);
      for (const [resource, amount] of requests(pods.template(row).make.spec))
        used.set(resource, (used.get(resource) ?? 0) + amount);
    }
    const [newest] = [...pods.onNode(nodeRow)].slice(-1);
    const asked = new Set(['pods', ...requests(pods.template(newest!).make.spec).keys()]);
    for (const resource of asked) {
      const limit = Quantity.parse(allocatable[resource] ?? 0);
      const total = used.get(resource) ?? 0;
      const isWithin = total <= Number(resource === 'cpu' ? limit.milliValue : limit.value);
      invariant(isWithin, `${nodes.name(nodeRow)} has ${total} of ${resource} for ${allocatable[resource]}`);
    }
  }

  /** A controller that has gone makes no pods. */
  #ownerExists(row: number): void {
    const { pods, objects } = this.#world;
    const { controller, namespace } = pods.template(row);
    if (!controller) return;
    const kind = groupKindOf(controller.apiVersion, controller.kind);
    const place = kind === 'Node' ? undefined : namespace;
    const owner =
      kind === 'Node'
        ? this.#world.get({ kind, name: controller.name })
        : objects.get(kind, place, controller.name);
    invariant(
      owner?.metadata.uid === controller.uid,
      `${pods.key(row)} is made for an owner that does not exist`,
    );
  }

  /** An eviction of a Ready pod leaves as many healthy pods as its budget asks for. */
  #budgetsHold(row: number): void {
    const { pods, objects, selections } = this.#world;
    if (pods.condition(row, 'DisruptionTarget')?.reason !== 'EvictionByEvictionAPI' || !pods.isReady(row))
      return;
    if (pods.deletionGraceSeconds(row) === 0) return;
    const { id, namespace } = pods.template(row);
    const [name] = selections.selecting(BUDGET, id);
    const budget = name === undefined ? undefined : objects.get(BUDGET, namespace, name);
    const { desiredHealthy = 0 } = (budget as PodDisruptionBudget | undefined)?.status ?? {};
    if (name === undefined || !budget) return;
    let healthy = 0;
    for (const other of pods.inNamespace(namespace)) {
      if (!pods.isReady(other) || pods.isTerminating(other)) continue;
      if (selections.selecting(BUDGET, pods.templateId(other)).includes(name)) healthy++;
    }
    invariant(
      healthy >= desiredHealthy,
      `budget ${namespace}/${name} needs ${desiredHealthy} and has ${healthy}`,
    );
  }
}

/** What the main containers ask for: milli-units of cpu, units of anything else. */
function requests({ containers }: PodSpec): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { resources } of containers) {
    for (const [resource, text] of Object.entries(resources?.requests ?? {})) {
      const quantity = Quantity.parse(text);
      const amount = Number(resource === 'cpu' ? quantity.milliValue : quantity.value);
      if (amount > 0) sums.set(resource, (sums.get(resource) ?? 0) + amount);
    }
  }
  return sums;
}
