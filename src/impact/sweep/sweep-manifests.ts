import type { KubeObject } from '../../kubernetes/index.ts';

export interface SweepManifestOptions {
  readonly name: string;
  readonly image: string;
  /** The claim of the volume that takes the parts and the report; it must allow many readers and writers. */
  readonly claim: string;
  /** File name of the snapshot: on the volume, unless it comes from a Secret's address. */
  readonly snapshot: string;
  /** A Secret whose key `url` is an address that the snapshot can be read from, such as a signed one of an object store. */
  readonly snapshotSecret?: string;
  readonly shardCount: number;
  /** The sweep's own flags. */
  readonly flags: readonly string[];
}

const VOLUME = '/sweep';
/** Where a snapshot that is fetched is put. */
const INPUT = '/input';
const FETCH_IMAGE = 'curlimages/curl:8.16.0';
/** How long the last step waits for the parts. */
const WAIT = '24h';

/**
 * A sweep as Kubernetes objects, to be applied together: an Indexed Job whose n-th pod runs the n-th shard, and a Job
 * that waits for all parts on the volume and joins them. No pod talks to the API server.
 */
export function sweepManifests(options: SweepManifestOptions): KubeObject[] {
  const { name, shardCount, flags, snapshot, snapshotSecret } = options;
  const shards = [
    'sweep',
    ...flags,
    '--workers=1',
    `--snapshot=${snapshotSecret === undefined ? VOLUME : INPUT}/${snapshot}`,
    `--shard=$(JOB_COMPLETION_INDEX)/${shardCount}`,
    `--output-file=json=${VOLUME}/parts/$(JOB_COMPLETION_INDEX).json`,
    '--fail-on=none',
  ];
  const merge = [
    'sweep',
    'merge',
    `${VOLUME}/parts`,
    `--wait=${WAIT}`,
    `--output-file=json=${VOLUME}/report.json`,
    '--fail-on=none',
  ];
  const indexed = { completionMode: 'Indexed', completions: shardCount, parallelism: shardCount };
  const fetched = snapshotSecret === undefined ? {} : fetching(snapshotSecret, snapshot);
  return [
    job(options, name, shards, { ...indexed, backoffLimitPerIndex: 1 }, fetched),
    job(options, `${name}-merge`, merge, { backoffLimit: 2 }, {}),
  ];
}

/** What a pod has in addition that fetches the snapshot first. */
interface Fetching {
  readonly initContainers?: readonly object[];
  readonly volumes?: readonly object[];
  readonly mounts?: readonly object[];
}

function fetching(secret: string, snapshot: string): Fetching {
  const mounts = [{ name: 'input', mountPath: INPUT }];
  const url = { name: 'SNAPSHOT_URL', valueFrom: { secretKeyRef: { name: secret, key: 'url' } } };
  return {
    mounts,
    volumes: [{ name: 'input', emptyDir: {} }],
    initContainers: [
      {
        name: 'fetch',
        image: FETCH_IMAGE,
        args: [
          '--fail',
          '--silent',
          '--show-error',
          '--location',
          `--output=${INPUT}/${snapshot}`,
          '$(SNAPSHOT_URL)',
        ],
        env: [url],
        resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } },
        securityContext: CONFINED,
        volumeMounts: mounts,
      },
    ],
  };
}

const CONFINED = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

function job(
  { image, claim }: SweepManifestOptions,
  name: string,
  args: readonly string[],
  spec: Readonly<Record<string, unknown>>,
  { initContainers, volumes = [], mounts = [] }: Fetching,
): KubeObject {
  const container = {
    name: 'kubectl-smart',
    image,
    args,
    resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '2Gi' } },
    securityContext: CONFINED,
    volumeMounts: [{ name: 'sweep', mountPath: VOLUME }, ...mounts],
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, labels: { 'app.kubernetes.io/name': 'kubectl-smart' } },
    spec: {
      ...spec,
      ttlSecondsAfterFinished: 86_400,
      template: {
        metadata: { labels: { 'app.kubernetes.io/name': 'kubectl-smart' } },
        spec: {
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 65_532,
            fsGroup: 65_532,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          ...(initContainers ? { initContainers } : {}),
          containers: [container],
          volumes: [{ name: 'sweep', persistentVolumeClaim: { claimName: claim } }, ...volumes],
        },
      },
    },
  };
}
