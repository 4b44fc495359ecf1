import { isObject, parseYaml } from '../../kubernetes/index.ts';

import type { ArchiveFormat, EntryReader } from './format.ts';
import { readObjects } from './read-objects.ts';

/** `<plural[.group]>/cluster/<name>.json` or `…/namespaces/<ns>/<name>.json`; copies by version stand one level deeper. */
const OBJECT = /(?:^|\/)resources\/[^/]+\/(?:cluster|namespaces\/[^/]+)\/[^/]+\.json$/;

/**
 * A backup of Velero, with `velero-backup.json` beside it or not.
 *
 * @source velero.io/docs → Output file format (1.1.0)
 */
export const veleroBackup: ArchiveFormat = {
  name: 'Velero backup',
  recognise(paths) {
    if (
      !paths.some((path) => /(^|\/)metadata\/version$/.test(path)) ||
      !paths.some((path) => OBJECT.test(path))
    ) {
      return undefined;
    }
    return {
      readerOf: (path) => {
        if (OBJECT.test(path)) return readObjects();
        return /(^|\/)velero-backup\.json$/.test(path) ? readBackup : undefined;
      },
      finish: ({ builder }) => {
        builder.ledger.sayOtherwise('none in the backup, which may have left the kind out');
      },
    };
  },
};

/** The Backup object tells when it was made. */
const readBackup: EntryReader = async (entry, intake, file) => {
  const [document] = parseYaml(await intake.text(entry.chunks, file), file);
  const status = isObject(document?.value) ? document.value.status : undefined;
  const started = isObject(status) ? status.startTimestamp : undefined;
  if (typeof started === 'string') intake.builder.facts.takenAt(Date.parse(started));
};
