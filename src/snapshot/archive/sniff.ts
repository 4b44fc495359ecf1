import { InputError } from '../../errors/index.ts';

/** How many bytes `sniff` wants to see. */
export const SNIFF_BYTES = 1024;

export type ContentType = 'gzip' | 'zstd' | 'zip' | 'tar' | 'text';

const MAGIC: readonly (readonly [string, number, readonly number[]])[] = [
  ['gzip', 0, [0x1f, 0x8b]],
  ['zstd', 0, [0x28, 0xb5, 0x2f, 0xfd]],
  ['zip', 0, [0x50, 0x4b, 0x03, 0x04]],
  ['zip', 0, [0x50, 0x4b, 0x05, 0x06]],
  ['tar', 257, [0x75, 0x73, 0x74, 0x61, 0x72]],
  ['xz', 0, [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['bzip2', 0, [0x42, 0x5a, 0x68]],
  ['7z', 0, [0x37, 0x7a, 0xbc, 0xaf]],
  ['lz4', 0, [0x04, 0x22, 0x4d, 0x18]],
  ['etcd snapshot', 16, [0xed, 0xda, 0x0c, 0xed]],
  ['SQLite database', 0, [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65]],
];

const HINTS: Readonly<Record<string, string>> = {
  xz: 'decompress it first: xz -d FILE',
  bzip2: 'decompress it first: bunzip2 FILE',
  '7z': 'unpack it and give the folder',
  lz4: 'decompress it first: lz4 -d FILE',
  'etcd snapshot':
    'restore it into a throw-away etcd and API server and run kubectl-smart snapshot capture, or extract it with auger',
};

/**
 * What the first bytes of a file say that it is.
 *
 * @throws InputError for kinds that are known and cannot be read.
 */
export function sniff(head: Uint8Array, name: string): ContentType {
  for (const [type, at, magic] of MAGIC) {
    if (!magic.every((byte, index) => head[at + index] === byte)) continue;
    if (type === 'gzip' || type === 'zstd' || type === 'zip' || type === 'tar') return type;
    throw new InputError(`the file is of a kind that cannot be read: ${type}`, {
      where: name,
      hint: HINTS[type] ?? 'give an export of a cluster instead',
    });
  }
  return 'text';
}
