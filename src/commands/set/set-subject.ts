import { compareTexts, isEqual, type KubeObject } from '../../kubernetes/index.ts';
import type { CommandContext } from '../../simulation/index.ts';
import { findObjects } from '../cluster/found-objects.ts';
import { missingTargets } from '../cluster/targets.ts';
import { usage } from '../command-line/flags.ts';
import { errorText, type Failure, fail, failure } from '../output/failure.ts';
import { objectPrinter } from '../output/object-printer.ts';
import { instant, type Verb, type VerbInput } from '../verb.ts';
import { SET_FLAGS, type SetOptions, setOptions } from './set-options.ts';

const RBAC_GROUP = 'rbac.authorization.k8s.io';
const CLUSTER_BINDING = `ClusterRoleBinding.${RBAC_GROUP}`;
const BINDINGS: readonly string[] = [`RoleBinding.${RBAC_GROUP}`, CLUSTER_BINDING];

interface Subject {
  readonly kind: string;
  readonly apiGroup?: string;
  readonly name: string;
  readonly namespace?: string;
}

interface SubjectOptions extends SetOptions {
  readonly subjects: readonly Subject[];
  /** Whether an account is named without its namespace. */
  readonly hasPlacelessAccount: boolean;
}

/**
 * `kubectl set subject TYPE NAME --user=NAME`: who a binding gives its role to, besides those who have it.
 *
 * @source k8s.io/kubectl/pkg/cmd/set/set_subject.go → SubjectOptions (v0.36.3)
 */
export const setSubject: Verb = {
  name: 'set subject',
  isKubectl: true,
  usage:
    'set subject rolebinding|clusterrolebinding NAME [--user=NAME…] [--group=NAME…] [--serviceaccount=NAMESPACE:NAME…]',
  flags: [
    ...SET_FLAGS,
    { name: 'user', type: 'array' },
    { name: 'group', type: 'array' },
    { name: 'serviceaccount', type: 'array' },
  ],
  parse: (input) => {
    const options = optionsOf(input);
    return {
      check: (world) => missingTargets(world, options.targets),
      run: instant((context) => run(context, options)),
    };
  },
};

function optionsOf(input: VerbInput): SubjectOptions {
  const { flags, command, namespace } = input;
  const [users, groups, accounts] = ['user', 'group', 'serviceaccount'].map((flag) =>
    [...new Set(flags.list(flag))].sort(compareTexts),
  ) as [string[], string[], string[]];
  if (users.length + groups.length + accounts.length === 0) {
    throw usage('you must specify at least one value of user, group or serviceaccount', command);
  }
  for (const account of accounts) {
    const [, name, ...more] = account.split(':');
    if (!name || more.length > 0) throw usage('serviceaccount must be <namespace>:<name>', command);
  }
  return {
    ...setOptions(input),
    subjects: [
      ...users.map((name) => ({ kind: 'User', apiGroup: RBAC_GROUP, name })),
      ...groups.map((name) => ({ kind: 'Group', apiGroup: RBAC_GROUP, name })),
      ...accounts.map((account) => {
        const [place, name = ''] = account.split(':');
        return { kind: 'ServiceAccount', name, namespace: place || namespace };
      }),
    ],
    hasPlacelessAccount: accounts.some((account) => account.startsWith(':')),
  };
}

function run(context: CommandContext, options: SubjectOptions): number {
  const { world, api, actor } = context;
  const { found, failures } = findObjects(world, options.targets);
  if (failures.length > 0) return fail(context, failures);
  if (options.hasPlacelessAccount && found.some(({ target }) => target.kind.groupKind === CLUSTER_BINDING)) {
    return fail(context, [failure('serviceaccount must be <namespace>:<name>, namespace must be specified')]);
  }
  const print = objectPrinter(context, options);
  const failed: Failure[] = [];
  for (const { target, object } of found) {
    const { groupKind, plural } = target.kind;
    if (!BINDINGS.includes(groupKind)) {
      failed.push(
        failure(
          `error: ${plural}/${target.reference.name} setting subjects is only supported for RoleBinding/ClusterRoleBinding`,
        ),
      );
      continue;
    }
    const old = subjectsOf(object);
    const added = options.subjects.filter((subject) => !old.some((each) => isEqual(each, subject)));
    if (added.length === 0) continue;
    let updated: KubeObject = { ...object, subjects: [...old, ...added] };
    if (options.dryRun !== 'client') {
      const answer = api.update(updated, actor, { dryRun: options.dryRun === 'server' });
      if (!answer.ok) {
        failed.push(
          failure(`failed to patch subjects to rolebinding: ${errorText({ status: answer.status })}`),
        );
        continue;
      }
      updated = answer.value;
    }
    print(groupKind, updated, 'subjects updated');
  }
  return fail(context, failed);
}

function subjectsOf({ subjects }: KubeObject): readonly unknown[] {
  return Array.isArray(subjects) ? subjects : [];
}
