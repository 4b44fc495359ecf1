import type { ArchiveFormat } from './format.ts';
import { readObjects } from './read-objects.ts';
import { readServerVersion } from './server-version.ts';

/** `namespaces/<ns>/<group-version>/<kind>/<name>.yaml` or `cluster/<group-version>/<kind>/<name>.yaml` */
const OBJECT =
  /(?:^|\/)(?:namespaces\/[^/]+|cluster)\/(?:[a-z0-9.-]+-)?v[0-9][a-z0-9]*\/[a-z0-9]+\/[^/]+\.(?:json|ya?ml)$/;
const VERSION = /(?:^|\/)version\.(?:json|ya?ml)$/;

/**
 * What crust-gather collects: every object of every kind as one file, so that a kind without a file has no objects.
 *
 * @source crust-gather/crust-gather src/gather/representation.rs → ArchivePath::new_path
 */
export const crustGather: ArchiveFormat = {
  name: 'crust-gather',
  recognise(paths) {
    if (!paths.some((path) => OBJECT.test(path))) return undefined;
    return {
      readerOf: (path) => {
        if (OBJECT.test(path)) return readObjects();
        return VERSION.test(path) ? readServerVersion : undefined;
      },
      finish: ({ builder }) => {
        builder.ledger.sayOtherwise('none collected: filters may have left the kind out');
      },
    };
  },
};
