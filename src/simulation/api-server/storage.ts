import {
  type GroupKind,
  groupKindOf,
  type KubeObject,
  type Metadata,
  pluralOf,
  RESOURCES,
  timestampOf,
} from '../../kubernetes/index.ts';
import type { Change, WorldView } from '../../world/index.ts';
import type { AdmittedMakes } from './admitted-makes.ts';
import type { Actor } from './api.ts';
import type { UnknownKinds } from './unknown-kinds.ts';

/** What the API server stands on: the stored state, and the one way to change it. */
export interface Storage {
  readonly world: WorldView;
  /** Applies the change and logs it. */
  readonly write: (by: Actor, change: Change) => void;
  /** Milliseconds since the first command. */
  readonly nowMs: () => number;
  /** A number in [0, 1), from a stream keyed by seed, purpose and object. */
  readonly random: (purpose: string, object: string) => number;
  readonly unknowns: UnknownKinds;
  /** What admission made of pods so far. */
  readonly makes: AdmittedMakes;
}

/** The moment as milliseconds since the epoch. */
export function epochMs({ world, nowMs }: Storage): number {
  return world.startMs + nowMs();
}

/** The moment as objects carry it: to the second. */
export function timestamp(storage: Storage): string {
  return timestampOf(epochMs(storage));
}

/** How a kind is called in messages: `pods`, `deployments.apps`. */
export function resourceOf(kind: GroupKind): string {
  const dot = kind.indexOf('.');
  return dot < 0 ? pluralOf(kind) : `${pluralOf(kind)}${kind.slice(dot)}`;
}

/** The group-kind of an object that says what it is. */
export function kindOf({ apiVersion = 'v1', kind = '' }: KubeObject): GroupKind {
  return groupKindOf(apiVersion, kind);
}

/** Whether objects of the kind live in namespaces; for kinds that nobody described, whether this one does. */
export function isNamespaced({ world }: Storage, kind: GroupKind, object: KubeObject): boolean {
  const known = RESOURCES.get(kind);
  if (known) return known.isNamespaced;
  const dot = kind.indexOf('.');
  const definition = world.objects.get(
    'CustomResourceDefinition.apiextensions.k8s.io',
    undefined,
    `${pluralOf(kind)}${kind.slice(dot)}`,
  ) as { readonly spec?: { readonly scope?: string } } | undefined;
  if (definition?.spec?.scope) return definition.spec.scope === 'Namespaced';
  return object.metadata.namespace !== undefined;
}

/**
 * What the random parts of a new object depend on: its controller's uid, so that they are the same whatever the objects
 * of a cluster are called; undefined for what nobody controls.
 */
export function originOf({ ownerReferences }: Metadata): string | undefined {
  return ownerReferences?.find(({ controller }) => controller)?.uid;
}

const HEXADECIMAL = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The lowest two bytes of a number in hexadecimal: the runtime takes much longer over numbers of 32 bits. */
function hexadecimal(bits: number): string {
  return HEXADECIMAL[(bits >>> 8) & 0xff]! + HEXADECIMAL[bits & 0xff]!;
}

/** A uid that Kubernetes could have given: version 4, variant 1. */
export function newUid({ random }: Storage, object: string): string {
  const part = () => Math.floor(random('uid', object) * 0x100000000);
  const [a, b, c, d] = [part(), part(), part(), part()];
  const version = hexadecimal((b & 0x0fff) | 0x4000);
  const variant = hexadecimal(((c >>> 16) & 0x3fff) | 0x8000);
  const node = hexadecimal(c) + hexadecimal(d >>> 16) + hexadecimal(d);
  return `${hexadecimal(a >>> 16)}${hexadecimal(a)}-${hexadecimal(b >>> 16)}-${version}-${variant}-${node}`;
}
