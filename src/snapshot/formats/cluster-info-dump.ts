import type { GroupKind } from '../../kubernetes/index.ts';
import type { Intake } from '../intake/intake.ts';
import type { ByteWindow } from '../text/byte-window.ts';
import type { ArchiveFormat } from './format.ts';
import { readObjects } from './read-objects.ts';

export const CLUSTER_INFO_DUMP = 'cluster-info dump';

/** Files that a dump has for each namespace. */
const FILES: Readonly<Record<string, GroupKind>> = {
  events: 'Event',
  'replication-controllers': 'ReplicationController',
  services: 'Service',
  daemonsets: 'DaemonSet.apps',
  deployments: 'Deployment.apps',
  replicasets: 'ReplicaSet.apps',
  pods: 'Pod',
};

/**
 * What `kubectl cluster-info dump --output-directory` writes.
 *
 * @source k8s.io/kubectl/pkg/cmd/clusterinfo/clusterinfo_dump.go → Run (v0.36.3)
 */
export const clusterInfoDump: ArchiveFormat = {
  name: CLUSTER_INFO_DUMP,
  recognise(paths) {
    const nodes = paths.find((path) => /(^|\/)nodes\.(json|yaml)$/.test(path));
    if (nodes === undefined) return undefined;
    const root = nodes.slice(0, nodes.lastIndexOf('nodes.'));
    const kindOf = (path: string) => {
      const [, namespace, name] = /^([^/]+)\/([^/]+)\.(?:json|yaml)$/.exec(path.slice(root.length)) ?? [];
      return path.startsWith(root) && namespace !== undefined ? FILES[name!] : undefined;
    };
    const namespaces = new Set(
      paths.filter((path) => kindOf(path) === 'Pod').map((path) => path.slice(root.length).split('/')[0]!),
    );
    if (namespaces.size === 0) return undefined;
    return {
      readerOf(path) {
        if (path === nodes) return readObjects('Node');
        const kind = kindOf(path);
        return kind === undefined ? undefined : readObjects(kind);
      },
      finish: (intake) => sayWhatADumpHolds(intake, namespaces),
    };
  },
};

/** A dump has few kinds, and those only of the namespaces that were asked for. */
export function sayWhatADumpHolds({ builder }: Intake, namespaces: ReadonlySet<string>): void {
  const only = `dumped only for ${[...namespaces].sort().join(', ')}`;
  for (const kind of Object.values(FILES)) builder.ledger.partly(kind, only);
  builder.ledger.sayOtherwise('never asked: cluster-info dump does not collect it');
}

const LOG_START = Buffer.from('==== START logs for container ');
const LOG_END = Buffer.from('==== END logs for container ');

/** Moves over the log of a container that stands between the documents of a dump on standard output. */
export async function skipLog(window: ByteWindow): Promise<boolean> {
  if (window.bytes[window.position] !== LOG_START[0]) return false;
  while (window.limit - window.position < LOG_START.length && !window.isLast) await window.fill();
  const head = window.bytes.subarray(window.position, window.position + LOG_START.length);
  if (!head.equals(LOG_START)) return false;
  // The end is looked for line by line, so that no log has to be held as a whole.
  for (let isEnd = false; !isEnd; ) {
    const newline = window.bytes.subarray(0, window.limit).indexOf(10, window.position);
    if (newline < 0 && !window.isLast) {
      await window.fill();
      continue;
    }
    const end = newline < 0 ? window.limit : newline + 1;
    isEnd =
      newline < 0 || window.bytes.subarray(window.position, window.position + LOG_END.length).equals(LOG_END);
    window.position = end;
  }
  return true;
}
