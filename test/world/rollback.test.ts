import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apply, type Change, World } from '../../src/world/index.ts';
import { node, pod, snapshotOf } from '../support/snapshot.ts';

const NODES = ['n0', 'n1', 'n2'];
const LABELS = [{ app: 'web' }, { app: 'db' }, { app: 'web', tier: 'x' }];

function build(): World {
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default', uid: 's' },
    spec: { selector: { app: 'web' } },
  };
  return new World(
    snapshotOf([
      ...NODES.map((name, index) => node(name, 'abc'[index])),
      ...Array.from({ length: 9 }, (_, index) => pod(`p${index}`, NODES[index % 4], LABELS[index % 3])),
      service,
    ]),
  );
}

/** Everything that can be read of a world, order included. */
function state(world: World) {
  const { pods, nodes, objects, scheduling, templates } = world;
  const rows = [...pods.rows()];
  return {
    pods: rows.map((row) => world.podObject(row)),
    found: rows.map((row) => pods.find('default', pods.name(row)) === row),
    onNode: Array.from({ length: nodes.rowCount }, (_, row) => [...pods.onNode(row)]),
    nominated: rows.map((row) => pods.nominatedNodeRow(row)),
    nodes: [...nodes.rows()].map((row) => nodes.object(row)),
    services: [...objects.all('Service')],
    count: pods.count,
    counts: Array.from({ length: templates.count }, (_, id) => [
      pods.counts.active(id),
      pods.counts.ready(id),
      pods.counts.terminating(id),
    ]),
    recounted: Array.from({ length: templates.count }, (_, id) => recount(world, id)),
    scheduled: [...scheduling.cluster.order].map((row) => [row, [...scheduling.cluster.podsOn(row)]]),
  };
}

/** The counts of a template, from its pods. */
function recount({ pods }: World, templateId: number): readonly number[] {
  const rows = [...pods.ofTemplate(templateId)];
  const active = rows.filter((row) => pods.isActive(row));
  const terminating = rows.filter((row) => pods.isTerminating(row) && !pods.isTerminal(row));
  return [active.length, active.filter((row) => pods.isReady(row)).length, terminating.length];
}

/** A change that fits the world as it stands, chosen by two numbers. */
function changeFor(world: World, kind: number, pick: number): Change | undefined {
  const { pods, nodes } = world;
  const rows = [...pods.rows()];
  const row = rows[pick % Math.max(1, rows.length)] ?? -1;
  const nodeRow = pick % nodes.rowCount;
  const nodeObject = nodes.object(nodeRow);
  if (kind === 0) {
    const { make } = pods.template(row < 0 ? 0 : row);
    const name = `new-${pods.rowCount}`;
    return {
      type: 'createPod',
      row: pods.rowCount,
      name,
      uid: name,
      namespace: 'default',
      make,
      createdMs: 0,
    };
  }
  if (kind === 1 && nodeObject) return { type: 'removeObject', kind: 'Node', name: nodes.name(nodeRow) };
  if (kind === 1) return { type: 'putObject', kind: 'Node', object: node(nodes.name(nodeRow), 'b') };
  if (kind === 2) {
    const metadata = { name: `s${pick % 3}`, namespace: 'default', uid: `s${pick}` };
    return { type: 'putObject', kind: 'Service', object: { metadata, spec: { selector: { app: 'db' } } } };
  }
  if (kind === 3)
    return { type: 'removeObject', kind: 'Service', namespace: 'default', name: `s${pick % 3}` };
  if (row < 0) return undefined;
  switch (kind) {
    case 4:
      return pods.nodeRow(row) < 0 && !pods.isTerminal(row) ? { type: 'bindPod', row, nodeRow } : undefined;
    case 5:
      return { type: 'terminatePod', row, deletionMs: pick, graceSeconds: 30 };
    case 6:
      return { type: 'removePod', row };
    case 7:
      return { type: 'setPodReady', row, ready: pick % 2 === 0, atMs: pick };
    case 8:
      // A pod that has ended does not come back.
      return pods.isTerminal(row)
        ? undefined
        : { type: 'setPodPhase', row, phase: pick % 2 === 0 ? 'Failed' : 'Running', reason: 'Evicted' };
    case 9:
      return pods.nodeRow(row) < 0 ? { type: 'nominatePod', row, nodeRow } : undefined;
    case 10: {
      const { make } = pods.template(row);
      return { type: 'updatePod', row, make: { ...make, labels: LABELS[pick % 3]! } };
    }
    default:
      return {
        type: 'setPodCondition',
        row,
        condition: { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: `m${pick}` },
      };
  }
}

test('rollback() leaves a world as if nothing had happened', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(11), fc.nat(1000)), { maxLength: 40 }),
      fc.array(fc.tuple(fc.nat(11), fc.nat(1000)), { maxLength: 40 }),
      (before, during) => {
        const run = (world: World, steps: readonly (readonly [number, number])[]) => {
          for (const [kind, pick] of steps) {
            const change = changeFor(world, kind, pick);
            if (change) apply(world, change);
          }
        };
        const world = build();
        run(world, before);
        const expected = state(world);
        expect(expected.counts).toEqual(expected.recounted);
        const mark = world.mark();
        run(world, during);
        world.rollback(mark);
        expect(state(world)).toEqual(expected);

        // The same steps lead to the same state again: a fork leaves nothing behind that a later run could see.
        const fresh = build();
        run(fresh, before);
        run(fresh, during);
        run(world, during);
        expect(state(world)).toEqual(state(fresh));
      },
    ),
  );
});
