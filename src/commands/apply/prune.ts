import { groupKindOf, isServedVersion, type ServedKind } from '../../kubernetes/index.ts';
import type { CommandContext, CommandProblem, Propagation } from '../../simulation/index.ts';
import type { ObjectReference, WorldView } from '../../world/index.ts';
import { kindsIn } from '../cluster/resource-types.ts';
import type { TargetArguments } from '../cluster/target-arguments.ts';
import { listTargets } from '../cluster/targets.ts';
import { type Flag, type FlagValues, usage } from '../command-line/flags.ts';
import { LAST_APPLIED } from '../create/create-objects.ts';
import { type Failure, failure } from '../output/failure.ts';
import type { ObjectPrinter } from '../output/object-printer.ts';

export const PRUNE_FLAGS: readonly Flag[] = [
  { name: 'prune', type: 'boolean' },
  { name: 'prune-allowlist', type: 'array' },
];

/** The types that are pruned if nobody says otherwise: those in namespaces, then the others. @source k8s.io/kubectl/pkg/util/prune/prune.go → defaultNamespacedPruneResources (v0.36.3) */
const DEFAULT_TYPES = [
  'core/v1/ConfigMap',
  'core/v1/Endpoints',
  'core/v1/PersistentVolumeClaim',
  'core/v1/Pod',
  'core/v1/ReplicationController',
  'core/v1/Secret',
  'core/v1/Service',
  'batch/v1/Job',
  'batch/v1/CronJob',
  'networking.k8s.io/v1/Ingress',
  'apps/v1/DaemonSet',
  'apps/v1/Deployment',
  'apps/v1/ReplicaSet',
  'apps/v1/StatefulSet',
  'core/v1/Namespace',
  'core/v1/PersistentVolume',
];
const OLD_DEFAULTS =
  'Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.';
const OLD_ENDPOINTS = 'Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice';
const ENDPOINTS_DEPRECATED_MINOR = 33;

/** What `--prune` deletes: what was applied once and is not in the files any more. */
export interface PruneOptions {
  /** `GROUP/VERSION/KIND`; empty: the default types. */
  readonly types: readonly string[];
  readonly propagation: Propagation;
  /** Absent: each object's own. */
  readonly gracePeriodSeconds: number | undefined;
}

/**
 * What `--prune` and its companions ask for; undefined without it.
 *
 * @source k8s.io/kubectl/pkg/cmd/apply/apply.go → ApplyOptions.Validate; pkg/util/prune/prune.go → ParseResources (v0.36.3)
 */
export function pruneOptions(
  flags: FlagValues,
  deletion: Pick<PruneOptions, 'propagation' | 'gracePeriodSeconds'>,
  command: string,
): PruneOptions | undefined {
  if (!flags.isOn('prune')) return undefined;
  const types = flags.list('prune-allowlist');
  const wrong = types.find((type) => type.split('/').length !== 3);
  if (wrong !== undefined) {
    throw usage(`invalid GroupVersionKind format: ${wrong}, please follow <group/version/kind>`, command);
  }
  if (flags.isOn('force')) throw usage('--force cannot be used with --prune', command);
  if (!flags.isOn('all') && !flags.text('selector')) {
    throw usage(
      'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
      command,
    );
  }
  if (flags.isOn('server-side')) {
    throw usage(
      "--prune is in alpha and doesn't currently work on objects created by server-side apply",
      command,
    );
  }
  return { types, ...deletion };
}

/** Why it cannot be told what is pruned: the snapshot does not say what was applied. */
export function pruneProblems({ snapshot, objects }: WorldView): readonly CommandProblem[] {
  if (snapshot.metadata.redaction === 'none') return [];
  for (const kind of objects.kinds()) {
    for (const { metadata } of objects.all(kind)) if (metadata.annotations?.[LAST_APPLIED]) return [];
  }
  const message =
    'apply --prune deletes what was applied once, and this redacted snapshot does not say what was: capture it anew, or with --redact none';
  return [{ message, name: '--prune', nearest: [] }];
}

/** The types that `--prune` looks at; or which of them the server does not have. */
export function prunedKinds(world: WorldView, { types }: PruneOptions): readonly ServedKind[] | Failure {
  const kinds: ServedKind[] = [];
  for (const type of types.length > 0 ? types : DEFAULT_TYPES) {
    const [group, version, kind] = type.split('/') as [string, string, string];
    const apiVersion = group === 'core' ? version : `${group}/${version}`;
    const groupKind = groupKindOf(apiVersion, kind);
    const served = kindsIn(world, groupKind).find((each) => each.groupKind === groupKind);
    if (!served || !isServedVersion(apiVersion, kind)) {
      return failure(`no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`);
    }
    kinds.push(served);
  }
  return kinds;
}

/**
 * Deletes what was applied once, fits the line's selector, and was not applied this time: in the namespaces of what was, and
 * outside of namespaces. It does not wait.
 *
 * @deviation several namespaces are gone through by name; kubectl does so in no order.
 * @source k8s.io/kubectl/pkg/cmd/apply/prune.go → pruner.pruneAll (v0.36.3)
 */
export function prune(
  context: CommandContext,
  named: TargetArguments,
  applied: readonly ObjectReference[],
  kinds: readonly ServedKind[],
  options: PruneOptions & { readonly dryRun: 'none' | 'client' | 'server' },
  print: ObjectPrinter,
): Failure | undefined {
  const { world, stderr } = context;
  if (options.types.length === 0) stderr(OLD_DEFAULTS);
  const namespaces = [...new Set(applied.flatMap(({ namespace }) => namespace ?? []))].sort();
  const inNamespaces = namespaces.flatMap((namespace) =>
    kinds.filter(({ isNamespaced }) => isNamespaced).map((kind) => ({ kind, namespace })),
  );
  const outside = kinds
    .filter(({ isNamespaced }) => !isNamespaced)
    .map((kind) => ({ kind, namespace: named.namespace }));
  const listsEndpoints = inNamespaces.some(({ kind }) => kind.groupKind === 'Endpoints');
  if (listsEndpoints && world.version.minor >= ENDPOINTS_DEPRECATED_MINOR) stderr(OLD_ENDPOINTS);
  for (const { kind, namespace } of [...inNamespaces, ...outside]) {
    const problem = pruneKind(context, kind, { ...named, namespace }, applied, options, print);
    if (!problem) continue;
    const scope = kind.isNamespaced ? 'namespaced' : 'nonNamespaced';
    const groupVersion = kind.group === '' ? `/${kind.version}` : `${kind.group}/${kind.version}`;
    return failure(`error pruning ${scope} object ${groupVersion}, Kind=${kind.kind}: ${problem}`);
  }
  return undefined;
}

/** Prunes one type in one namespace; returns the server's refusal, which ends it all. */
function pruneKind(
  { world, api, actor }: CommandContext,
  kind: ServedKind,
  named: TargetArguments,
  applied: readonly ObjectReference[],
  { propagation, gracePeriodSeconds, dryRun }: Parameters<typeof prune>[4],
  print: ObjectPrinter,
): string | undefined {
  for (const { reference } of listTargets(world, kind, named)) {
    const object = world.get(reference);
    if (!object?.metadata.annotations?.[LAST_APPLIED]) continue;
    if (applied.some((each) => isSame(each, reference))) continue;
    if (dryRun !== 'client') {
      const answer = api.delete(reference, actor, {
        propagation,
        ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
        dryRun: dryRun === 'server',
      });
      if (!answer.ok) return answer.status.message;
    }
    print(kind.groupKind, object, 'pruned');
  }
  return undefined;
}

function isSame(a: ObjectReference, b: ObjectReference): boolean {
  return a.kind === b.kind && a.name === b.name && (a.namespace ?? '') === (b.namespace ?? '');
}
