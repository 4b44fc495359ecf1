import type { DaemonSet, Deployment, GroupKind, KubeObject, StatefulSet } from '../../kubernetes/index.ts';
import { type CommandContext, type Process, sleep, until } from '../../simulation/index.ts';
import { type FoundObject, findObjects } from '../cluster/found-objects.ts';
import { missingTargets } from '../cluster/targets.ts';
import { usage } from '../command-line/flags.ts';
import { type Failure, fail, failure } from '../output/failure.ts';
import type { Verb } from '../verb.ts';
import { ROLLOUT_FLAGS, type RolloutOptions, rolloutOptions } from './options.ts';

interface StatusOptions extends RolloutOptions {
  readonly watch: boolean;
  /** Absent: no limit. */
  readonly timeoutMs: number | undefined;
  /** 0: any. */
  readonly revision: number;
}

/**
 * The first line comes after two requests more: the object has been looked up, and is now listed and watched. By then the
 * controllers have answered the command before.
 */
const LIST_AND_WATCH_MS = 20;

/** How far a rollout is, or why it failed. */
export type Progress = { readonly text: string; readonly isDone: boolean } | { readonly problem: string };

/**
 * `kubectl rollout status TYPE NAME`: a line for every change until the rollout is done.
 *
 * @source k8s.io/kubectl/pkg/cmd/rollout/rollout_status.go → RolloutStatusOptions.Run (v0.36.3)
 */
export const rolloutStatus: Verb = {
  name: 'rollout status',
  isKubectl: true,
  usage: 'rollout status TYPE NAME',
  flags: [
    ...ROLLOUT_FLAGS,
    { name: 'watch', short: 'w', type: 'boolean' },
    { name: 'timeout', type: 'duration' },
    { name: 'revision', type: 'integer' },
  ],
  parse: (input) => {
    const revision = input.flags.integer('revision') ?? 0;
    if (revision < 0) throw usage(`revision must be a positive integer: ${revision}`, input.command);
    const options: StatusOptions = {
      ...rolloutOptions(input),
      watch: input.flags.isOn('watch', true),
      timeoutMs: input.flags.durationMs('timeout') || undefined,
      revision,
    };
    return {
      check: (world) => missingTargets(world, options.targets),
      run: (context) => run(context, options),
    };
  },
};

function* run(context: CommandContext, options: StatusOptions): Process<number> {
  const { found, failures } = findObjects(context.world, options.targets);
  if (failures.length > 0) return fail(context, failures);
  if (found.length === 0) context.stderr(`No resources found in ${options.targets.namespace} namespace.`);
  for (const each of found) {
    const problem = yield* follow(context, each, options);
    if (problem) return fail(context, [problem]);
  }
  return 0;
}

function* follow(
  { world, stdout, nowMs }: CommandContext,
  { target }: FoundObject,
  options: StatusOptions,
): Process<Failure | undefined> {
  const deadlineMs = options.timeoutMs === undefined ? undefined : nowMs() + options.timeoutMs;
  yield* sleep(LIST_AND_WATCH_MS);
  for (;;) {
    const object = world.get(target.reference);
    if (!object) return failure('object has been deleted');
    const progress = progressOf(target.kind.groupKind, object, options.revision);
    if ('problem' in progress) return failure(progress.problem);
    stdout(progress.text);
    if (progress.isDone || !options.watch) return undefined;
    const leftMs = deadlineMs === undefined ? undefined : Math.max(0, deadlineMs - nowMs());
    const hasChanged = yield* until(() => world.get(target.reference) !== object, leftMs);
    if (!hasChanged) return failure('timed out waiting for the condition');
  }
}

/** @source k8s.io/kubectl/pkg/polymorphichelpers/rollout_status.go → StatusViewerFor (v0.36.3) */
function progressOf(kind: GroupKind, object: KubeObject, revision: number): Progress {
  switch (kind) {
    case 'Deployment.apps':
      return deploymentProgress(object as unknown as Deployment, revision);
    case 'DaemonSet.apps':
      return daemonSetProgress(object as unknown as DaemonSet);
    case 'StatefulSet.apps':
      return statefulSetProgress(object as unknown as StatefulSet);
    default:
      return { problem: `no status viewer has been implemented for ${kind}` };
  }
}

const waiting = (text: string): Progress => ({ text, isDone: false });
const done = (text: string): Progress => ({ text, isDone: true });

/** @source k8s.io/kubectl/pkg/polymorphichelpers/rollout_status.go → DeploymentStatusViewer.Status (v0.36.3) */
export function deploymentProgress({ metadata, spec, status }: Deployment, revision: number): Progress {
  const name = JSON.stringify(metadata.name ?? '');
  const running = Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
  if (revision > 0 && revision !== running) {
    return { problem: `desired revision (${revision}) is different from the running revision (${running})` };
  }
  if ((metadata.generation ?? 0) > (status?.observedGeneration ?? 0)) {
    return waiting('Waiting for deployment spec update to be observed...');
  }
  const progressing = status?.conditions?.find(({ type }) => type === 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    return { problem: `deployment ${name} exceeded its progress deadline` };
  }
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0 } = status ?? {};
  const prefix = `Waiting for deployment ${name} rollout to finish:`;
  if (spec?.replicas !== undefined && updatedReplicas < spec.replicas) {
    return waiting(`${prefix} ${updatedReplicas} out of ${spec.replicas} new replicas have been updated...`);
  }
  if (replicas > updatedReplicas) {
    return waiting(`${prefix} ${replicas - updatedReplicas} old replicas are pending termination...`);
  }
  if (availableReplicas < updatedReplicas) {
    return waiting(`${prefix} ${availableReplicas} of ${updatedReplicas} updated replicas are available...`);
  }
  return done(`deployment ${name} successfully rolled out`);
}

/** @source k8s.io/kubectl/pkg/polymorphichelpers/rollout_status.go → DaemonSetStatusViewer.Status (v0.36.3) */
export function daemonSetProgress({ metadata, spec, status }: DaemonSet): Progress {
  const name = JSON.stringify(metadata.name ?? '');
  if (spec?.updateStrategy?.type === 'OnDelete') {
    return { problem: 'rollout status is only available for RollingUpdate strategy type' };
  }
  if ((metadata.generation ?? 0) > (status?.observedGeneration ?? 0)) {
    return waiting('Waiting for daemon set spec update to be observed...');
  }
  const { updatedNumberScheduled = 0, desiredNumberScheduled = 0, numberAvailable = 0 } = status ?? {};
  const prefix = `Waiting for daemon set ${name} rollout to finish:`;
  if (updatedNumberScheduled < desiredNumberScheduled) {
    return waiting(
      `${prefix} ${updatedNumberScheduled} out of ${desiredNumberScheduled} new pods have been updated...`,
    );
  }
  if (numberAvailable < desiredNumberScheduled) {
    return waiting(`${prefix} ${numberAvailable} of ${desiredNumberScheduled} updated pods are available...`);
  }
  return done(`daemon set ${name} successfully rolled out`);
}

/** @source k8s.io/kubectl/pkg/polymorphichelpers/rollout_status.go → StatefulSetStatusViewer.Status (v0.36.3) */
export function statefulSetProgress({ metadata, spec, status }: StatefulSet): Progress {
  if (spec?.updateStrategy?.type === 'OnDelete') {
    return { problem: 'rollout status is only available for RollingUpdate strategy type' };
  }
  const observed = status?.observedGeneration ?? 0;
  if (observed === 0 || (metadata.generation ?? 0) > observed) {
    return waiting('Waiting for statefulset spec update to be observed...');
  }
  const {
    readyReplicas = 0,
    updatedReplicas = 0,
    currentReplicas = 0,
    updateRevision,
    currentRevision,
  } = status ?? {};
  const replicas = spec?.replicas ?? 1;
  if (readyReplicas < replicas) return waiting(`Waiting for ${replicas - readyReplicas} pods to be ready...`);
  const partition = spec?.updateStrategy?.rollingUpdate?.partition;
  if (partition !== undefined) {
    const wanted = replicas - partition;
    return updatedReplicas < wanted
      ? waiting(
          `Waiting for partitioned roll out to finish: ${updatedReplicas} out of ${wanted} new pods have been updated...`,
        )
      : done(`partitioned roll out complete: ${updatedReplicas} new pods have been updated...`);
  }
  if (updateRevision !== currentRevision) {
    return waiting(
      `waiting for statefulset rolling update to complete ${updatedReplicas} pods at revision ${updateRevision}...`,
    );
  }
  return done(
    `statefulset rolling update complete ${currentReplicas} pods at revision ${currentRevision}...`,
  );
}
