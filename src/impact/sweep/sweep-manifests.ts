import type { KubeObject } from '../../kubernetes/index.ts';

export interface SweepManifestOptions {
  readonly name: string;
  readonly image: string;
  /** The claim of the volume that holds the snapshot and takes the parts; it must allow many readers and writers. */
  readonly claim: string;
  /** Path of the snapshot within the volume. */
  readonly snapshot: string;
  readonly shardCount: number;
  /** The sweep's own flags. */
  readonly flags: readonly string[];
}

const VOLUME = '/sweep';

/**
 * A sweep as Kubernetes objects: an Indexed Job whose n-th pod runs the n-th shard, and the Job that joins the parts,
 * to be applied when the first is complete. No pod talks to the API server.
 */
export function sweepManifests(options: SweepManifestOptions): KubeObject[] {
  const { name, shardCount, flags, snapshot } = options;
  const shards = [
    'sweep',
    ...flags,
    `--snapshot=${VOLUME}/${snapshot}`,
    `--shard=$(JOB_COMPLETION_INDEX)/${shardCount}`,
    `--output-file=json=${VOLUME}/parts/$(JOB_COMPLETION_INDEX).json`,
    '--fail-on=none',
  ];
  const merge = [
    'sweep',
    'merge',
    `${VOLUME}/parts`,
    `--output-file=json=${VOLUME}/report.json`,
    '--fail-on=none',
  ];
  const indexed = { completionMode: 'Indexed', completions: shardCount, parallelism: shardCount };
  return [
    job(options, name, shards, { ...indexed, backoffLimitPerIndex: 1 }),
    job(options, `${name}-merge`, merge, { backoffLimit: 2 }),
  ];
}

function job(
  { image, claim }: SweepManifestOptions,
  name: string,
  args: readonly string[],
  spec: Readonly<Record<string, unknown>>,
): KubeObject {
  const container = {
    name: 'kubectl-smart',
    image,
    args,
    resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '2Gi' } },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    volumeMounts: [{ name: 'sweep', mountPath: VOLUME }],
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
          containers: [container],
          volumes: [{ name: 'sweep', persistentVolumeClaim: { claimName: claim } }],
        },
      },
    },
  };
}
