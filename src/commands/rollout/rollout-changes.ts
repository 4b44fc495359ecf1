import type { Deployment, KubeObject } from '../../kubernetes/index.ts';
import type { CommandContext } from '../../simulation/index.ts';
import { type FoundObject, findObjects } from '../cluster/found-objects.ts';
import { resourceName } from '../cluster/resource-types.ts';
import { missingTargets } from '../cluster/targets.ts';
import { type Failure, fail, failure } from '../output/failure.ts';
import { objectPrinter } from '../output/object-printer.ts';
import { instant, type Verb } from '../verb.ts';
import { ROLLOUT_FLAGS, type RolloutOptions, rolloutOptions } from './options.ts';

/** A patch, or why there is none. */
type Change = { readonly patch: unknown } | { readonly problem: string };

/**
 * `kubectl rollout restart TYPE NAME`: an annotation with the time makes the template a new one.
 *
 * @source k8s.io/kubectl/pkg/polymorphichelpers/objectrestarter.go → defaultObjectRestarter (v0.36.3)
 */
export const rolloutRestart = changingVerb('restart', 'restarted', (object, { target }, now) => {
  const { groupKind } = target.kind;
  if (!RESTARTABLE.has(groupKind)) return { problem: 'restarting is not supported' };
  if ((object as Deployment).spec?.paused) {
    return { problem: "can't restart paused deployment (run rollout resume first)" };
  }
  const annotations = { 'kubectl.kubernetes.io/restartedAt': now };
  return { patch: { spec: { template: { metadata: { annotations } } } } };
});

/** `kubectl rollout pause deployment NAME`. @source k8s.io/kubectl/pkg/polymorphichelpers/objectpauser.go (v0.36.3) */
export const rolloutPause = changingVerb('pause', 'paused', (object, { target }) => {
  if (target.kind.groupKind !== 'Deployment.apps') return { problem: 'pausing is not supported' };
  if ((object as Deployment).spec?.paused) return { problem: 'is already paused' };
  return { patch: { spec: { paused: true } } };
});

/** `kubectl rollout resume deployment NAME`. @source k8s.io/kubectl/pkg/polymorphichelpers/objectresumer.go (v0.36.3) */
export const rolloutResume = changingVerb('resume', 'resumed', (object, { target }) => {
  if (target.kind.groupKind !== 'Deployment.apps') return { problem: 'resuming is not supported' };
  if (!(object as Deployment).spec?.paused) return { problem: 'is not paused' };
  return { patch: { spec: { paused: null } } };
});

const RESTARTABLE: ReadonlySet<string> = new Set(['Deployment.apps', 'DaemonSet.apps', 'StatefulSet.apps']);

type ChangeOf = (object: KubeObject, found: FoundObject, now: string) => Change;

function changingVerb(word: string, done: string, changeOf: ChangeOf): Verb {
  return {
    name: `rollout ${word}`,
    isKubectl: true,
    usage: `rollout ${word} TYPE NAME`,
    flags: ROLLOUT_FLAGS,
    parse: (input) => {
      const options = rolloutOptions(input);
      return {
        check: (world) => missingTargets(world, options.targets),
        run: instant((context) => run(context, options, done, changeOf)),
      };
    },
  };
}

/** @source k8s.io/kubectl/pkg/cmd/rollout/rollout_restart.go → RestartOptions.RunRestart (v0.36.3) */
function run(context: CommandContext, options: RolloutOptions, done: string, changeOf: ChangeOf): number {
  const { found, failures } = findObjects(context.world, options.targets);
  if (found.length === 0 && failures.length === 0) {
    context.stderr(`No resources found in ${options.targets.namespace} namespace.`);
    return 0;
  }
  const failed: Failure[] = [...failures];
  const print = objectPrinter(context, { output: options.output, dryRun: 'none' });
  for (const each of found) {
    const { groupKind } = each.target.kind;
    const problem = changeOne(context, each, changeOf, (object) => print(groupKind, object, done));
    if (problem) failed.push(problem);
  }
  return fail(context, failed);
}

function changeOne(
  { world, api, actor, nowMs }: CommandContext,
  found: FoundObject,
  changeOf: ChangeOf,
  print: (object: KubeObject) => void,
): Failure | undefined {
  const { kind, reference } = found.target;
  const now = `${new Date(world.startMs + nowMs()).toISOString().slice(0, 19)}Z`;
  const change = changeOf(found.object, found, now);
  if ('problem' in change) {
    return failure(`error: ${resourceName(kind)} ${JSON.stringify(reference.name)} ${change.problem}`);
  }
  const answer = api.patch(reference, 'strategic', change.patch, actor);
  if (!answer.ok) return failure(`failed to patch: ${answer.status.message}`);
  if (answer.value === found.object) {
    return failure(
      `failed to create patch for ${reference.name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`,
    );
  }
  print(answer.value);
  return undefined;
}
