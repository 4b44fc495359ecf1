import { type CommandContext, type Process, sleep } from '../../simulation/index.ts';
import type { TargetArguments } from '../cluster/target-arguments.ts';
import { type Target, targetParts } from '../cluster/targets.ts';
import { NEXT_OBJECT_MS } from '../create/create-objects.ts';
import { aggregate, type Failure } from '../output/failure.ts';
import { objectName, resourceOfKind } from '../output/object-line.ts';
import type { DeleteOptions } from './options.ts';

const OUTSIDE_NAMESPACE = 'Warning: deleting cluster-scoped resources, not scoped to the provided namespace';

/** How objects are deleted and what is printed for them. */
export type DeletionOptions = Pick<
  DeleteOptions,
  'gracePeriodSeconds' | 'dryRun' | 'propagation' | 'output' | 'ignoreNotFound'
>;

/** A deletion that the server took. */
export interface Begun {
  readonly target: Target;
  readonly isGone: () => boolean;
}

/** A deletion that may not have worked out. */
export interface Deletion {
  /** What the server took. */
  readonly begun: readonly Begun[];
  readonly failures: readonly Failure[];
  /** How many objects were meant. */
  readonly targetCount: number;
}

/** Asks the server to delete one object after another; prints what it took. */
export function* deleteTargets(
  context: CommandContext,
  named: TargetArguments,
  options: DeletionOptions,
): Process<Deletion> {
  const begun: Begun[] = [];
  const failures: Failure[] = [];
  let targetCount = 0;
  let isWarned = false;
  const undecoded: Failure[] = [];
  for (const part of targetParts(context.world, named)) {
    failures.push(...part.failures);
    if (part.undecoded) undecoded.push(part.undecoded);
    const isOutside = part.targets.some(({ kind }) => !kind.isNamespaced);
    if (isOutside && !isWarned && named.isNamespaceGiven && !named.allNamespaces) {
      context.stderr(OUTSIDE_NAMESPACE);
      isWarned = true;
    }
    for (const target of part.targets) {
      if (targetCount++ > 0) yield* sleep(NEXT_OBJECT_MS);
      const answer = deleteOne(context, target, options);
      if ('isGone' in answer) begun.push(answer);
      else {
        const isIgnored = 'status' in answer && answer.status.reason === 'NotFound' && options.ignoreNotFound;
        if (!isIgnored) failures.push(answer);
      }
    }
  }
  return {
    begun,
    failures: [...failures, ...(undecoded.length > 0 ? [aggregate(undecoded)] : [])],
    targetCount,
  };
}

function deleteOne(context: CommandContext, target: Target, options: DeletionOptions): Begun | Failure {
  const { api, actor } = context;
  const { reference, input } = target;
  const { gracePeriodSeconds, dryRun, propagation } = options;
  const isGone = goneTest(context, target);
  if (dryRun === 'client') {
    printDeleted(context, target, options);
    return { target, isGone };
  }
  const answer = api.delete(reference, actor, {
    propagation,
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    dryRun: dryRun === 'server',
  });
  if (!answer.ok) {
    return {
      status: answer.status,
      ...(input ? { prefix: `error when deleting ${JSON.stringify(input.source)}: ` } : {}),
    };
  }
  for (const warning of answer.warnings) context.stderr(`Warning: ${warning}`);
  printDeleted(context, target, options);
  return { target, isGone };
}

/** Whether the object is gone, or another has its name. To be made before the deletion. */
function goneTest({ world }: CommandContext, { reference }: Target): () => boolean {
  if (reference.kind === 'Pod') {
    const row = world.pods.find(reference.namespace ?? '', reference.name);
    return () => !world.pods.exists(row);
  }
  const uid = world.get(reference)?.metadata.uid;
  return () => {
    const object = world.get(reference);
    return !object || object.metadata.uid !== uid;
  };
}

/** @source k8s.io/kubectl/pkg/cmd/delete/delete.go → DeleteOptions.PrintObj (v0.36.3) */
function printDeleted(
  { stdout }: CommandContext,
  { kind, reference }: Target,
  { gracePeriodSeconds, output, dryRun }: DeletionOptions,
): void {
  const { groupKind, isNamespaced } = kind;
  if (output.type === 'name') {
    stdout(objectName(groupKind, reference.name));
    return;
  }
  const verb = gracePeriodSeconds === 0 ? 'force deleted' : 'deleted';
  const place = isNamespaced ? ` from ${reference.namespace} namespace` : '';
  const note = { none: '', client: ' (dry run)', server: ' (server dry run)' }[dryRun];
  stdout(`${resourceOfKind(groupKind)} ${JSON.stringify(reference.name)} ${verb}${place}${note}`);
}
