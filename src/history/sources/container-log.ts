import type { Staging } from '../import/staging.ts';
import type { ObjectRef } from '../records.ts';

/** Whose log a file is. */
export interface LogOwner {
  readonly pod: ObjectRef;
  readonly container: string;
}

/** A line with its time, as `kubectl logs --timestamps`, support bundles and container runtimes write it. */
const TIMED =
  /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)\s+(?:(?:stdout|stderr) [FP] )?(.*)$/;

const LAYOUTS: readonly RegExp[] = [
  // Troubleshoot: pods/logs/NS/POD/CONTAINER[-previous].log
  /(?:^|\/)pods\/logs\/(?<namespace>[^/]+)\/(?<pod>[^/]+)\/(?<container>[^/]+?)(?:-previous)?\.log$/,
  // must-gather: namespaces/NS/pods/POD/CONTAINER/CONTAINER/logs/current.log
  /(?:^|\/)namespaces\/(?<namespace>[^/]+)\/pods\/(?<pod>[^/]+)\/(?<container>[^/]+)\/[^/]+\/logs\/(?:current|previous)[^/]*\.log$/,
  // A node's /var/log/pods: NS_POD_UID/CONTAINER/0.log
  /(?:^|\/)(?<namespace>[a-z0-9-]+)_(?<pod>[a-z0-9.-]+)_[0-9a-f-]{36}\/(?<container>[^/]+)\/\d+\.log$/,
  // A node's /var/log/containers: POD_NS_CONTAINER-ID.log
  /(?:^|\/)(?<pod>[a-z0-9.-]+)_(?<namespace>[a-z0-9-]+)_(?<container>[a-z0-9-]+)-[0-9a-f]{64}\.log$/,
  // cluster-info dump: NS/POD/logs.txt
  /(?:^|\/)(?<namespace>[^/]+)\/(?<pod>[^/]+)\/logs\.txt$/,
  // By hand: logs/NS/POD.log or NS/POD/CONTAINER.log
  /(?:^|\/)logs\/(?<namespace>[a-z0-9-]+)\/(?<pod>[a-z0-9.-]+?)(?:\/(?<container>[a-z0-9-]+))?\.(?:log|txt)$/,
];

/** Whose log a path leads to, by the layouts in which logs are kept; undefined when it is none of them. */
export function logOwnerOf(path: string): LogOwner | undefined {
  for (const layout of LAYOUTS) {
    const groups = layout.exec(path.replaceAll('\\', '/').replace(/\.gz$/, ''))?.groups;
    if (!groups) continue;
    return {
      pod: { kind: 'Pod', namespace: groups.namespace ?? '', name: groups.pod ?? '' },
      container: groups.container ?? '',
    };
  }
  return undefined;
}

/** Takes in one line of a container's log; one without a time belongs to no moment and is left out. */
export function takeLogLine(line: string, owner: LogOwner, staging: Staging, number: number): void {
  const match = TIMED.exec(line);
  const timeMs = match ? Date.parse(match[1]!.replace(' ', 'T').replace(',', '.')) : Number.NaN;
  if (Number.isNaN(timeMs)) {
    if (line.trim() !== '') staging.note('lines of logs without a time were left out');
    return;
  }
  staging.logLine(owner.pod, owner.container, timeMs, match![2]!, number);
}
