import { InputError } from '../errors/index.ts';
import { readSnapshot, type Snapshot } from '../snapshot/index.ts';
import { Progress } from './progress.ts';
import { runContext } from './run-context.ts';

/**
 * The snapshot that `--snapshot` names, in any format.
 *
 * @throws InputError when there is none or it cannot be read.
 */
export async function loadSnapshot(sources: readonly string[]): Promise<Snapshot> {
  if (sources.length === 0) {
    throw new InputError('no snapshot is given', {
      hint: 'Name an export of the cluster with --snapshot: a .ksnap file, kubectl get … -o json, a support bundle, a must-gather, a folder, or - for standard input.',
    });
  }
  if (sources.includes('-') && process.stdin.isTTY) {
    throw new InputError('--snapshot - reads standard input, which is a terminal', {
      hint: 'Pipe an export into it: kubectl get … -A -o json | kubectl smart …',
    });
  }
  const progress = new Progress();
  const snapshot = await readSnapshot(sources, {
    stdin: process.stdin,
    progress: ({ objectCount }) => progress.tell(`reading: ${objectCount} objects`),
  });
  progress.end();
  runContext.digest = snapshot.metadata.digest;
  return snapshot;
}
