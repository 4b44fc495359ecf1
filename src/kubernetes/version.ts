/** A Kubernetes version, as far as behaviour depends on it. */
export interface KubernetesVersion {
  /** 36 for v1.36. */
  readonly minor: number;
  /** `v1.36`. */
  readonly text: string;
  /** Whether the input said it, or we assumed it. */
  readonly assumed: boolean;
}

/** The oldest version whose behaviour is modelled. */
export const OLDEST_MINOR = 29;

/** The newest version whose behaviour is modelled: what an unknown version is taken for. */
export const NEWEST_MINOR = 36;

/** Reads `v1.31.4+k3s1`, `1.29`, `v1.36`; anything else, or nothing, is taken for the newest modelled version. */
export function kubernetesVersion(text: string | undefined): KubernetesVersion {
  const minor = Number(/^v?1\.(\d+)/.exec(text ?? '')?.[1] ?? Number.NaN);
  if (Number.isNaN(minor)) return { minor: NEWEST_MINOR, text: `v1.${NEWEST_MINOR}`, assumed: true };
  return { minor, text: `v1.${minor}`, assumed: false };
}
