import {
  createMergePatch,
  isAlwaysPatched,
  isEqual,
  type JsonObject,
  type KubeObject,
  threeWayMerge,
  typeOfKind,
} from '../../kubernetes/index.ts';
import { type CommandContext, type Process, type Status, sleep } from '../../simulation/index.ts';
import { type TargetArguments, targetArguments } from '../cluster/target-arguments.ts';
import { findTargets, missingTargets, type Target } from '../cluster/targets.ts';
import { ALL, FILE_FLAGS, SELECTOR } from '../command-line/common-flags.ts';
import { usage } from '../command-line/flags.ts';
import { SEND_FLAGS, sendOptions } from '../command-line/send-flags.ts';
import {
  createObject,
  decoded,
  decodingProblem,
  LAST_APPLIED,
  lastAppliedOf,
  NEXT_OBJECT_MS,
  refusedFrom,
  type SendOptions,
  sorted,
  withLastApplied,
} from '../create/create-objects.ts';
import { aggregate, errorText, type Failure, fail, failure } from '../output/failure.ts';
import { type ObjectPrinter, objectPrinter } from '../output/object-printer.ts';
import type { Verb } from '../verb.ts';
import { type ApplyForce, deleteAndCreate, FORCE_FLAGS, forceOf } from './apply-by-force.ts';
import { PRUNE_FLAGS, type PruneOptions, prune, prunedKinds, pruneOptions, pruneProblems } from './prune.ts';

interface ApplyOptions extends SendOptions {
  readonly targets: TargetArguments;
  readonly isServerSide: boolean;
  readonly forceConflicts: boolean;
  readonly fieldManager: string;
  readonly force: ApplyForce;
  readonly prune: PruneOptions | undefined;
}

/** @source k8s.io/kubectl/pkg/cmd/apply/patcher.go → maxPatchRetry, patchRetryBackOffPeriod (v0.36.3) */
const RETRY_COUNT = 5;
const RETRY_MS = 1000;
/** Refusals after which `--force` deletes and creates. */
const MAY_FORCE: ReadonlySet<string> = new Set(['Conflict', 'Invalid']);
const NAMELESS = 'resource name may not be empty';

/**
 * `kubectl apply -f FILE`, on the client's side or the server's.
 *
 * @deviation ownership of fields is not known to a snapshot: server-side apply meets no conflict and gives nothing up.
 * @source k8s.io/kubectl/pkg/cmd/apply/apply.go → ApplyOptions.applyOneObject (v0.36.3)
 */
export const apply: Verb = {
  name: 'apply',
  isKubectl: true,
  usage: 'apply -f FILE | -k DIR',
  flags: [
    ...FILE_FLAGS,
    ...SEND_FLAGS,
    SELECTOR,
    ALL,
    { name: 'server-side', type: 'boolean' },
    { name: 'force-conflicts', type: 'boolean' },
    { name: 'overwrite', type: 'boolean' },
    { name: 'openapi-patch', type: 'boolean' },
    ...FORCE_FLAGS,
    ...PRUNE_FLAGS,
    { name: 'subresource', type: 'string', unmodelled: true },
  ],
  parse: (input) => {
    const { positional, flags, command } = input;
    if (positional.length > 0) throw usage(`Unexpected args: [${positional.join(' ')}]`, command);
    if (flags.list('filename').length === 0 && !flags.has('kustomize')) {
      throw usage('must specify one of -f and -k', command);
    }
    if (flags.isOn('all') && flags.text('selector')) {
      throw usage('cannot set --all and --selector at the same time', command);
    }
    const isServerSide = flags.isOn('server-side');
    const forceConflicts = flags.isOn('force-conflicts');
    if (forceConflicts && !isServerSide)
      throw usage('--force-conflicts only works with --server-side', command);
    const sending = sendOptions(flags, command);
    const force = forceOf(flags, { isServerSide, dryRun: sending.dryRun }, command);
    const options: ApplyOptions = {
      ...sending,
      force,
      prune: pruneOptions(flags, force, command),
      targets: targetArguments(input),
      isServerSide,
      forceConflicts,
      fieldManager: flags.text('field-manager') ?? 'kubectl',
    };
    if (isServerSide && options.dryRun === 'client') {
      throw usage(
        "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)",
        command,
      );
    }
    return {
      check: (world) => [
        ...missingTargets(world, options.targets),
        ...(options.prune ? pruneProblems(world) : []),
      ],
      run: (context) => run(context, options),
    };
  },
};

function* run(context: CommandContext, options: ApplyOptions): Process<number> {
  if (options.force.warning) context.stderr(options.force.warning);
  const kinds = options.prune ? prunedKinds(context.world, options.prune) : [];
  if ('text' in kinds || 'status' in kinds || 'errors' in kinds) return fail(context, [kinds]);
  const { targets, failures } = findTargets(context.world, options.targets);
  const { print, finish } = appliedPrinter(context, options);
  if (targets.length === 0 && failures.length === 0)
    return fail(context, [failure('no objects passed to apply')]);
  const failed: Failure[] = failures.length > 0 ? [aggregate(failures)] : [];
  for (const [position, target] of targets.entries()) {
    if (position > 0) yield* sleep(NEXT_OBJECT_MS);
    const problem = yield* applyOne(context, target, options, print);
    if (problem) failed.push(problem);
  }
  if (failed.length > 0) return fail(context, failed);
  finish();
  if (!options.prune) return 0;
  const applied = targets.map(({ reference }) => reference);
  const how = { ...options.prune, dryRun: options.dryRun };
  const pruned = objectPrinter(context, options);
  const problem = prune(context, options.targets, applied, kinds, how, pruned);
  return fail(context, problem ? [problem] : []);
}

function* applyOne(
  context: CommandContext,
  target: Target,
  options: ApplyOptions,
  print: ObjectPrinter,
): Process<Failure | undefined> {
  const { object, source } = target.input!;
  if (!object.metadata.name && object.metadata.generateName) {
    return failure(`from ${object.metadata.generateName}: cannot use generate name with apply`);
  }
  if (options.isServerSide) return applyOnServer(context, target, object, options, print);
  if (!object.metadata.name) {
    const prefix = `error when retrieving current configuration of:\n${infoText(target)}\nfrom server for: ${JSON.stringify(source)}: `;
    return failure(`${prefix}${NAMELESS}`);
  }
  const stored = context.world.get(target.reference);
  const configured = withoutNulls(object) as KubeObject;
  if (!stored) {
    return createObject(
      context,
      target,
      withLastApplied(configured),
      options,
      refusedFrom('creating', source),
      print,
    );
  }
  return yield* applyOnClient(context, target, { object, stored }, options, print);
}

function applyOnServer(
  context: CommandContext,
  target: Target,
  object: KubeObject,
  options: ApplyOptions,
  print: ObjectPrinter,
): Failure | undefined {
  const { api, actor, stderr } = context;
  if (!object.metadata.name) return failure(NAMELESS);
  const problem = decodingProblem(context, target, object, options);
  if (problem) return { status: problem };
  const answer = api.patch(target.reference, 'apply', object, actor, {
    dryRun: options.dryRun === 'server',
    fieldManager: options.fieldManager,
    force: options.forceConflicts,
  });
  if (!answer.ok) return { status: answer.status };
  for (const warning of answer.warnings) stderr(`Warning: ${warning}`);
  print(target.kind.groupKind, answer.value, 'serverside-applied');
  return undefined;
}

/** @source k8s.io/kubectl/pkg/cmd/apply/apply.go → ApplyOptions.applyOneObject (v0.36.3) */
function* applyOnClient(
  context: CommandContext,
  target: Target,
  { object, stored }: { readonly object: KubeObject; readonly stored: KubeObject },
  options: ApplyOptions,
  print: ObjectPrinter,
): Process<Failure | undefined> {
  const { world, api, actor, stderr } = context;
  const { source } = target.input!;
  const { name } = target.reference;
  const last = lastAppliedOf(stored);
  const isRedacted = world.snapshot.metadata.redaction !== 'none';
  if (!last && !isRedacted) {
    stderr(
      `Warning: resource ${target.kind.plural}/${name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.`,
    );
  }
  const modified = withLastApplied(object);
  const type = typeOfKind(stored.apiVersion ?? '', stored.kind ?? '');
  const patchedFrom = (current: KubeObject) =>
    withKeptAnnotation(
      threeWayMerge(lastAppliedOf(current) as JsonObject | undefined, modified, current, type) as KubeObject,
      current,
      isRedacted,
    );
  const patched = patchedFrom(stored);
  const problem = decodingProblem(context, target, object, options);
  if (problem) return refusedPatch(target, stored, patched, source)(problem);
  if (stored.metadata.deletionTimestamp) {
    stderr(`Warning: Detected changes to resource ${name} which is currently being deleted.`);
  }
  if (isEqual(patched, stored)) {
    print(target.kind.groupKind, stored, isInEveryPatch(modified, type) ? 'configured' : 'unchanged');
    return undefined;
  }
  if (options.dryRun !== 'client') {
    const { resourceVersion } = object.metadata;
    const send = (sent: KubeObject) =>
      api.update(decoded(sent, options), actor, {
        dryRun: options.dryRun === 'server',
        ...(resourceVersion === undefined ? {} : { resourceVersion }),
      });
    let answer = send(patched);
    for (let retry = 1; !answer.ok && answer.status.reason === 'Conflict' && retry <= RETRY_COUNT; retry++) {
      if (retry > 1) yield* sleep(RETRY_MS);
      answer = send(patchedFrom(world.get(target.reference) ?? stored));
    }
    const isForced = options.force.isForced && !answer.ok && MAY_FORCE.has(answer.status.reason);
    if (isForced) {
      const sent = decoded(modified, options);
      const failed = yield* deleteAndCreate(context, target, stored, sent, options.force);
      if (failed) return withPrefix(failed, forcedPrefix(target, modified, source));
    } else if (!answer.ok) return refusedPatch(target, stored, patched, source)(answer.status);
    else for (const warning of answer.warnings) stderr(`Warning: ${warning}`);
  }
  const applied = options.dryRun === 'none' ? (world.get(target.reference) ?? patched) : patched;
  print(target.kind.groupKind, applied, 'configured');
  return undefined;
}

/**
 * Prints what was applied: a line at once, objects as one list when all are done.
 *
 * @source k8s.io/kubectl/pkg/cmd/apply/apply.go → ApplyOptions.printObjects (v0.36.3)
 */
function appliedPrinter(
  context: CommandContext,
  options: ApplyOptions,
): { readonly print: ObjectPrinter; readonly finish: () => void } {
  const { type } = options.output;
  const printer = objectPrinter(context, options);
  if (type === 'line' || type === 'name') return { print: printer, finish: () => {} };
  const applied: KubeObject[] = [];
  return {
    print: (_kind, object) => void applied.push(object),
    finish: () => {
      const [first] = applied;
      if (!first) return;
      const list = { apiVersion: 'v1', items: applied, kind: 'List', metadata: {} };
      printer(first.kind ?? '', applied.length === 1 ? first : list, '');
    },
  };
}

/** Whether kubectl sends a patch though nothing changes: a Secret's stringData is never stored. */
function isInEveryPatch(modified: KubeObject, type: string | undefined): boolean {
  const hasStrings = modified.kind === 'Secret' && Object.hasOwn(modified, 'stringData');
  return hasStrings || isAlwaysPatched(modified as JsonObject, type);
}

/** The annotation stays as it is when it says the same, or when the snapshot was stripped of it. */
function withKeptAnnotation(patched: KubeObject, stored: KubeObject, isRedacted: boolean): KubeObject {
  const before = lastAppliedOf(stored);
  const isSame = before ? isEqual(before, lastAppliedOf(patched)) : isRedacted;
  if (!isSame) return patched;
  const { [LAST_APPLIED]: _new, ...annotations } = patched.metadata.annotations ?? {};
  const kept = stored.metadata.annotations?.[LAST_APPLIED];
  const all = kept === undefined ? annotations : { ...annotations, [LAST_APPLIED]: kept };
  const hadNone = stored.metadata.annotations === undefined && Object.keys(all).length === 0;
  const { annotations: _annotations, ...metadata } = patched.metadata;
  return { ...patched, metadata: hadNone ? metadata : { ...metadata, annotations: all } };
}

/** @source k8s.io/cli-runtime/pkg/resource/visitor.go → Info.String (v0.36.3) */
function infoText({ kind, reference }: Target): string {
  const groupVersion = kind.group === '' ? `/${kind.version}` : `${kind.group}/${kind.version}`;
  return [
    `Resource: "${groupVersion}, Resource=${kind.plural}", GroupVersionKind: "${groupVersion}, Kind=${kind.kind}"`,
    `Name: ${JSON.stringify(reference.name)}, Namespace: ${JSON.stringify(reference.namespace ?? '')}`,
  ].join('\n');
}

/** @source k8s.io/kubectl/pkg/cmd/apply/apply.go → ApplyOptions.applyOneObject (v0.36.3) */
function forcedPrefix(target: Target, modified: KubeObject, source: string): string {
  const text = JSON.stringify(sorted(modified));
  return `error when applying patch:\n${text}\nto:\n${infoText(target)}\nfor: ${JSON.stringify(source)}: `;
}

function withPrefix(failed: Failure, prefix: string): Failure {
  return 'status' in failed ? { ...failed, prefix } : failure(`${prefix}${errorText(failed)}`);
}

/** @source k8s.io/kubectl/pkg/cmd/apply/patcher.go → Patcher.Patch (v0.36.3) */
function refusedPatch(
  target: Target,
  stored: KubeObject,
  patched: KubeObject,
  source: string,
): (status: Status) => Failure {
  const patch = JSON.stringify(sorted(createMergePatch(stored, patched)));
  const lines = [
    'error when applying patch:',
    patch,
    'to:',
    infoText(target),
    `for: ${JSON.stringify(source)}: error when patching ${JSON.stringify(source)}: `,
  ];
  return (status) => ({ status, prefix: lines.join('\n') });
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== null)
      .map(([key, field]) => [key, withoutNulls(field)]),
  );
}
