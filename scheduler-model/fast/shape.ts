import type { Cluster } from '../cluster/cluster.ts';
import { fitsColumns, requestsOf } from '../plugins/NodeResources/figures.ts';
import { isScalarId } from '../plugins/NodeResources/node-resources.ts';
import type { CheckedResources } from '../plugins/NodeResourcesFit/node-resources-fit.ts';
import type { NativePlugins } from './native-plugins.ts';

/** Sets of lacking resources are numbers of 32 bits: two for the node itself, the others for the resources. */
const MOST_RESOURCES = 28;

/** What a class asks of nodes in resources, and how the profile scores it: classes that agree are one shape. */
export interface Shape extends CheckedResources {
  readonly key: string;
  readonly classId: number;
  /** What the pod adds to cpu and memory in the two scores. */
  readonly fitCpu: number;
  readonly fitMemory: number;
  readonly balancedCpu: number;
  readonly balancedMemory: number;
  readonly scoresBalance: boolean;
  /** Both scores look at cpu and memory only and the figures fit doubles: the short way. */
  readonly isPlain: boolean;
  /** The class asks for scalar resources, so that the shape depends on the device classes there are. */
  readonly readsDeviceClasses: boolean;
}

const NOTHING_CHECKED: CheckedResources = {
  resourceIds: new Int32Array(0),
  amounts: new Float64Array(0),
  delegated: [],
  isNarrow: true,
};

/** The shape of a class under a profile. */
export function shapeOf(cluster: Cluster, { id, filters, scores }: NativePlugins, classId: number): Shape {
  const { resourceIds, amounts, delegated, isNarrow } =
    filters.fit?.checked(cluster, classId) ?? NOTHING_CHECKED;
  const fitRequests = scores.fit ? requestsOf(cluster, classId, scores.fit.plugin.scored) : [];
  const balancedRequests = scores.balanced ? requestsOf(cluster, classId, scores.balanced.plugin.scored) : [];
  const scoresNarrowly = [...fitRequests, ...balancedRequests].every(fitsColumns);
  const fitPart = pairOf(scores.fit?.plugin.scored.resources, fitRequests);
  const balancedPart = pairOf(scores.balanced?.plugin.scored.resources, balancedRequests);
  return {
    key: `${id} ${JSON.stringify([[...resourceIds], [...amounts], delegated, fitRequests.map(String), balancedRequests.map(String)])}`,
    classId,
    resourceIds,
    amounts,
    delegated,
    fitCpu: fitPart?.[0] ?? 0,
    fitMemory: fitPart?.[1] ?? 0,
    balancedCpu: balancedPart?.[0] ?? 0,
    balancedMemory: balancedPart?.[1] ?? 0,
    readsDeviceClasses: resourceIds.some(isScalarId),
    scoresBalance: scores.balanced?.plugin.scores(balancedRequests) ?? false,
    isNarrow,
    isPlain:
      isNarrow &&
      resourceIds.length <= MOST_RESOURCES &&
      scoresNarrowly &&
      (!scores.fit ||
        (fitPart !== undefined && scores.fit.plugin.args.scoringStrategy.type === 'LeastAllocated')) &&
      (!scores.balanced || balancedPart !== undefined),
  };
}

/** The requests of exactly cpu and memory with equal weights; undefined for any other list of resources. */
function pairOf(
  resources: readonly { readonly name: string; readonly weight: number }[] | undefined,
  requests: readonly bigint[],
): readonly [number, number] | undefined {
  if (resources?.length !== 2 || resources[0]!.weight !== resources[1]!.weight) return undefined;
  if (resources[0]!.name !== 'cpu' || resources[1]!.name !== 'memory') return undefined;
  return [Number(requests[0]), Number(requests[1])];
}
