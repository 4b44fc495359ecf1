import { isEqual, type PodSpec } from '../../kubernetes/index.ts';
import type { CommandContext } from '../../simulation/index.ts';
import { findObjects } from '../cluster/found-objects.ts';
import { podSpecOf, withPodSpec } from '../cluster/pod-template.ts';
import { missingTargets } from '../cluster/targets.ts';
import { errorText, type Failure, fail, failure } from '../output/failure.ts';
import { objectPrinter } from '../output/object-printer.ts';
import { instant, type Program } from '../verb.ts';
import type { SetOptions } from './set-options.ts';

/** The program of a `set` command that changes pod specs. */
export function podSpecProgram(options: SetOptions, work: SetWork): Program {
  return {
    check: (world) => missingTargets(world, options.targets),
    run: instant((context) => updatePodSpecs(context, options, work)),
  };
}

/** The object whose pods are changed, as messages name it. */
export interface SetSubject {
  /** `deployments/web`. */
  readonly text: string;
  /** `Deployment`. */
  readonly kind: string;
  readonly name: string;
}

/** What a `set` command does to the pods of an object, and what it prints. */
export interface SetWork {
  readonly done: string;
  /** Put before the server's refusal. */
  readonly refused: string;
  /** An object that stays as it is is mentioned too. */
  readonly mentionsUnchanged?: boolean;
  readonly change: (podSpec: PodSpec, problems: string[], subject: SetSubject) => PodSpec;
}

/**
 * Changes the pod specs of objects; an object that stays as it is is not mentioned. One that is missing stops all.
 *
 * @source k8s.io/kubectl/pkg/cmd/set/set_image.go → SetImageOptions.Run (v0.36.3)
 */
export function updatePodSpecs(context: CommandContext, options: SetOptions, work: SetWork): number {
  const { world, api, actor } = context;
  const print = objectPrinter(context, options);
  const { found, failures } = findObjects(world, options.targets);
  if (failures.length > 0) return fail(context, failures);
  const failed: Failure[] = [];
  for (const { target, object } of found) {
    const { groupKind, plural } = target.kind;
    const { name } = target.reference;
    const podSpec = podSpecOf(groupKind, object);
    if (!podSpec) {
      failed.push(
        failure(
          `error: ${plural}/${name} the object is not a pod or does not have a pod template: *v1.${target.kind.kind}`,
        ),
      );
      continue;
    }
    const problems: string[] = [];
    const changed = work.change(podSpec, problems, {
      text: `${plural}/${name}`,
      kind: target.kind.kind,
      name,
    });
    failed.push(...problems.map(failure));
    if (!work.mentionsUnchanged && isEqual(changed, podSpec)) continue;
    let updated = withPodSpec(groupKind, object, changed);
    if (options.dryRun !== 'client') {
      const isDryRun = options.dryRun === 'server';
      const answer = api.update(updated, actor, { dryRun: isDryRun });
      if (!answer.ok) {
        failed.push(failure(`${work.refused} ${errorText({ status: answer.status })}`));
        continue;
      }
      for (const warning of answer.warnings) context.stderr(`Warning: ${warning}`);
      updated = answer.value;
    }
    print(groupKind, updated, work.done);
  }
  return fail(context, failed);
}
