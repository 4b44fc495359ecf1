import { writeFile } from 'node:fs/promises';
import { InputError } from '../../errors/index.ts';
import { API_VERSION } from '../api-version.ts';
import { unreadable } from '../archive/folder.ts';
import { STDIN } from '../archive/open-source.ts';
import { type ImportOptions, importWith } from '../import-snapshot.ts';
import { readSources } from '../read-snapshot.ts';
import type { Snapshot } from '../snapshot.ts';
import { NameMap } from './name-map.ts';
import { redactObject } from './redact-object.ts';
import { type Renaming, renameObject, WORDS } from './rename-object.ts';

/** How names are taken out of a snapshot. */
export interface RedactOptions extends Omit<ImportOptions, 'redaction'> {
  /** Where to write what stands for what, readable by its owner alone; nowhere when undefined. */
  readonly mapPath?: string;
}

/**
 * Writes sources as a portable file in which every name is replaced: simulations on it come to the same verdicts, up to
 * the names.
 *
 * @throws InputError
 */
export async function redactNames(
  sources: readonly string[],
  path: string,
  options: RedactOptions = {},
): Promise<Snapshot> {
  if (sources.includes(STDIN)) {
    throw new InputError('names cannot be taken out of standard input, which can be read only once', {
      where: STDIN,
      hint: 'save it as a file first',
    });
  }
  const names = new NameMap(WORDS);
  // The order of all names must be known before the first is replaced.
  const collect: Renaming = {
    name: (name) => {
      names.add(name);
      return name;
    },
    portName: (name) => {
      names.addWhole(name);
      return name;
    },
  };
  const { snapshot: original } = await readSources(sources, options, {
    transform: (object) => renameObject(redactObject(object), collect),
  });
  if (original.metadata.cluster !== undefined) names.add(original.metadata.cluster);
  const replace: Renaming = {
    name: (name) => names.replace(name),
    portName: (name) => names.replaceWhole(name),
  };
  const renamed = await importWith((builder) => readSources(sources, options, builder), path, options, {
    transform: (object) => renameObject(redactObject(object), replace),
    finish: (snapshot) => withoutNames(snapshot, replace.name),
  });
  if (options.mapPath !== undefined) {
    const text = `${JSON.stringify({ apiVersion: API_VERSION, kind: 'NameMap', originals: names.originals() }, undefined, 1)}\n`;
    await writeFile(options.mapPath, text, { mode: 0o600 }).catch((error: unknown) => {
      throw unreadable(options.mapPath!, error, 'write');
    });
  }
  return renamed;
}

/** The snapshot's own words without names: lists of namespaces in the ledger, objects of notes, the cluster. */
function withoutNames(snapshot: Snapshot, replace: (name: string) => string): Snapshot {
  const { cluster, ...metadata } = snapshot.metadata;
  return {
    ...snapshot,
    metadata: {
      ...metadata,
      ...(cluster === undefined ? {} : { cluster: replace(cluster) }),
      redaction: 'names',
    },
    completeness: snapshot.completeness.map((line) =>
      line.detail === undefined
        ? line
        : { ...line, detail: line.detail.replace(/ only (in|for) .*/, ' only $1 some namespaces') },
    ),
    notes: snapshot.notes.map(({ code, message }) => ({ code, message })),
  };
}
