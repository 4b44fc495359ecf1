import { nearest } from '../../errors/index.ts';
import {
  groupKindOf,
  isServedVersion,
  type KubeObject,
  type ServedKind,
  selects,
} from '../../kubernetes/index.ts';
import type { CommandProblem } from '../../simulation/index.ts';
import type { ObjectReference, WorldView } from '../../world/index.ts';
import { aggregate, type Failure, failure } from '../output/failure.ts';
import type { InputObject } from '../verb.ts';
import { matchesFields, fieldSelectorText as textOf, unsupportedField } from './field-selector.ts';
import { kindsIn, noSuchType, presumedKind, resourceName, unknownTypes } from './resource-types.ts';
import type { TargetArguments } from './target-arguments.ts';

/** An object that a command works on. */
export interface Target {
  readonly kind: ServedKind;
  readonly reference: ObjectReference;
  /** From a file: what the file holds, and its name. */
  readonly input?: InputObject;
}

/** The objects that are meant, and what could not be found. */
export interface FoundTargets {
  readonly targets: readonly Target[];
  readonly failures: readonly Failure[];
}

/** One part of what is meant. */
interface TargetPart extends FoundTargets {
  /** What of a file could not be decoded: kubectl carries all of it as one error. */
  readonly undecoded?: Failure;
}

/** What a line names, in this world: words in their order, lists by namespace and name, files in their order. */
export function findTargets(world: WorldView, named: TargetArguments): FoundTargets {
  const parts = [...targetParts(world, named)];
  return {
    targets: parts.flatMap(({ targets }) => targets),
    failures: [...parts.flatMap(({ failures }) => failures), ...undecodedOf(parts)],
  };
}

/**
 * What of the parts could not be decoded, as one failure.
 *
 * @source k8s.io/cli-runtime/pkg/resource/visitor.go → EagerVisitorList.Visit (v0.36.3)
 */
function undecodedOf(parts: readonly TargetPart[]): readonly Failure[] {
  const undecoded = parts.flatMap((part) => part.undecoded ?? []);
  return undecoded.length === 0 ? [] : [aggregate(undecoded)];
}

/**
 * The same part by part: kubectl asks for a list when it comes to it, so that what it did before shows.
 *
 * @source k8s.io/cli-runtime/pkg/resource/visitor.go → VisitorList, Selector.Visit (v0.36.3)
 */
export function* targetParts(world: WorldView, named: TargetArguments): Generator<TargetPart> {
  for (const { type, name } of named.named) {
    const kinds = kindsIn(world, type);
    const targets = kinds.map((kind) => ({ kind, reference: referenceOf(kind, named.namespace, name) }));
    yield { targets, failures: kinds.length === 0 ? [noSuchType(type)] : [] };
  }
  for (const type of named.types) {
    const kinds = kindsIn(world, type);
    if (kinds.length === 0) yield { targets: [], failures: [noSuchType(type)] };
    for (const kind of kinds) {
      const listed = listOf(world, kind, named);
      yield 'problem' in listed
        ? { targets: [], failures: [listed.problem] }
        : { targets: listed.targets, failures: [] };
    }
  }
  for (const input of named.objects) {
    const served = servedKind(world, input);
    if ('kind' in served) yield inputPart(served, input, named);
    else yield { targets: [], failures: [], undecoded: served };
  }
}

/**
 * The object that a target stands for; or the server's answer that there is none, or no such namespace.
 *
 * @source k8s.io/cli-runtime/pkg/resource/visitor.go → Info.Get (v0.36.3)
 */
export function getTarget(world: WorldView, { kind, reference }: Target): KubeObject | Failure {
  const object = world.get(reference);
  if (object) return object;
  const { namespace = 'default', name } = reference;
  if (namespace === 'default' || world.get({ kind: 'Namespace', name: namespace })) {
    return { status: notFound(kind, name) };
  }
  const [namespaces] = kindsIn(world, 'namespaces');
  const isKnown = namespaces && world.list('Namespace').length > 0;
  return { status: isKnown ? notFound(namespaces, namespace) : notFound(kind, name) };
}

/** Tells what `getTarget` gave. */
export function isObject(found: KubeObject | Failure): found is KubeObject {
  return 'metadata' in found;
}

/** Nodes and types that a line names and the world does not have. */
export function missingTargets(world: WorldView, named: TargetArguments): CommandProblem[] {
  const problems = unknownTypes(world, [...named.named.map(({ type }) => type), ...named.types]);
  for (const { type, name } of named.named) {
    if (kindsIn(world, type)[0]?.groupKind !== 'Node' || world.get({ kind: 'Node', name })) continue;
    const known = [...world.nodes.rows()].map((row) => world.nodes.name(row));
    problems.push({
      message: `nodes ${JSON.stringify(name)} not found`,
      name,
      nearest: nearest(name, known),
    });
  }
  return problems;
}

export function notFound(kind: ServedKind, name: string) {
  return {
    code: 404,
    reason: 'NotFound',
    message: `${resourceName(kind)} ${JSON.stringify(name)} not found`,
  };
}

function referenceOf(kind: ServedKind, namespace: string, name: string): ObjectReference {
  return { kind: kind.groupKind, ...(kind.isNamespaced ? { namespace } : {}), name };
}

function listOf(
  world: WorldView,
  kind: ServedKind,
  named: TargetArguments,
): { readonly targets: Target[] } | { readonly problem: Failure } {
  const { fieldSelector } = named;
  const field = fieldSelector && unsupportedField(kind.groupKind, fieldSelector);
  if (field !== undefined) {
    const message = `Unable to find ${JSON.stringify(`${kind.group}/${kind.version}, Resource=${kind.plural}`)} that match label selector "", field selector ${JSON.stringify(textOf(fieldSelector ?? []))}: ${field}`;
    return { problem: { status: { code: 400, reason: 'BadRequest', message } } };
  }
  return { targets: listTargets(world, kind, named) };
}

/** The objects of a kind that a line's selectors pick, in its namespace or in all. */
export function listTargets(
  world: WorldView,
  kind: ServedKind,
  { namespace, allNamespaces, selector, fieldSelector }: TargetArguments,
): Target[] {
  const listed = world.list(kind.groupKind, kind.isNamespaced && !allNamespaces ? namespace : undefined);
  const targets: Target[] = [];
  for (const object of listed) {
    const { metadata } = object;
    if (selector && !selects(selector, metadata.labels)) continue;
    if (fieldSelector && !matchesFields(fieldSelector, object)) continue;
    targets.push({
      kind,
      reference: referenceOf(kind, metadata.namespace ?? namespace, metadata.name ?? ''),
    });
  }
  return targets;
}

/** @source k8s.io/cli-runtime/pkg/resource/mapper.go → mapper.infoForData (v0.36.3) */
function servedKind(world: WorldView, { object, source }: InputObject): ServedKind | Failure {
  const { apiVersion = '', kind = '', metadata } = object;
  const served = kindsIn(
    world,
    `${kind}.${groupKindOf(apiVersion, kind).slice(kind.length + 1)}`.replace(/\.$/, ''),
  )[0];
  const isServed = served?.groupKind === groupKindOf(apiVersion, kind) && isServedVersion(apiVersion, kind);
  if (served && isServed) return served;
  const presumed = presumedKind(world, object);
  if (presumed) return presumed;
  return failure(
    `resource mapping not found for name: ${JSON.stringify(metadata.name ?? '')} namespace: ${JSON.stringify(metadata.namespace ?? '')} from ${JSON.stringify(source)}: no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}\nensure CRDs are installed first`,
  );
}

/** @source k8s.io/cli-runtime/pkg/resource/visitor.go → SetNamespace, RequireNamespace, FilterByLabelSelector (v0.36.3) */
function inputPart(served: ServedKind, input: InputObject, named: TargetArguments): FoundTargets {
  const { metadata } = input.object;
  if (named.selector && !selects(named.selector, metadata.labels)) return { targets: [], failures: [] };
  const own = metadata.namespace;
  if (served.isNamespaced && own && named.isNamespaceGiven && own !== named.namespace) {
    const problem = failure(
      `the namespace from the provided object ${JSON.stringify(own)} does not match the namespace ${JSON.stringify(named.namespace)}. You must pass '--namespace=${own}' to perform this operation.`,
    );
    return { targets: [], failures: [problem] };
  }
  const reference = referenceOf(served, own ?? named.namespace, metadata.name ?? '');
  const placed = served.isNamespaced
    ? { ...input.object, metadata: { ...metadata, namespace: own ?? named.namespace } }
    : input.object;
  const target = { kind: served, reference, input: { ...input, object: placed } };
  return { targets: [target], failures: [] };
}
