import { InputError, nearest } from '../../errors/index.ts';
import type { Node } from '../../kubernetes/index.ts';
import type { CommandContext, CommandProblem } from '../../simulation/index.ts';
import type { WorldView } from '../../world/index.ts';
import { nodeAt } from '../cluster/nodes.ts';
import { type FlagValues, usage } from '../command-line/flags.ts';
import { type Failure, fail, failure } from '../output/failure.ts';
import { objectLine } from '../output/object-line.ts';
import { parseTaints, type Taint } from '../taint/parse-taints.ts';
import { instant, type Verb } from '../verb.ts';

const HOSTNAME = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';
/** Taints that tell of a node's state, not of its kind. */
const STATE_TAINT =
  /^node\.kubernetes\.io\/|^ToBeDeletedByClusterAutoscaler$|^DeletionCandidateOfClusterAutoscaler$/;

interface AddOptions {
  readonly names: readonly string[];
  readonly like: string | undefined;
  readonly zone: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[] | undefined;
  readonly amounts: Readonly<Record<string, string>>;
}

/** `add node NAME… [--like NODE]`: machines that join, with the size, labels and taints of one that is there. */
export const addNode: Verb = {
  name: 'add node',
  aliases: ['add nodes'],
  isKubectl: false,
  usage:
    'add node NAME… [--like=NODE] [--zone=ZONE] [--labels=K=V,…] [--taints=K=V:EFFECT,…] [--cpu=N] [--memory=N] [--pods=N]',
  flags: [
    { name: 'like', type: 'string' },
    { name: 'zone', type: 'string' },
    { name: 'labels', type: 'list' },
    { name: 'taints', type: 'list' },
    { name: 'cpu', type: 'string' },
    { name: 'memory', type: 'string' },
    { name: 'pods', type: 'string' },
  ],
  parse: ({ positional, flags, command }) => {
    if (positional.length === 0) throw usage('add node takes the names of the new nodes', command);
    const options = optionsOf(positional, flags, command);
    return {
      addedNodes: positional,
      check: (world) => missingTemplate(world, options),
      run: instant((context) => run(context, options)),
    };
  },
};

function optionsOf(names: readonly string[], flags: FlagValues, command: string): AddOptions {
  const taints = parseTaints(flags.list('taints'));
  if ('problem' in taints) throw new InputError(taints.problem, { where: command });
  const amounts = ['cpu', 'memory', 'pods'].flatMap((name) => {
    const text = flags.text(name);
    return text === undefined ? [] : [[name, text] as const];
  });
  return {
    names,
    like: flags.text('like') || undefined,
    zone: flags.text('zone') || undefined,
    labels: Object.fromEntries(flags.list('labels').map((pair) => pair.split('=') as [string, string])),
    taints: flags.has('taints') ? taints.added : undefined,
    amounts: Object.fromEntries(amounts),
  };
}

function missingTemplate(world: WorldView, { like }: AddOptions): CommandProblem[] {
  if (like === undefined || world.nodes.object(world.nodes.row(like))) return [];
  const known = [...world.nodes.rows()].map((row) => world.nodes.name(row));
  return [{ message: `nodes ${JSON.stringify(like)} not found`, name: like, nearest: nearest(like, known) }];
}

function run(context: CommandContext, options: AddOptions): number {
  const { world, api, actor, stdout } = context;
  const template = templateOf(world, options);
  if (!template)
    return fail(context, [failure('there is no node to take the size of; name one with --like')]);
  const failed: Failure[] = [];
  for (const name of options.names) {
    const answer = api.create(nodeOf(name, template, options), actor);
    if (answer.ok) stdout(objectLine('Node', name, 'added'));
    else failed.push({ status: answer.status });
  }
  return fail(context, failed);
}

/** The named node; else the first by name that takes pods, control plane nodes last. */
function templateOf(world: WorldView, { like }: AddOptions): Node | undefined {
  if (like !== undefined) return world.nodes.object(world.nodes.row(like));
  const nodes = [...world.nodes.rows()].map((row) => nodeAt(world, row));
  const rank = ({ metadata, spec }: Node) =>
    (metadata.labels?.['node-role.kubernetes.io/control-plane'] === undefined ? 0 : 2) +
    (spec?.unschedulable ? 1 : 0);
  const name = ({ metadata }: Node) => metadata.name ?? '';
  return nodes.sort((a, b) => rank(a) - rank(b) || (name(a) < name(b) ? -1 : 1))[0];
}

function nodeOf(name: string, template: Node, { zone, labels, taints, amounts }: AddOptions) {
  const own = (template.spec?.taints ?? []).filter(({ key }) => !STATE_TAINT.test(key));
  const { capacity, allocatable, nodeInfo } = template.status ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: { ...template.metadata.labels, [HOSTNAME]: name, ...(zone ? { [ZONE]: zone } : {}), ...labels },
    },
    spec: { taints: taints ?? own },
    status: {
      capacity: { ...capacity, ...amounts },
      allocatable: { ...allocatable, ...amounts },
      conditions: [
        { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
      ],
      ...(nodeInfo ? { nodeInfo } : {}),
    },
  };
}
