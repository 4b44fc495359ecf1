import type { Random } from './random.ts';

/** A value of a manifest; generated objects are loose JSON on purpose: themes add what they like. */
// biome-ignore lint/suspicious/noExplicitAny: a generated manifest has no fixed shape
export type Loose = any;

/** A generated manifest. */
export interface LooseObject {
  apiVersion: string;
  kind: string;
  metadata: Loose;
  [field: string]: Loose;
}

/** A scenario in the making; themes change it. */
export interface Draft {
  readonly random: Random;
  /** Minor version of Kubernetes: 36 for 1.36. */
  readonly minor: number;
  readonly nodes: LooseObject[];
  readonly running: LooseObject[];
  readonly pending: LooseObject[];
  /** Everything that is neither node nor pod. */
  readonly others: LooseObject[];
  /** Plugin arguments by plugin, for every profile. */
  readonly pluginConfig: Map<string, Loose>;
  /** Further fields of the profiles; the first is the default scheduler's. */
  readonly profiles: Loose[];
  percentageOfNodesToScore?: number;
}

/** Adds one sort of difficulty to a draft. */
export type Theme = (draft: Draft) => void;

export const ZONES = ['eu-1a', 'eu-1b', 'eu-1c'];
export const APPS = ['web', 'api', 'db', 'cache', 'batch', 'queue'];
export const NAMESPACES = ['default', 'prod', 'test'];
export const ZONE = 'topology.kubernetes.io/zone';
export const REGION = 'topology.kubernetes.io/region';
export const HOSTNAME = 'kubernetes.io/hostname';

/** The first container of a pod. */
export function mainContainer(pod: LooseObject): Loose {
  return pod.spec.containers[0];
}
