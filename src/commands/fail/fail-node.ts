import { nearest } from '../../errors/index.ts';
import type { CommandContext } from '../../simulation/index.ts';
import type { WorldView } from '../../world/index.ts';
import { findNodes, missingNodes, type NodeArguments } from '../cluster/nodes.ts';
import { SELECTOR } from '../command-line/common-flags.ts';
import { usage } from '../command-line/flags.ts';
import { nodeArguments } from '../cordon/options.ts';
import { fail, failure } from '../output/failure.ts';
import { objectLine } from '../output/object-line.ts';
import { instant, type Verb } from '../verb.ts';

const ZONE = 'topology.kubernetes.io/zone';

/** `fail node NAME`: the machine is gone; its kubelet reports nothing and confirms nothing any more. */
export const failNode: Verb = nodeVerb('fail node', 'stopped reporting', ({ faults }, row) =>
  faults.failNode(row),
);

/** `recover node NAME`: the kubelet reports again. */
export const recoverNode: Verb = nodeVerb('recover node', 'reports again', ({ faults }, row) =>
  faults.recoverNode(row),
);

/** `fail zone NAME`: all nodes of a zone at once. */
export const failZone: Verb = zoneVerb('fail zone', 'stopped reporting', ({ faults }, row) =>
  faults.failNode(row),
);

/** `recover zone NAME`: all nodes of a zone report again. */
export const recoverZone: Verb = zoneVerb('recover zone', 'reports again', ({ faults }, row) =>
  faults.recoverNode(row),
);

type Effect = (context: CommandContext, nodeRow: number) => void;

function nodeVerb(name: string, done: string, effect: Effect): Verb {
  return {
    name,
    aliases: [`${name}s`],
    isKubectl: false,
    usage: `${name} NAME… | -l SELECTOR`,
    flags: [SELECTOR],
    parse: (input) => {
      const nodes = nodeArguments(input, name.split(' ')[0]!);
      return {
        check: (world) => missingNodes(world, nodes),
        run: instant((context) => run(context, nodes, done, effect)),
      };
    },
  };
}

function run(context: CommandContext, nodes: NodeArguments, done: string, effect: Effect): number {
  const found = findNodes(context.world, nodes);
  if (found.failure) return fail(context, [found.failure]);
  if (found.rows.length === 0) return fail(context, [failure('no node matches')]);
  for (const row of found.rows) {
    effect(context, row);
    context.stdout(objectLine('Node', context.world.nodes.name(row), done));
  }
  return 0;
}

function zoneVerb(name: string, done: string, effect: Effect): Verb {
  return {
    name,
    isKubectl: false,
    usage: `${name} ZONE`,
    flags: [],
    parse: ({ positional, command }) => {
      const [zone, ...more] = positional;
      if (zone === undefined || more.length > 0) throw usage(`${name} takes the name of one zone`, command);
      const selector = { requirements: [{ key: ZONE, operator: 'In' as const, values: [zone] }] };
      return {
        check: (world) => {
          const zones = zonesOf(world);
          if (zones.includes(zone)) return [];
          return [
            {
              message: `no node is in zone ${JSON.stringify(zone)}`,
              name: zone,
              nearest: nearest(zone, zones),
            },
          ];
        },
        run: instant((context) => run(context, { names: [], selector }, done, effect)),
      };
    },
  };
}

function zonesOf(world: WorldView): string[] {
  const zones = [...world.nodes.rows()].map((row) => world.nodes.object(row)?.metadata.labels?.[ZONE]);
  return [...new Set(zones.filter((zone) => zone !== undefined))].sort();
}
