import { compareTexts } from '../../kubernetes/index.ts';
import type { CommandContext } from '../../simulation/index.ts';
import { kindsIn, noSuchType } from '../cluster/resource-types.ts';
import { type Flag, usage } from '../command-line/flags.ts';
import { pairsOf } from '../command-line/pairs.ts';
import { errorText, type Failure, failure } from '../output/failure.ts';
import type { VerbInput } from '../verb.ts';
import type { Generator } from './generator.ts';

const RBAC_GROUP = 'rbac.authorization.k8s.io';
const RBAC_VERSION = `${RBAC_GROUP}/v1`;
const RESOURCE_VERBS = [
  '*',
  'get',
  'delete',
  'list',
  'create',
  'update',
  'patch',
  'watch',
  'proxy',
  'deletecollection',
  'use',
  'bind',
  'escalate',
  'impersonate',
];
const URL_VERBS = ['*', 'get', 'post', 'put', 'delete', 'patch', 'head', 'options'];
const ROLES = [`roles.${RBAC_GROUP}`, `clusterroles.${RBAC_GROUP}`];
/** Verbs that only some resources have. */
const SPECIAL_VERBS: Readonly<Record<string, readonly string[]>> = {
  use: ['podsecuritypolicies.policy', 'podsecuritypolicies.extensions'],
  bind: ROLES,
  escalate: ROLES,
  impersonate: ['users.', 'serviceaccounts.', 'groups.', 'userextras.authentication.k8s.io'],
};

const RULE_FLAGS: readonly Flag[] = [
  { name: 'verb', type: 'list' },
  { name: 'resource', type: 'list' },
  { name: 'resource-name', type: 'array' },
];
const SUBJECT_FLAGS: readonly Flag[] = [
  { name: 'user', type: 'array' },
  { name: 'group', type: 'array' },
  { name: 'serviceaccount', type: 'array' },
];

/** `deployments.apps/scale`, as a line names it. */
interface NamedResource {
  readonly resource: string;
  readonly group: string;
  readonly subresource: string | undefined;
}

/** What a rule is about. */
interface RuleWords {
  readonly verbs: readonly string[];
  readonly resources: readonly NamedResource[];
  readonly resourceNames: readonly string[];
}

/** @source k8s.io/kubectl/pkg/cmd/create/create_role.go (v0.36.3) */
export const createRole: Generator = {
  name: 'role',
  usage: 'role NAME --verb=VERB… --resource=RESOURCE[.GROUP][/SUBRESOURCE]… [--resource-name=NAME…]',
  flags: RULE_FLAGS,
  read: (input, name) => {
    const words = ruleWords(input);
    const { command, namespace } = input;
    if (words.verbs.length === 0) throw usage('at least one verb must be specified', command);
    if (words.resources.length === 0) throw usage('at least one resource must be specified', command);
    return (context) => {
      const rules = resourceRules(context, words);
      if (!Array.isArray(rules)) return rules as Failure;
      return { apiVersion: RBAC_VERSION, kind: 'Role', metadata: { name, namespace }, rules };
    };
  },
};

/** @source k8s.io/kubectl/pkg/cmd/create/create_clusterrole.go (v0.36.3) */
export const createClusterRole: Generator = {
  name: 'clusterrole',
  usage:
    'clusterrole NAME --verb=VERB… --resource=RESOURCE… | --non-resource-url=URL… | --aggregation-rule=KEY=VALUE',
  flags: [
    ...RULE_FLAGS,
    { name: 'non-resource-url', type: 'list' },
    { name: 'aggregation-rule', type: 'list' },
  ],
  read: (input, name) => {
    const { flags, command } = input;
    const words = ruleWords(input);
    const urls = [...new Set(flags.list('non-resource-url'))];
    const role = { apiVersion: RBAC_VERSION, kind: 'ClusterRole', metadata: { name } };
    const aggregated = pairsOf(flags.list('aggregation-rule'));
    if (Object.keys(aggregated).length > 0) {
      if (words.verbs.length + words.resources.length + words.resourceNames.length + urls.length > 0) {
        throw usage(
          'aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames',
          command,
        );
      }
      const aggregationRule = { clusterRoleSelectors: [{ matchLabels: aggregated }] };
      return () => ({ ...role, aggregationRule, rules: null });
    }
    if (words.verbs.length === 0) throw usage('at least one verb must be specified', command);
    if (words.resources.length + urls.length === 0) {
      throw usage('one of resource or nonResourceURL must be specified', command);
    }
    return (context) => {
      const rules = words.resources.length === 0 ? [] : resourceRules(context, words);
      if (!Array.isArray(rules)) return rules as Failure;
      const problem = urls.length > 0 ? urlProblem(words.verbs, urls) : undefined;
      if (problem) return failure(problem);
      const others = urls.length > 0 ? [{ nonResourceURLs: urls, verbs: words.verbs }] : [];
      return { ...role, rules: [...rules, ...others] };
    };
  },
};

/** The words of `--verb`, `--resource` and `--resource-name`, each once. */
function ruleWords({ flags }: VerbInput): RuleWords {
  const verbs = flags.list('verb');
  const resources = flags.list('resource').map(namedResource);
  const everything = resources.find(
    ({ resource, group, subresource }) => resource === '*' && group === '' && subresource === undefined,
  );
  return {
    verbs: verbs.includes('*') ? ['*'] : [...new Set(verbs)],
    resources: everything ? [everything] : resources,
    resourceNames: [...new Set(flags.list('resource-name'))],
  };
}

function namedResource(text: string): NamedResource {
  const [place = '', ...subresource] = text.split('/');
  const [resource = '', ...group] = place.split('.');
  return {
    resource,
    group: group.join('.'),
    subresource: subresource.length > 0 ? subresource.join('/') : undefined,
  };
}

/**
 * One rule for each group of the resources, under the names that the server has for them.
 *
 * @source k8s.io/kubectl/pkg/cmd/create/create_role.go → validateResource, generateResourcePolicyRules (v0.36.3)
 */
function resourceRules(
  { world, stderr }: CommandContext,
  { verbs, resources, resourceNames }: RuleWords,
): readonly object[] | Failure {
  for (const verb of verbs) {
    if (!RESOURCE_VERBS.includes(verb)) stderr(`Warning: '${verb}' is not a standard resource verb`);
  }
  const groups = new Map<string, string[]>();
  let isChecked = true;
  for (const { resource, group, subresource } of resources) {
    const word = group === '' ? resource : `${resource}.${group}`;
    if (resource === '') return failure('resource must be specified if apiGroup/subresource specified');
    if (resource === '*') isChecked = false;
    const [kind] = kindsIn(world, word);
    const served = kind ? { resource: kind.plural, group: kind.group } : { resource, group };
    const isSpecial = verbs.some((verb) => verb in SPECIAL_VERBS);
    const wrong = verbs.find(
      (verb) => SPECIAL_VERBS[verb]?.includes(`${served.resource}.${served.group}`) === false,
    );
    if (isChecked && wrong !== undefined) {
      return failure(`can not perform '${wrong}' on '${served.resource}' in group '${served.group}'`);
    }
    if (isChecked && !kind && !isSpecial) return { text: errorText(noSuchType(word)), isBare: true };
    const path = subresource ? `${served.resource}/${subresource}` : served.resource;
    const inGroup = groups.get(served.group) ?? [];
    if (!inGroup.includes(path)) inGroup.push(path);
    groups.set(served.group, inGroup);
  }
  return [...groups]
    .sort(([a], [b]) => compareTexts(a, b))
    .map(([group, paths]) => ({
      apiGroups: [group],
      ...(resourceNames.length > 0 ? { resourceNames } : {}),
      resources: paths,
      verbs,
    }));
}

function urlProblem(verbs: readonly string[], urls: readonly string[]): string | undefined {
  const wrong = verbs.find((verb) => !URL_VERBS.includes(verb));
  if (wrong !== undefined) return `invalid verb: '${wrong}' for nonResourceURL`;
  for (const url of urls) {
    if (url === '*') continue;
    if (!url.startsWith('/')) return 'nonResourceURL should start with /';
    if (url.slice(0, -1).includes('*')) {
      return "nonResourceURL only supports wildcard matches when '*' is at the end";
    }
  }
  return undefined;
}

/** @source k8s.io/kubectl/pkg/cmd/create/create_rolebinding.go (v0.36.3) */
export const createRoleBinding: Generator = {
  name: 'rolebinding',
  usage:
    'rolebinding NAME --role=NAME | --clusterrole=NAME [--user=NAME…] [--group=NAME…] [--serviceaccount=NAMESPACE:NAME…]',
  flags: [{ name: 'role', type: 'string' }, { name: 'clusterrole', type: 'string' }, ...SUBJECT_FLAGS],
  refused: 'failed to create rolebinding:',
  read: (input, name) => {
    const { flags, command, namespace } = input;
    const [role, clusterRole] = [flags.text('role'), flags.text('clusterrole')];
    if (Boolean(role) === Boolean(clusterRole)) {
      throw usage('exactly one of clusterrole or role must be specified', command);
    }
    const subjects = subjectsOf(input);
    return () => ({
      apiVersion: RBAC_VERSION,
      kind: 'RoleBinding',
      metadata: { name, namespace },
      roleRef: { apiGroup: RBAC_GROUP, kind: role ? 'Role' : 'ClusterRole', name: role || clusterRole },
      ...(subjects.length > 0 ? { subjects } : {}),
    });
  },
};

/** @source k8s.io/kubectl/pkg/cmd/create/create_clusterrolebinding.go (v0.36.3) */
export const createClusterRoleBinding: Generator = {
  name: 'clusterrolebinding',
  usage:
    'clusterrolebinding NAME --clusterrole=NAME [--user=NAME…] [--group=NAME…] [--serviceaccount=NAMESPACE:NAME…]',
  flags: [{ name: 'clusterrole', type: 'string' }, ...SUBJECT_FLAGS],
  refused: 'failed to create clusterrolebinding:',
  read: (input, name) => {
    const { flags, command } = input;
    if (!flags.has('clusterrole')) throw usage('required flag(s) "clusterrole" not set', command);
    const subjects = subjectsOf(input);
    return () => ({
      apiVersion: RBAC_VERSION,
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: RBAC_GROUP, kind: 'ClusterRole', name: flags.text('clusterrole') },
      ...(subjects.length > 0 ? { subjects } : {}),
    });
  },
};

function subjectsOf({ flags, command }: VerbInput): readonly object[] {
  const named = (kind: string, flag: string) =>
    flags.list(flag).map((name) => ({ kind, apiGroup: RBAC_GROUP, name }));
  const accounts = flags.list('serviceaccount').map((text) => {
    const [namespace, name, ...more] = text.split(':');
    if (!namespace || !name || more.length > 0) {
      throw usage('serviceaccount must be <namespace>:<name>', command);
    }
    return { kind: 'ServiceAccount', name, namespace };
  });
  return [...named('User', 'user'), ...named('Group', 'group'), ...accounts];
}
