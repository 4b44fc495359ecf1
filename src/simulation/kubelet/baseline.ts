import type { Node, PodStatus } from '../../kubernetes/index.ts';
import type { PodTemplate, WorldView } from '../../world/index.ts';
import { MemoryUsage } from './memory-usage.ts';

const NONE = -1;

/** Reasons of a waiting container that do not go away by waiting. */
const STUCK_REASONS = new Set([
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'ErrImageNeverPull',
  'InvalidImageName',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
]);

/** A pod that is not Ready for longer than its start takes, and this on top, is taken for broken. */
const PATIENCE_MS = 5 * 60_000;

/** What the kubelets have at hand in a snapshot: everything not at rest. Computed once for a world. */
export interface KubeletBaseline {
  /** Rows of pods on nodes that are not Ready and may only be starting. */
  readonly starting: readonly number[];
  /** Rows of pods on nodes that are being stopped. */
  readonly stopping: readonly number[];
  /** Rows of running pods of Jobs. */
  readonly jobs: readonly number[];
  /** Rows of crash-looping pods. */
  readonly crashing: readonly number[];
  /** Revisions whose pods do not become Ready (see `revisionOf`), with the reason that the containers give. */
  readonly broken: ReadonlyMap<string, string>;
  /** Revisions with a pod that is Ready. */
  readonly working: ReadonlySet<string>;
  /** Types of readiness gates that somebody opens: a Ready pod has them. */
  readonly openedGates: ReadonlySet<string>;
  /** Rows of nodes whose kubelet does not report. */
  readonly silentNodes: readonly number[];
  /** What pods use; undefined when the snapshot has no metrics. */
  readonly usage: MemoryUsage | undefined;
}

/** Looks at all pods and nodes once. */
export function kubeletBaselineOf(world: WorldView): KubeletBaseline {
  const { pods, nodes } = world;
  const found = {
    starting: [] as number[],
    stopping: [] as number[],
    jobs: [] as number[],
    crashing: [] as number[],
    openedGates: new Set<string>(),
  };
  const broken = new Map<string, string>();
  const working = new Set<string>();
  /** By template, whether a pod of it was seen to be Ready. */
  const isSeen: boolean[] = [];
  for (let row = 0; row < pods.rowCount; row++) {
    if (pods.nodeRow(row) === NONE || !pods.exists(row) || pods.isTerminal(row)) continue;
    const template = pods.template(row);
    if (pods.isTerminating(row)) found.stopping.push(row);
    else if (pods.isReady(row)) {
      if (isSeen[template.id] && template.controller?.kind !== 'Job') continue;
      isSeen[template.id] = true;
      working.add(revisionOf(template));
      for (const { conditionType } of template.make.spec.readinessGates ?? [])
        found.openedGates.add(conditionType);
    } else {
      const reason = brokenReason(world, row);
      if (reason === undefined) found.starting.push(row);
      else broken.set(revisionOf(template), reason);
      if (reason === 'CrashLoopBackOff') found.crashing.push(row);
    }
    if (template.controller?.kind === 'Job' && !pods.isTerminating(row)) found.jobs.push(row);
  }
  for (const revision of working) broken.delete(revision);
  const silentNodes = [...nodes.rows()].filter((row) => isSilent(nodes.object(row)));
  return { ...found, broken, working, silentNodes, usage: MemoryUsage.of(world) };
}

/** What pods have in common that fail or work together: their controller and its revision; a bare pod stands alone. */
export function revisionOf({ id, controller, make }: PodTemplate): string {
  return controller ? `${controller.uid} ${make.labels['controller-revision-hash'] ?? ''}` : `${id}`;
}

/** Why a pod that is not Ready will not become so, or undefined for one that is only starting. */
function brokenReason(world: WorldView, row: number): string | undefined {
  const { pods } = world;
  const status = pods.status(row);
  const stuck = stuckReason(status);
  if (stuck !== undefined) return stuck;
  const sinceMs = pods.startedMs(row);
  const ageMs = world.startMs - (Number.isNaN(sinceMs) ? pods.createdMs(row) : sinceMs);
  return ageMs > PATIENCE_MS ? 'NotReady' : undefined;
}

/** The reason of a container that waits for ever, if any. */
function stuckReason(status: PodStatus | undefined): string | undefined {
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  for (const { state } of containers) {
    const reason = state?.waiting?.reason;
    if (reason !== undefined && STUCK_REASONS.has(reason)) return reason;
  }
  return undefined;
}

/** Whether the control plane has given up on the node's kubelet. */
function isSilent(node: Node | undefined): boolean {
  return node?.status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'Unknown';
}
