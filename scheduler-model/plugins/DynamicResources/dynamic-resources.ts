import type { Cluster } from '../../cluster/cluster.ts';
import type { PodClass } from '../../cluster/pod-class.ts';
import type { Cycle } from '../../framework/cycle.ts';
import { normalizeToMax } from '../../framework/normalize.ts';
import type { Plugin, PostFilterAnswer, PreFilterAnswer } from '../../framework/plugin.ts';
import type { PluginServices } from '../../framework/profile.ts';
import { failure, SKIP, type Status, SUCCESS, unresolvable, unschedulable } from '../../framework/status.ts';
import type { DeviceRequest, ResourceClaim } from '../../kubernetes/dynamic-resources.ts';
import { matchesNodeSelector } from '../../kubernetes/node-selector.ts';
import { ALLOCATED_DEVICES } from './allocated-devices.ts';
import { allocationResult } from './allocation-result.ts';
import { allocate } from './allocator.ts';
import { createPodState, POD_STATE, scoreAllocations } from './claim-state.ts';
import { alternativesOf, requestName } from './device-request.ts';
import {
  asksForExtendedResources,
  extendedResourceClaim,
  extendedResourceClaimOnNode,
  SPECIAL_CLAIM_NAME,
} from './extended-resources.ts';
import { type DeviceFeatures, deviceFeaturesOf } from './features.ts';
import { podClaims } from './pod-claims.ts';
import { POOLS } from './pool-index.ts';
import { REQUEUE_ON } from './requeue-on.ts';
import { SelectorCache } from './selectors.ts';

const NAME = 'DynamicResources';
const NOT_AVAILABLE = unresolvable(NAME, 'resourceclaim not available on the node');
const CANNOT_ALLOCATE = unresolvable(NAME, 'cannot allocate all claims');
const DISABLED = unschedulable(NAME, 'plugin disabled');
const NOTHING_TO_DEALLOCATE = unschedulable(NAME, 'no new claims to deallocate');
const DEALLOCATED = unschedulable(NAME, 'deallocation of ResourceClaim completed');
const DELETED = unschedulable(NAME, 'deletion of ResourceClaim completed');
const NOT_SCHEDULABLE = unschedulable(NAME, 'still not schedulable');
/** What upstream answers when it was never asked before: an earlier plugin had rejected the pod. */
const NO_STATE = failure(NAME, 'not found');

/**
 * A pod runs where the devices that its claims have, or could get, can be used.
 *
 * @source pkg/scheduler/framework/plugins/dynamicresources/dynamicresources.go (v1.36.3)
 */
export function createDynamicResources(_args: unknown, minor: number, services: PluginServices): Plugin {
  const features = deviceFeaturesOf(minor);
  if (!features.allocation) {
    return {
      name: NAME,
      preFilter: () => ({ status: SKIP }),
      ignoresClass: () => true,
      postFilter: () => ({ status: DISABLED }),
    };
  }
  const selectors = new SelectorCache(services.compileDeviceSelector);
  return {
    name: NAME,
    preEnqueue,
    preFilter: (cycle) => preFilter(cycle, features),
    ignoresClass,
    filter: (cycle, nodeIndex) => filter(cycle, nodeIndex, features, selectors),
    postFilter,
    score(cycle, nodeIndex) {
      const state = POD_STATE.read(cycle);
      const allocations = state?.allocations.get(nodeIndex);
      return state && allocations ? scoreAllocations(state.claims, allocations) : 0;
    },
    normalizeScores: (_cycle, _feasible, scores) => normalizeToMax(scores, { reverse: false }),
    requeueOn: REQUEUE_ON,
  };
}

/** The claim that PostFilter gives back, so that it can be allocated elsewhere; undefined when none. */
export function claimToDeallocate(cycle: Cycle): ResourceClaim | undefined {
  const state = POD_STATE.read(cycle);
  return state?.claims.find(({ claim }) => state.unavailable.has(claim) && isIdle(claim, cycle))?.claim;
}

function preEnqueue(cluster: Cluster, { pod }: PodClass): Status {
  const answer = podClaims(cluster, pod);
  return 'rejection' in answer ? unresolvable(NAME, answer.rejection) : SUCCESS;
}

/** Pods that name no claims and ask for nothing that devices could stand for. */
function ignoresClass(cluster: Cluster, classId: number): boolean {
  const { spec } = cluster.podClass(classId).pod;
  return (spec?.resourceClaims ?? []).length === 0 && !asksForExtendedResources(cluster, classId);
}

function preFilter(cycle: Cycle, features: DeviceFeatures): PreFilterAnswer {
  const { cluster, podClass } = cycle;
  const allocated = cluster.index(ALLOCATED_DEVICES);
  POD_STATE.write(cycle, createPodState([], undefined, allocated));
  const answer = podClaims(cluster, podClass.pod);
  if ('rejection' in answer) return { status: unresolvable(NAME, answer.rejection) };
  const special = features.extendedResources ? extendedResourceClaim(cycle) : undefined;
  if (answer.claims.length === 0 && !special) return { status: SKIP };
  for (const claim of answer.claims) {
    const rejection = claim.status?.allocation ? undefined : missingClass(cluster, claim);
    if (rejection !== undefined) return { status: rejection };
  }
  POD_STATE.write(cycle, createPodState(answer.claims, special, allocated));
  return { status: SUCCESS };
}

/** Every class that a claim names has to exist, for any of its requests. */
function missingClass(cluster: Cluster, { metadata, spec }: ResourceClaim): Status | undefined {
  for (const request of spec?.devices?.requests ?? []) {
    if (!isKnownKind(request)) {
      const key = `${metadata?.namespace}/${metadata?.name}`;
      return unresolvable(NAME, `resource claim ${key}, request ${request.name}: unknown request type`);
    }
    for (const alternative of alternativesOf(request)) {
      const name = requestName(alternative);
      if (alternative.className === '') return failure(NAME, `request ${name}: unsupported request type`);
      if (cluster.objects('DeviceClass').get(alternative.className)) continue;
      return unresolvable(NAME, `request ${name}: device class ${alternative.className} does not exist`);
    }
  }
  return undefined;
}

function isKnownKind({ exactly, firstAvailable }: DeviceRequest): boolean {
  return exactly !== undefined || (firstAvailable?.length ?? 0) > 0;
}

function filter(cycle: Cycle, nodeIndex: number, features: DeviceFeatures, selectors: SelectorCache): Status {
  const { cluster } = cycle;
  const state = POD_STATE.get(cycle);
  const node = cluster.node(nodeIndex)!;
  let onNode: ResourceClaim | undefined;
  if (state.special) {
    const answer = extendedResourceClaimOnNode(cycle, state.special, nodeIndex, state.claims.length > 1);
    if ('rejection' in answer) return unresolvable(NAME, answer.rejection);
    onNode = answer.claim;
    // The node has the resources by other means, and there is nothing else to do.
    if (!onNode && state.claims.length === 1) return SUCCESS;
  }
  const unusable = state.claims.filter(
    ({ availableOn, hasFailed }) =>
      (availableOn && !matchesNodeSelector(availableOn, node)) || (features.bindingConditions && hasFailed),
  );
  const waiting = state.claims.filter(({ claim }) => !claim.status?.allocation);
  if (waiting.length > 0) {
    const claims = waiting.map(({ claim }) => (claim === state.special && onNode ? onNode : claim));
    const context = {
      features,
      allocated: cluster.index(ALLOCATED_DEVICES),
      counters: state.counters,
      selectors,
      classOf: (name: string) => cluster.objects('DeviceClass').get(name),
    };
    const pools = cluster.index(POOLS).poolsFor(nodeIndex, features.partitionableDevices);
    const answer = allocate(context, node, pools, claims);
    if ('error' in answer) return failure(NAME, answer.error);
    if ('rejection' in answer) return unresolvable(NAME, answer.rejection);
    if ('none' in answer) return CANNOT_ALLOCATE;
    const nodeName = cluster.nodeName(nodeIndex);
    if (unusable.length === 0) {
      state.allocations.set(
        nodeIndex,
        answer.devices.map((devices) => allocationResult(devices, nodeName)),
      );
    }
  }
  for (const { claim } of unusable) state.unavailable.add(claim);
  return unusable.length > 0 ? NOT_AVAILABLE : SUCCESS;
}

function postFilter(cycle: Cycle): PostFilterAnswer {
  const state = POD_STATE.read(cycle);
  if (!state) return { status: NO_STATE };
  if (state.claims.length === 0) return { status: NOTHING_TO_DEALLOCATE };
  if (claimToDeallocate(cycle)) return { status: DEALLOCATED };
  const isLeftBehind = state.special && state.special.metadata?.name !== SPECIAL_CLAIM_NAME;
  return { status: isLeftBehind ? DELETED : NOT_SCHEDULABLE };
}

/** Whether nobody but the pod itself holds the claim. */
function isIdle({ status }: ResourceClaim, { pod }: Cycle): boolean {
  const holders = status?.reservedFor ?? [];
  return holders.length === 0 || (holders.length === 1 && holders[0]!.uid === pod.uid);
}
