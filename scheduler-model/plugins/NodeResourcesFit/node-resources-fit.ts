import type { Cluster } from '../../cluster/cluster.ts';
import type { NodeResourcesFitArgs } from '../../configuration/plugin-arguments.ts';
import type { Cycle } from '../../framework/cycle.ts';
import type { Plugin, PreFilterAnswer } from '../../framework/plugin.ts';
import { type Shortfall, type Status, SUCCESS } from '../../framework/status.ts';
import { traitsOf } from '../../framework/versions.ts';
import { isExtendedResource } from '../../kubernetes/resource-name.ts';
import { classResources } from '../NodeResources/class-resources.ts';
import { DEVICE_CLASS_RESOURCES } from '../NodeResources/device-class-resources.ts';
import { figuresOf, requestsOf } from '../NodeResources/figures.ts';
import { isScalarId, NODE_RESOURCES } from '../NodeResources/node-resources.ts';
import { type FreedAmounts, insufficientResources } from './insufficient.ts';
import { fitRequeue } from './requeue.ts';
import { type Scorer, scorerOf } from './scoring-strategy.ts';

const NAME = 'NodeResourcesFit';

/** The resources of a class that the filter looks at. */
export interface CheckedResources {
  /** By number. */
  readonly resourceIds: Int32Array;
  /** How much of each. */
  readonly amounts: Float64Array;
  /** A scalar that DynamicResources sees to on nodes without it, by position. */
  readonly delegated: readonly boolean[];
  /** The amounts fit doubles. */
  readonly isNarrow: boolean;
}

/**
 * Whether a node has room for what the pod requests, and how full it would be.
 *
 * @source pkg/scheduler/framework/plugins/noderesources/fit.go → Fit (v1.36.3)
 */
export class NodeResourcesFit implements Plugin {
  readonly name = NAME;
  readonly requeueOn;
  /** The resources and weights of the score. */
  readonly scored;
  readonly args: NodeResourcesFitArgs;
  readonly #ignoredResources: ReadonlySet<string>;
  readonly #ignoredGroups: ReadonlySet<string>;
  readonly #draExtendedResource: boolean;
  /** From 1.34 on preemption is not tried where the node itself is too small. */
  readonly #tellsHopeless: boolean;
  readonly #scorer: Scorer;

  constructor(args: NodeResourcesFitArgs, minor: number) {
    this.args = args;
    this.scored = { resources: args.scoringStrategy.resources, real: false };
    this.requeueOn = fitRequeue(minor);
    this.#ignoredResources = new Set(args.ignoredResources);
    this.#ignoredGroups = new Set(args.ignoredResourceGroups);
    this.#draExtendedResource = traitsOf(minor).draExtendedResource;
    this.#tellsHopeless = minor >= 34;
    this.#scorer = scorerOf(args.scoringStrategy);
  }

  preFilter(): PreFilterAnswer {
    return { status: SUCCESS };
  }

  filter({ cluster, pod }: Cycle, nodeIndex: number): Status {
    return this.fits(cluster, pod.classId, nodeIndex);
  }

  /** Whether the node has room for one more pod of the class, other plugins aside, if so much is freed before. */
  fits(cluster: Cluster, classId: number, nodeIndex: number, freed?: FreedAmounts): Status {
    const request = classResources(cluster, classId).pending;
    const ignored = (resource: string, allocatable: bigint) =>
      this.isIgnored(cluster, resource, Number(allocatable));
    const lacking = insufficientResources(cluster, request, nodeIndex, ignored, freed);
    return lacking.length === 0 ? SUCCESS : rejection(lacking, this.#tellsHopeless);
  }

  /** What the filter checks for pods of the class. */
  checked(cluster: Cluster, classId: number): CheckedResources {
    const resources = cluster.index(NODE_RESOURCES);
    const { resourceIds, amounts, wide } = resources.vector(classResources(cluster, classId).pending);
    const isIgnored = (resourceId: number, allocatable: number) =>
      isScalarId(resourceId) && this.isIgnored(cluster, resources.resourceName(resourceId), allocatable);
    const kept = [...resourceIds.keys()].filter((i) => !isIgnored(resourceIds[i]!, 1));
    return {
      resourceIds: Int32Array.from(kept, (i) => resourceIds[i]!),
      amounts: Float64Array.from(kept, (i) => amounts[i]!),
      delegated: kept.map((i) => isIgnored(resourceIds[i]!, 0)),
      isNarrow: !wide,
    };
  }

  /** Whether the filter leaves a scalar resource to someone else: an extender, or DynamicResources. */
  isIgnored(cluster: Cluster, resource: string, allocatable: number): boolean {
    if (isExtendedResource(resource)) {
      if (this.#ignoredResources.has(resource)) return true;
      if (this.#ignoredGroups.has(resource.slice(0, resource.indexOf('/')))) return true;
    }
    if (!this.#draExtendedResource || allocatable > 0) return false;
    return cluster.index(DEVICE_CLASS_RESOURCES).has(resource);
  }

  score({ cluster, pod }: Cycle, nodeIndex: number): number {
    return this.scoreOf(cluster, requestsOf(cluster, pod.classId, this.scored), nodeIndex);
  }

  /** The score of a node with these requests added. */
  scoreOf(cluster: Cluster, requests: readonly bigint[], nodeIndex: number): number {
    return this.#scorer(figuresOf(cluster, nodeIndex, requests, this.scored));
  }
}

function rejection(lacking: readonly Shortfall[], tellsHopeless: boolean): Status {
  const isHopeless = ({ resource, requested, capacity }: Shortfall) =>
    resource !== 'pods' && requested > capacity;
  const hopeless = tellsHopeless && lacking.some(isHopeless);
  return {
    code: hopeless ? 'UnschedulableAndUnresolvable' : 'Unschedulable',
    plugin: NAME,
    reasons: lacking.map(({ resource }) =>
      resource === 'pods' ? 'Too many pods' : `Insufficient ${resource}`,
    ),
    shortfalls: lacking,
  };
}
