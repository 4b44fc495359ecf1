import { nearest } from '../../errors/index.ts';
import { type Node, type Selector, selects } from '../../kubernetes/index.ts';
import type { CommandProblem } from '../../simulation/index.ts';
import type { WorldView } from '../../world/index.ts';
import type { Failure } from '../output/failure.ts';

/** Nodes as a line names them: by name or by selector. */
export interface NodeArguments {
  readonly names: readonly string[];
  readonly selector: Selector | undefined;
}

/** Rows of nodes, or why there are none. */
export interface FoundNodes {
  readonly rows: readonly number[];
  readonly failure?: Failure;
}

/**
 * The rows of the nodes that are meant, in the order in which kubectl works on them; or the first that is missing.
 *
 * @source k8s.io/kubectl/pkg/cmd/drain/drain.go → DrainCmdOptions.Complete (v0.36.3)
 */
export function findNodes(world: WorldView, { names, selector }: NodeArguments): FoundNodes {
  if (selector) {
    const matching = world.list('Node').filter(({ metadata }) => selects(selector, metadata.labels));
    return { rows: matching.map(({ metadata }) => world.nodes.row(metadata.name ?? '')) };
  }
  const rows: number[] = [];
  for (const name of names) {
    const bare = bareName(name);
    const row = world.nodes.row(bare);
    if (row < 0 || !world.nodes.object(row)) return { rows: [], failure: { status: missing(bare) } };
    rows.push(row);
  }
  return { rows };
}

/** The nodes that are named and missing, with names that are like theirs. */
export function missingNodes(world: WorldView, { names }: NodeArguments): CommandProblem[] {
  const known = [...world.nodes.rows()].map((row) => world.nodes.name(row));
  return names
    .map(bareName)
    .filter((name) => !world.nodes.object(world.nodes.row(name)))
    .map((name) => ({ message: missing(name).message, name, nearest: nearest(name, known) }));
}

/** The Node object of a row. */
export function nodeAt(world: WorldView, row: number): Node {
  return world.nodes.object(row) as Node;
}

/** `node/worker-1` and `nodes/worker-1` are taken for `worker-1`. */
function bareName(name: string): string {
  return name.replace(/^nodes?\//, '');
}

function missing(name: string) {
  return { code: 404, reason: 'NotFound', message: `nodes ${JSON.stringify(name)} not found` };
}
