/** What a pod's only container is started with, as its kubelet works it out. */
export interface JobPod {
  readonly name: string;
  readonly phase: string;
  readonly args: readonly string[];
  readonly env: ReadonlyMap<string, string>;
}

interface EnvVariable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly fieldRef?: { readonly fieldPath: string } };
}

interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly containers: readonly [
      { readonly args: readonly string[]; readonly env?: readonly EnvVariable[] },
    ];
  };
  readonly status: { readonly phase: string };
}

/**
 * The arguments with `$(NAME)` replaced, and the environment with its references to the pod's own fields resolved.
 *
 * @source pkg/kubelet/kubelet_pods.go → makeEnvironmentVariables (v1.36.3)
 */
export function startedPod(object: object): JobPod {
  const { metadata, spec, status } = object as Pod;
  const [container] = spec.containers;
  const env = new Map(
    (container.env ?? []).map(({ name, value, valueFrom }) => [
      name,
      value ?? fieldOf(metadata, valueFrom?.fieldRef?.fieldPath ?? ''),
    ]),
  );
  const args = container.args.map((word) =>
    word.replace(/\$\((\w+)\)/g, (all, name) => env.get(name) ?? all),
  );
  return { name: metadata.name, phase: status.phase, args, env };
}

/** `metadata.annotations['batch.kubernetes.io/job-completion-index']`, or the same of a label. */
function fieldOf(metadata: Pod['metadata'], path: string): string {
  const [, which, key] = /^metadata\.(annotations|labels)\['(.+)'\]$/.exec(path) ?? [];
  return (which === 'labels' ? metadata.labels : metadata.annotations)?.[key ?? ''] ?? '';
}
