import { InputError } from '../../errors/index.ts';
import { type GroupKind, RESOURCES } from '../../kubernetes/index.ts';
import type { AssumedKind } from '../intake/decode-object.ts';
import type { EntryReader } from './format.ts';

/** Reads a file of objects; `kind` says which one it was asked for, and that of objects which do not say theirs. */
export function readObjects(kind?: GroupKind): EntryReader {
  const assumed = kind === undefined ? undefined : assumedKindOf(kind);
  return async (entry, intake, file) => {
    if (kind !== undefined) intake.builder.ledger.asked(kind);
    await intake.objects(entry.chunks, { file, ...(assumed ? { assumed } : {}) });
  };
}

/** Reads a file whose objects are of this kind, which was not asked for as a whole. */
export function assumedReader(kind: GroupKind): EntryReader {
  const assumed = assumedKindOf(kind)!;
  return async (entry, intake, file) => {
    await intake.objects(entry.chunks, { file, assumed });
  };
}

/** Reads a file of objects that the snapshot can do without: when it cannot be read, a note says so. */
export function readOptionalObjects(): EntryReader {
  return async (entry, intake, file) => {
    try {
      await intake.objects(entry.chunks, { file });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      intake.builder.note({
        code: 'UNREADABLE_FILE',
        message: `${error.message}: the file was left out`,
        objects: [error.where ?? file],
      });
    }
  };
}

/** The apiVersion and kind that objects of a known kind carry. */
export function assumedKindOf(groupKind: GroupKind): AssumedKind | undefined {
  const resource = RESOURCES.get(groupKind);
  if (!resource) return undefined;
  const { group, version, kind } = resource;
  return { apiVersion: group === '' ? version : `${group}/${version}`, kind };
}
