import type { Command } from 'commander';
import { RelationGraph, readEdges, snapshotSource } from '../relations/index.ts';
import type { Snapshot } from '../snapshot/index.ts';
import { fileReader } from './files.ts';
import { loadSnapshot } from './load-snapshot.ts';
import { clusterFlags } from './options/cluster-options.ts';
import { collect } from './options/collect.ts';
import { momentOf } from './options/recording-options.ts';

type Options = Readonly<Record<string, unknown>>;

/** Adds what names the object that a verb about relations looks at, and the cluster that it is of. */
export function addGraphTarget(command: Command): void {
  command
    .argument('<kind>', 'kind as kubectl takes it, or KIND/NAME')
    .argument('[name]', 'name of the object')
    .option(
      '--snapshot <src>',
      'cluster export to work on instead of the live cluster, - for standard input (repeatable)',
      collect,
      [],
    )
    .option(
      '-n, --namespace <namespace>',
      'namespace of the object; needed only when several have one of its name',
    );
}

/** Adds the option for relations that no object shows. */
export function addGraphEdges(command: Command): void {
  command.option(
    '--edges <file>',
    'YAML or JSON list of {from, to}: who calls whom, as no object says (repeatable)',
    collect,
    [],
  );
}

/** A snapshot with the relations of its objects, made when they are first asked for. */
export interface LoadedGraph {
  readonly snapshot: Snapshot;
  readonly graph: () => RelationGraph;
}

/**
 * Reads the cluster and the edges that the options name.
 *
 * @throws InputError when something cannot be read.
 */
export async function loadGraph(options: Options): Promise<LoadedGraph> {
  const edges = (options.edges as readonly string[]).flatMap((path) =>
    readEdges(fileReader.read(path), path),
  );
  const sources = (options.snapshot ?? []) as readonly string[];
  const snapshot = await loadSnapshot(sources, clusterFlags(options), momentOf(options));
  return { snapshot, graph: () => new RelationGraph(snapshotSource(snapshot), { edges }) };
}
