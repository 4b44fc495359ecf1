import { isObject, parseYaml } from '../../kubernetes/index.ts';

import type { EntryReader } from './format.ts';

/** Reads the API server's version out of a file that holds what `/version` answers, bare or under `info`. */
export const readServerVersion: EntryReader = async (entry, intake, file) => {
  const [document] = parseYaml(await intake.text(entry.chunks, file), file);
  if (!isObject(document?.value)) return;
  const info = isObject(document.value.info) ? document.value.info : document.value;
  if (typeof info.gitVersion === 'string') intake.builder.facts.serverVersion(info.gitVersion);
};
