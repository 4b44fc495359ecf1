import type { Cluster } from '../../cluster/cluster.ts';
import { type Cycle, CycleState } from '../../framework/cycle.ts';
import type { Plugin, PreFilterAnswer } from '../../framework/plugin.ts';
import { failure, SKIP, type Status, SUCCESS, unresolvable } from '../../framework/status.ts';
import { Quantity } from '../../kubernetes/quantity.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../kubernetes/storage.ts';
import { SELECTED_NODE_ANNOTATION } from '../../storage/claims.ts';
import { BoundVolumes } from './bound-volumes.ts';
import { CLAIMS, podClaims } from './pod-claims.ts';
import { provisioning } from './provisioning.ts';
import { REQUEUE_ON } from './requeue-on.ts';
import { VolumeMatcher } from './volume-matcher.ts';

const NAME = 'VolumeBinding';
const NODE_CONFLICT = "node(s) didn't match PersistentVolume's node affinity";
const NODE_CONFLICT_BEFORE_33 = 'node(s) had volume node affinity conflict';
const BIND_CONFLICT = "node(s) didn't find available persistent volumes to bind";
const NO_SPACE = 'node(s) did not have enough free storage';
const VOLUME_GONE = 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)';
const UNBOUND_IMMEDIATE = 'pod has unbound immediate PersistentVolumeClaims';

/** What is to be done for a pod's claims once it is to run on a node. */
export interface VolumeDecision {
  /** Existing volumes to bind. */
  readonly bindings: readonly { readonly claim: PersistentVolumeClaim; readonly volume: PersistentVolume }[];
  /** Claims for which a volume is to be made. */
  readonly provisions: readonly PersistentVolumeClaim[];
}

interface BindingState {
  readonly bound: BoundVolumes;
  /** Claims that wait for a volume on a certain node. */
  readonly selected: readonly PersistentVolumeClaim[];
  /** Claims that look for a volume, smallest request first. */
  readonly matchers: readonly VolumeMatcher[];
}

const BINDING = new CycleState<BindingState>(NAME);

type NodeAnswer = { readonly decision: VolumeDecision } | { readonly status: Status };

/**
 * A pod runs where its bound volumes are, or where volumes for its claims exist or can be made.
 *
 * @source pkg/scheduler/framework/plugins/volumebinding/volume_binding.go (v1.36.3)
 */
export function createVolumeBinding(_args: unknown, minor: number): Plugin {
  return {
    name: NAME,
    preFilter,
    ignoresClass,
    filter(cycle, nodeIndex) {
      const answer = decideOnNode(cycle, nodeIndex);
      return 'status' in answer ? answer.status : SUCCESS;
    },
    // Scoring by capacity is an alpha feature; up to 1.29 it scored 0 instead of standing back.
    ...(minor >= 30 && { preScore: () => SKIP }),
    score: () => 0,
    requeueOn: REQUEUE_ON,
  };
}

/** What binding would do on a feasible node; undefined for a pod whose claims are all bound or that has none. */
export function volumeDecision(cycle: Cycle, nodeIndex: number): VolumeDecision | undefined {
  const state = BINDING.read(cycle);
  if (!state || (state.selected.length === 0 && state.matchers.length === 0)) return undefined;
  const answer = decideOnNode(cycle, nodeIndex);
  return 'decision' in answer ? answer.decision : undefined;
}

function ignoresClass(cluster: Cluster, classId: number): boolean {
  return CLAIMS.of(cluster, classId).length === 0;
}

function preFilter(cycle: Cycle): PreFilterAnswer {
  if (ignoresClass(cycle.cluster, cycle.pod.classId)) return { status: SKIP };
  const answer = podClaims(cycle);
  if ('rejection' in answer) return { status: unresolvable(NAME, answer.rejection) };
  if ('error' in answer) return { status: failure(NAME, answer.error) };
  const { bound, delayed, hasUnboundImmediate } = answer.claims;
  if (hasUnboundImmediate) return { status: unresolvable(NAME, UNBOUND_IMMEDIATE) };
  const isSelected = (claim: PersistentVolumeClaim) => selectedNode(claim) !== undefined;
  const searching = delayed.filter((claim) => !isSelected(claim)).sort(bySize);
  BINDING.write(cycle, {
    bound: new BoundVolumes(cycle.cluster, bound),
    selected: delayed.filter(isSelected),
    matchers: searching.map((claim) => new VolumeMatcher(cycle.cluster, claim)),
  });
  return { status: SUCCESS };
}

/** @source pkg/scheduler/framework/plugins/volumebinding/binder.go → FindPodVolumes (v1.36.3) */
function decideOnNode(cycle: Cycle, nodeIndex: number): NodeAnswer {
  const { cluster } = cycle;
  const state = BINDING.get(cycle);
  const labels = cluster.node(nodeIndex)?.metadata?.labels ?? {};
  const nodeName = cluster.nodeName(nodeIndex);
  const reasons: string[] = [];
  const reachable = state.bound.check(labels, cluster.objects('CSINode').get(nodeName));
  if (typeof reachable === 'object') return { status: failure(NAME, reachable.error) };
  if (reachable === 'unreachable') reasons.push(cycle.minor >= 33 ? NODE_CONFLICT : NODE_CONFLICT_BEFORE_33);
  const provisions: PersistentVolumeClaim[] = [...state.selected];
  const bindings: { claim: PersistentVolumeClaim; volume: PersistentVolume }[] = [];
  if (state.selected.some((claim) => selectedNode(claim) !== nodeName)) {
    reasons.push(BIND_CONFLICT);
  } else {
    const taken = new Set<PersistentVolume>();
    for (const matcher of state.matchers) {
      if (matcher.hasInvalidSelector) return { status: failure(NAME, invalidSelector(matcher.claim)) };
      const volume = matcher.find(labels, taken);
      if (volume) {
        taken.add(volume);
        bindings.push({ claim: matcher.claim, volume });
      } else {
        provisions.push(matcher.claim);
      }
    }
    const provisioned = provisioning(cluster, provisions, labels);
    if (typeof provisioned === 'object') return { status: failure(NAME, provisioned.error) };
    if (provisioned === 'impossible') reasons.push(BIND_CONFLICT);
    if (provisioned === 'no space') reasons.push(NO_SPACE);
  }
  if (reachable === 'missing') reasons.push(VOLUME_GONE);
  return reasons.length > 0
    ? { status: unresolvable(NAME, ...reasons) }
    : { decision: { bindings, provisions } };
}

function selectedNode({ metadata }: PersistentVolumeClaim): string | undefined {
  return metadata?.annotations?.[SELECTED_NODE_ANNOTATION];
}

function bySize(one: PersistentVolumeClaim, other: PersistentVolumeClaim): number {
  const size = ({ spec }: PersistentVolumeClaim) => Quantity.parse(spec?.resources?.requests?.storage ?? 0);
  return size(one).compare(size(other));
}

function invalidSelector({ metadata, spec }: PersistentVolumeClaim): string {
  const key = `${metadata?.namespace}/${metadata?.name}`;
  return `error creating internal label selector for claim: ${key}: invalid selector ${JSON.stringify(spec?.selector)}`;
}
