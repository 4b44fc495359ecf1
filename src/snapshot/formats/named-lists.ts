import { groupKindOf, isObject } from '../../kubernetes/index.ts';
import type { Chunks } from '../archive/archive.ts';
import { type AssumedKind, decodeObject } from '../intake/decode-object.ts';
import type { Intake } from '../intake/intake.ts';
import { assumedKindOf } from './read-objects.ts';

/** The kinds of lists by the name under which they stand. */
export type NamedKinds = Readonly<Record<string, AssumedKind>>;

/** NamedKinds of Kubernetes' own kinds. */
export function namedKinds(kinds: Readonly<Record<string, string>>): NamedKinds {
  return Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, assumedKindOf(kind)!]));
}

/** How a text of named lists is read. */
export interface NamedListOptions {
  readonly file: string;
  readonly kinds: NamedKinds;
  /** An object that the lists stand in. */
  readonly within?: string;
  readonly reopen?: () => Chunks;
}

/**
 * Reads `{"pods": […], "nodes": […], …}`, item by item; items need not say their kinds.
 *
 * @returns the other members.
 */
export async function readNamedLists(
  chunks: Chunks,
  intake: Intake,
  { file, kinds, within, reopen }: NamedListOptions,
): Promise<Readonly<Record<string, unknown>>> {
  const { builder } = intake;
  let rest: Readonly<Record<string, unknown>> = {};
  await intake.documents(
    chunks,
    {
      streams: (member) => member in kinds,
      descends: (member) => member === within,
      element: (value, member, index, _members, text) => {
        builder.add(decodeObject(value, kinds[member], { file, text, index }));
      },
      document: (members) => {
        rest = members;
        for (const [name, { apiVersion, kind }] of Object.entries(kinds)) {
          const list = members[name];
          if (typeof list === 'number' || list === null) builder.ledger.asked(groupKindOf(apiVersion, kind));
        }
      },
      scalar: () => {},
    },
    { file, ...(reopen ? { reopen } : {}) },
  );
  return isObject(rest) ? rest : {};
}
