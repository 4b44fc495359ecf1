/** What the harness is built from for one Kubernetes version. */
export interface HarnessVersion {
  /** `1.36.3`: the tag of k8s.io/kubernetes without its `v`. */
  readonly kubernetes: string;
  /** `0.36.3`: the published version of its staging modules. */
  readonly staging: string;
  /** Version of `go.etcd.io/etcd/server/v3`. */
  readonly etcd: string;
  /** Version of `sigs.k8s.io/kwok`. */
  readonly kwok: string;
}

const ETCD = '3.6.16';
const KWOK = '0.8.0';

/** The versions that the harness is kept working for; the first is the default. */
export const HARNESS_VERSIONS: readonly HarnessVersion[] = [
  { kubernetes: '1.36.3', staging: '0.36.3', etcd: ETCD, kwok: KWOK },
  { kubernetes: '1.33.13', staging: '0.33.13', etcd: ETCD, kwok: KWOK },
];

/** The version that starts with `wanted` (`1.33`, `v1.33.13`), or the default when nothing is wanted. */
export function harnessVersion(wanted?: string): HarnessVersion {
  if (wanted === undefined || wanted === '') return HARNESS_VERSIONS[0]!;
  const bare = wanted.replace(/^v/, '');
  const found = HARNESS_VERSIONS.find(
    ({ kubernetes }) => kubernetes === bare || kubernetes.startsWith(`${bare}.`),
  );
  if (found !== undefined) return found;
  const known = HARNESS_VERSIONS.map(({ kubernetes }) => kubernetes).join(', ');
  throw new Error(
    `The harness knows no Kubernetes ${wanted}; it knows ${known}. Add a line to test/harness/versions.ts.`,
  );
}
