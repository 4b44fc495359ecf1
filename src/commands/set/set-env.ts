import { type Container, envNameProblems, type KubeObject, type PodSpec } from '../../kubernetes/index.ts';
import type { CommandContext } from '../../simulation/index.ts';
import { findObjects } from '../cluster/found-objects.ts';
import { containersOf, mapContainers, podSpecOf } from '../cluster/pod-template.ts';
import { kindsIn } from '../cluster/resource-types.ts';
import { missingTargets, notFound } from '../cluster/targets.ts';
import { usage } from '../command-line/flags.ts';
import { splitPairs } from '../command-line/pairs.ts';
import { type Failure, fail, failure } from '../output/failure.ts';
import { instant, type Verb, type VerbInput } from '../verb.ts';
import { matchesGlob } from './glob.ts';
import { SET_FLAGS, type SetOptions, setOptions } from './set-options.ts';
import { type SetSubject, updatePodSpecs } from './update-pod-spec.ts';

type Variable = NonNullable<Container['env']>[number];

interface EnvOptions extends SetOptions {
  readonly set: ReadonlyMap<string, string>;
  readonly removed: readonly string[];
  readonly containers: string;
  readonly overwrite: boolean;
  /** `configmap/NAME` or `secret/NAME`. */
  readonly from: string | undefined;
  readonly keys: readonly string[];
  readonly prefix: string;
  /** Prints the variables instead of changing them. */
  readonly lists: boolean;
}

/**
 * `kubectl set env TYPE NAME KEY=VALUE KEY-`.
 *
 * @source k8s.io/kubectl/pkg/cmd/set/set_env.go → EnvOptions.RunEnv (v0.36.3)
 */
export const setEnv: Verb = {
  name: 'set env',
  isKubectl: true,
  usage: 'set env TYPE NAME KEY=VALUE… KEY-…',
  flags: [
    ...SET_FLAGS,
    { name: 'containers', short: 'c', type: 'string' },
    { name: 'from', type: 'string' },
    { name: 'keys', type: 'list' },
    { name: 'prefix', type: 'string' },
    { name: 'env', short: 'e', type: 'array' },
    { name: 'overwrite', type: 'boolean' },
    { name: 'list', type: 'boolean' },
    { name: 'resolve', type: 'boolean', unmodelled: true },
  ],
  parse: (input) => {
    const options = optionsOf(input);
    return {
      check: (world) => missingTargets(world, options.targets),
      run: instant((context) => run(context, options)),
    };
  },
};

function optionsOf(input: VerbInput): EnvOptions {
  const { positional, flags, command } = input;
  const pairs = splitPairs([...positional, ...flags.list('env')], 'env', true);
  if ('problem' in pairs) throw usage(pairs.problem, command);
  for (const name of pairs.set.keys()) {
    const problems = envNameProblems(name);
    if (problems.length > 0) {
      throw usage(`${JSON.stringify(name)} is not a valid key name: ${problems.join(';')}`, command);
    }
  }
  if (flags.isOn('all') && flags.text('selector')) {
    throw usage('cannot set --all and --selector at the same time', command);
  }
  if (pairs.resources.length === 0 && flags.list('filename').length === 0) {
    throw usage('one or more resources must be specified as <resource> <name> or <resource>/<name>', command);
  }
  if (pairs.removed.some((name) => pairs.set.has(name))) {
    throw usage('can not both modify and remove the same environment variable in the same command', command);
  }
  const from = flags.text('from');
  if (flags.list('keys').length > 0 && !from) {
    throw usage('when specifying --keys, a configmap or secret must be provided with --from', command);
  }
  return {
    ...setOptions(input, pairs.resources),
    set: pairs.set,
    removed: pairs.removed,
    containers: flags.text('containers') ?? '*',
    overwrite: flags.isOn('overwrite', true),
    from,
    keys: flags.list('keys'),
    prefix: flags.text('prefix') ?? '',
    lists: flags.isOn('list'),
  };
}

function run(context: CommandContext, options: EnvOptions): number {
  const variables: Variable[] = [...options.set].map(([name, value]) => ({ name, value }));
  if (options.from) {
    const read = variablesFrom(context, options.from, options);
    if (!Array.isArray(read)) return fail(context, [read as Failure]);
    variables.push(...read);
  }
  if (options.lists) return list(context, options);
  const prefixed = variables.map((variable) => ({ ...variable, name: options.prefix + variable.name }));
  return updatePodSpecs(context, options, {
    done: 'env updated',
    refused: 'failed to patch env update to pod template:',
    change: (podSpec, problems, object) => change(context, podSpec, problems, prefixed, options, object),
  });
}

/** @source k8s.io/kubectl/pkg/cmd/set/set_env.go → EnvOptions.RunEnv (v0.36.3) */
function list(context: CommandContext, { targets, containers }: EnvOptions): number {
  const { found, failures } = findObjects(context.world, targets);
  for (const { target, object } of found) {
    const podSpec = podSpecOf(target.kind.groupKind, object);
    for (const { name, env = [] } of podSpec ? containersOf(podSpec) : []) {
      if (!matchesGlob(containers, name)) continue;
      const kind = target.kind.kind;
      context.stdout(`# ${kind} ${target.reference.name}, container ${name}`);
      for (const variable of env) context.stdout(variableText(variable));
    }
  }
  return fail(context, failures);
}

/** @source k8s.io/kubectl/pkg/cmd/set/env/env_resolve.go → GetEnvVarRefString (v0.36.3) */
function variableText({ name, value = '', valueFrom }: Variable): string {
  if (!valueFrom) return `${name}=${value}`;
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = valueFrom;
  let source = 'invalid valueFrom';
  if (configMapKeyRef) source = `configmap ${configMapKeyRef.name}, key ${configMapKeyRef.key}`;
  else if (secretKeyRef) source = `secret ${secretKeyRef.name}, key ${secretKeyRef.key}`;
  else if (resourceFieldRef) source = `resource field ${resourceFieldRef.resource}`;
  else if (fieldRef) source = `field path ${fieldRef.fieldPath}`;
  return `# ${name} from ${source}`;
}

function change(
  { stderr }: CommandContext,
  podSpec: PodSpec,
  problems: string[],
  variables: readonly Variable[],
  { containers, overwrite, removed }: EnvOptions,
  { text: object, kind, name: objectName }: SetSubject,
): PodSpec {
  if (!containersOf(podSpec).some(({ name }) => matchesGlob(containers, name))) {
    stderr(
      `Warning: ${kind}/${objectName} does not have any containers matching ${JSON.stringify(containers)}`,
    );
    return podSpec;
  }
  return mapContainers(podSpec, (container) => {
    if (!matchesGlob(containers, container.name)) return container;
    const own = container.env ?? [];
    const existing = own.find(({ name }) => variables.some((each) => each.name === name));
    if (!overwrite && existing) {
      problems.push(
        `error: ${object} '${existing.name}' already has a value (${existing.value ?? ''}), and --overwrite is false`,
      );
      return container;
    }
    const replaced = own.map((each) => variables.find(({ name }) => name === each.name) ?? each);
    const added = variables.filter(({ name }) => !own.some((each) => each.name === name));
    const env = [...replaced, ...added].filter(({ name }) => !removed.includes(name));
    return env.length === 0 && !container.env ? container : { ...container, env };
  });
}

/** One variable for each key of a ConfigMap or Secret. */
function variablesFrom(
  { world, stderr }: CommandContext,
  from: string,
  options: EnvOptions,
): Variable[] | Failure {
  const [type = '', name = ''] = from.split('/');
  const [kind] = kindsIn(world, type);
  const isSecret = kind?.groupKind === 'Secret';
  if (!kind || (!isSecret && kind.groupKind !== 'ConfigMap')) {
    return failure('unsupported resource specified in --from');
  }
  const { namespace } = options.targets;
  const source = world.get({ kind: kind.groupKind, namespace, name }) as
    | (KubeObject & { readonly data?: Readonly<Record<string, string>> })
    | undefined;
  if (!source) return { status: notFound(kind, name) };
  return Object.keys(source.data ?? {})
    .filter((key) => options.keys.length === 0 || options.keys.includes(key))
    .sort()
    .map((key) => {
      const envName = key.replace(/[^A-Za-z0-9_]/g, '_').toUpperCase();
      if (envName !== key) stderr(`Warning: key ${key} transferred to ${envName}`);
      const valueFrom = isSecret ? { secretKeyRef: { name, key } } : { configMapKeyRef: { name, key } };
      return { name: envName, valueFrom };
    });
}
