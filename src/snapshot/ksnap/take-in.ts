import { InputError } from '../../errors/index.ts';
import type { Archive } from '../archive/archive.ts';
import { isInferred } from '../digest.ts';
import { decodeObject } from '../intake/decode-object.ts';
import type { Intake } from '../intake/intake.ts';
import { memberName } from '../intake/object-place.ts';
import type { TextPlace } from '../text/read-json.ts';
import { hashedChunks } from './hashed-chunks.ts';
import type { Manifest } from './manifest.ts';
import { readLines } from './read-lines.ts';

/** Takes in the whole objects of a portable file, to be merged with others or written anew. */
export async function takeInKsnap(archive: Archive, manifest: Manifest, intake: Intake): Promise<void> {
  const { builder } = intake;
  for (const format of manifest.formats) builder.format(format);
  builder.redaction = manifest.redaction;
  if (manifest.cluster !== undefined) builder.facts.cluster(manifest.cluster);
  if (manifest.kubernetes !== undefined) builder.facts.serverVersion(manifest.kubernetes);
  if (manifest.takenAt !== undefined) builder.facts.takenAt(Date.parse(manifest.takenAt));
  for (const line of manifest.completeness) builder.ledger.restore(line);
  for (const { objects, ...note } of manifest.notes) {
    if (note.code !== 'INFERRED') builder.note({ ...note, ...(objects ? { objects } : {}) });
  }
  const members = new Map(manifest.members.map((member) => [member.path, member]));
  for await (const entry of archive.entries((path) => members.has(path))) {
    const file = memberName(archive.name, entry.path);
    const sink = {
      streams: () => false,
      element: () => {},
      scalar: () => {},
      document: (value: Record<string, unknown>, text: TextPlace) => {
        const object = decodeObject(value, undefined, { file, text });
        if (!isInferred(object)) builder.add(object);
      },
    };
    const chunks = hashedChunks(entry.chunks, members.get(entry.path)!.sha256, file);
    members.delete(entry.path);
    await readLines(chunks, sink, intake.limits, file);
  }
  for (const path of members.keys()) {
    throw new InputError(`${path} is missing from the file`, {
      where: archive.name,
      hint: 'copy the file again',
    });
  }
}
