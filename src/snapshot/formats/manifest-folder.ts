import type { ArchiveFormat, ArchivePlan } from './format.ts';

const MANIFEST = /\.(json|ya?ml|ndjson)$/i;

/** Any folder or archive with YAML or JSON in it; what is no object of a cluster is passed over. */
export const manifestFolder: ArchiveFormat = {
  name: 'manifests',
  recognise(paths) {
    const wanted = new Set(paths.filter((path) => MANIFEST.test(path)));
    if (wanted.size === 0) return undefined;
    let foreignCount = 0;
    const plan: ArchivePlan = {
      readerOf: (path) =>
        wanted.has(path)
          ? async (entry, intake, file) => {
              foreignCount += (await intake.objects(entry.chunks, { file, isLenient: true })).foreignCount;
            }
          : undefined,
      finish: ({ builder }) => {
        builder.ledger.sayOtherwise('not among the manifests');
        if (foreignCount > 0) {
          builder.note({
            code: 'FOREIGN_DOCUMENTS',
            message: `${foreignCount} documents are no objects of a cluster and were passed over`,
          });
        }
      },
    };
    return plan;
  },
};
