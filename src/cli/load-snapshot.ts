import { InputError } from '../errors/index.ts';
import { type ClusterOptions, readCluster, readSnapshot, type Snapshot } from '../snapshot/index.ts';
import { Progress } from './progress.ts';
import { runContext } from './run-context.ts';

/**
 * The snapshot that `--snapshot` names, in any format; without one the live cluster, of which only lists are asked.
 *
 * @throws InputError when it cannot be read.
 */
export async function loadSnapshot(
  sources: readonly string[],
  cluster: ClusterOptions = {},
): Promise<Snapshot> {
  if (sources.includes('-') && process.stdin.isTTY) {
    throw new InputError('--snapshot - reads standard input, which is a terminal', {
      hint: 'Pipe an export into it: kubectl get … -A -o json | kubectl smart …',
    });
  }
  const progress = new Progress();
  const snapshot =
    sources.length === 0
      ? await readLiveCluster(cluster, progress)
      : await readSnapshot(sources, {
          stdin: process.stdin,
          progress: ({ objectCount }) => progress.tell(`reading: ${objectCount} objects`),
        });
  progress.end();
  runContext.digest = snapshot.metadata.digest;
  return snapshot;
}

async function readLiveCluster(cluster: ClusterOptions, progress: Progress): Promise<Snapshot> {
  try {
    return await readCluster({
      ...cluster,
      onProgress: ({ kind, objectCount }) =>
        progress.tell(`reading the cluster: ${kind}, ${objectCount} objects`),
    });
  } catch (error) {
    if (!(error instanceof InputError) || error.hint !== undefined) throw error;
    throw new InputError(error.message, {
      ...(error.where === undefined ? {} : { where: error.where }),
      hint: 'To work on a file instead, name an export of the cluster with --snapshot.',
      cause: error,
    });
  }
}
