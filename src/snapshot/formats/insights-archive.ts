import type { ArchiveFormat } from './format.ts';
import { assumedReader, readObjects } from './read-objects.ts';
import { readServerVersion } from './server-version.ts';

const NODE = /(?:^|\/)config\/node\/[^/]+\.json$/;
const POD = /(?:^|\/)config\/pod\/[^/]+\/[^/]+\.json$/;
const VERSION = /(?:^|\/)config\/version\.json$/;
const CLUSTER_SCOPED = /(?:^|\/)cluster-scoped-resources\/.+\.(?:json|ya?ml)$/;

/**
 * What OpenShift's Insights operator sends: nodes and the pods that looked ill, parts of them made anonymous.
 *
 * @source openshift/insights-operator docs/gathered-data.md
 */
export const insightsArchive: ArchiveFormat = {
  name: 'Insights archive',
  recognise(paths) {
    if (!paths.some((path) => NODE.test(path) || POD.test(path))) return undefined;
    return {
      readerOf(path) {
        if (NODE.test(path)) return assumedReader('Node');
        if (POD.test(path)) return assumedReader('Pod');
        if (CLUSTER_SCOPED.test(path)) return readObjects();
        return VERSION.test(path) ? readServerVersion : undefined;
      },
      finish({ builder }) {
        builder.ledger.asked('Node');
        builder.ledger.refused('Pod', 'truncated: Insights keeps only pods that looked ill');
        builder.ledger.sayOtherwise('never asked: not in this Insights archive');
      },
    };
  },
};
