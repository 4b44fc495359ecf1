import {
  type Deployment,
  isEqual,
  isObject,
  type KubeObject,
  type ReplicaSet,
} from '../../kubernetes/index.ts';
import type { CommandContext } from '../../simulation/index.ts';
import { type FoundObject, findObjects } from '../cluster/found-objects.ts';
import { missingTargets } from '../cluster/targets.ts';
import { DRY_RUN, type DryRun, dryRunOf } from '../command-line/common-flags.ts';
import { type Failure, fail, failure } from '../output/failure.ts';
import { objectPrinter } from '../output/object-printer.ts';
import { instant, type Verb } from '../verb.ts';
import { ROLLOUT_FLAGS, type RolloutOptions, rolloutOptions } from './options.ts';
import { type Revision, restoredByPatch, revisionsOf } from './revisions.ts';
import { unrolledKind } from './visited-kinds.ts';

interface UndoOptions extends RolloutOptions {
  /** 0: the revision before the current one. */
  readonly toRevision: number;
  readonly dryRun: DryRun;
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** Annotations of a Deployment that are not its ReplicaSet's to restore. */
const KEPT_ANNOTATIONS: readonly string[] = [
  LAST_APPLIED,
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
];

/**
 * `kubectl rollout undo TYPE NAME [--to-revision=N]`.
 *
 * @source k8s.io/kubectl/pkg/polymorphichelpers/rollback.go → DeploymentRollbacker, StatefulSetRollbacker (v0.36.3)
 */
export const rolloutUndo: Verb = {
  name: 'rollout undo',
  isKubectl: true,
  usage: 'rollout undo TYPE NAME [--to-revision=N]',
  flags: [...ROLLOUT_FLAGS, { name: 'to-revision', type: 'integer' }, DRY_RUN],
  parse: (input) => {
    const options: UndoOptions = {
      ...rolloutOptions(input),
      toRevision: input.flags.integer('to-revision') ?? 0,
      dryRun: dryRunOf(input.flags, input.command),
    };
    return {
      check: (world) => missingTargets(world, options.targets),
      run: instant((context) => run(context, options)),
    };
  },
};

function run(context: CommandContext, options: UndoOptions): number {
  const { found, failures } = findObjects(context.world, options.targets);
  const failed: Failure[] = [...failures];
  const print = objectPrinter(context, options);
  for (const each of found) {
    warnAboutApply(context, each);
    const outcome = undoOne(context, each, options);
    const { groupKind } = each.target.kind;
    if (typeof outcome !== 'string') failed.push(outcome);
    else print(groupKind, context.world.get(each.target.reference) ?? each.object, outcome);
  }
  return fail(context, failed);
}

function warnAboutApply({ stderr }: CommandContext, { target, object }: FoundObject): void {
  if (object.metadata.annotations?.[LAST_APPLIED] === undefined) return;
  stderr(
    `Warning: resource ${target.kind.plural}/${target.reference.name} was previously managed with 'kubectl apply'. Rolling back will not update the ${LAST_APPLIED} annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.`,
  );
}

/** What was done, as kubectl says it, or why it was not. */
function undoOne(
  { world, api, actor }: CommandContext,
  { target, object }: FoundObject,
  options: UndoOptions,
): string | Failure {
  const { groupKind } = target.kind;
  const { toRevision, dryRun } = options;
  if (!['Deployment.apps', 'StatefulSet.apps', 'DaemonSet.apps'].includes(groupKind)) {
    return unrolledKind(groupKind, 'rollbacker', 'rollbacker');
  }
  const isDeployment = groupKind === 'Deployment.apps';
  const revisions = revisionsOf(world, groupKind, object);
  if (toRevision === 0 && revisions.length <= 1) {
    return failure(
      isDeployment
        ? `no rollout history found for deployment ${JSON.stringify(target.reference.name)}`
        : 'no last revision to roll back to',
    );
  }
  const chosen = toRevision === 0 ? revisions.at(-2) : revisions.find(({ number }) => number === toRevision);
  if (!chosen) return failure(`unable to find specified revision ${toRevision} in history`);
  if (dryRun !== 'client' && isDeployment && (object as Deployment).spec?.paused) {
    return failure(
      "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again",
    );
  }
  const restored = isDeployment ? restoredDeployment(object, chosen) : restoredByPatch(object, chosen);
  if (isEqual(templateOf(restored), templateOf(object))) {
    return `skipped rollback (current template already matches revision ${toRevision})`;
  }
  if (dryRun === 'client') return 'rolled back';
  const answer = api.update(restored, actor, { dryRun: dryRun === 'server' });
  return answer.ok
    ? 'rolled back'
    : failure(`failed restoring revision ${toRevision}: ${answer.status.message}`);
}

function restoredDeployment(object: KubeObject, { object: replicaSet }: Revision): KubeObject {
  const own = Object.entries(object.metadata.annotations ?? {}).filter(([key]) =>
    KEPT_ANNOTATIONS.includes(key),
  );
  const theirs = Object.entries(replicaSet.metadata.annotations ?? {}).filter(
    ([key]) => !KEPT_ANNOTATIONS.includes(key),
  );
  const template = (replicaSet as ReplicaSet).spec?.template;
  const { 'pod-template-hash': _hash, ...labels } = template?.metadata?.labels ?? {};
  return {
    ...object,
    metadata: { ...object.metadata, annotations: Object.fromEntries([...own, ...theirs]) },
    spec: {
      ...(object.spec as object),
      template: { ...template, metadata: { ...template?.metadata, labels } },
    },
  };
}

function templateOf({ spec }: KubeObject): unknown {
  return isObject(spec) ? spec.template : undefined;
}
