import { parseYaml } from '../../kubernetes/index.ts';
import { isRecord } from '../intake/decode-object.ts';
import type { EntryReader } from './format.ts';

/** Reads the API server's version out of a file that holds what `/version` answers, bare or under `info`. */
export const readServerVersion: EntryReader = async (entry, intake, file) => {
  const [document] = parseYaml(await intake.text(entry.chunks, file), file);
  if (!isRecord(document?.value)) return;
  const info = isRecord(document.value.info) ? document.value.info : document.value;
  if (typeof info.gitVersion === 'string') intake.builder.facts.serverVersion(info.gitVersion);
};
