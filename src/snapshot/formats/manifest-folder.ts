import type { Chunks } from '../archive/archive.ts';
import { decompress } from '../archive/compression.ts';
import { ExpansionGuard } from '../archive/limits.ts';
import type { Intake } from '../intake/intake.ts';
import type { ArchiveFormat, ArchivePlan } from './format.ts';

const MANIFEST = /\.(json|ya?ml|ndjson)(\.gz|\.zst)?$/i;
const PACKED = /\.(gz|zst)$/i;

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
              const chunks = PACKED.test(path) ? unpacked(entry.chunks, path, file, intake) : entry.chunks;
              foreignCount += (await intake.objects(chunks, { file, isLenient: true })).foreignCount;
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

/** The bytes of a packed file of the folder. */
function unpacked(chunks: Chunks, path: string, file: string, { limits }: Intake): Chunks {
  const compression = /gz$/i.test(path) ? 'gzip' : 'zstd';
  return decompress(chunks, compression, file, new ExpansionGuard(file, limits));
}
