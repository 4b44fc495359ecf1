import { InputError } from '../../errors/index.ts';

/** How much a source may ask of us. */
export interface ReadLimits {
  /** Bytes of one source after decompression. */
  readonly expandedBytesMax: number;
  /** Bytes after decompression for one byte before, looked at from `expansionCheckedBytes` on. */
  readonly expansionRatioMax: number;
  readonly expansionCheckedBytes: number;
  /** Files in an archive or folder. */
  readonly entriesMax: number;
  /** Bytes of one object. */
  readonly valueBytesMax: number;
  /** Bytes of a file that cannot be read piece by piece: YAML, MessagePack. */
  readonly wholeBytesMax: number;
}

/** Far above what the largest clusters export, far below what would hurt. */
export const DEFAULT_LIMITS: ReadLimits = {
  expandedBytesMax: 64 * 2 ** 30,
  expansionRatioMax: 400,
  expansionCheckedBytes: 256 * 2 ** 20,
  entriesMax: 2_000_000,
  valueBytesMax: 64 * 2 ** 20,
  wholeBytesMax: 256 * 2 ** 20,
};

/** Counts what a source expands to and refuses decompression bombs while they are read. */
export class ExpansionGuard {
  readonly #limits: ReadLimits;
  readonly #name: string;
  #expandedBytes = 0;
  #compressedBytes = 0;

  constructor(name: string, limits: ReadLimits) {
    this.#name = name;
    this.#limits = limits;
  }

  addCompressed(byteCount: number): void {
    this.#compressedBytes += byteCount;
  }

  /** @throws InputError when the source expands to more than is allowed. */
  addExpanded(byteCount: number): void {
    this.#expandedBytes += byteCount;
    const { expandedBytesMax, expansionCheckedBytes, expansionRatioMax } = this.#limits;
    const isBomb =
      this.#expandedBytes > expandedBytesMax ||
      (this.#expandedBytes > expansionCheckedBytes &&
        this.#expandedBytes > expansionRatioMax * this.#compressedBytes);
    if (isBomb) {
      throw new InputError('the archive expands to far more than a cluster export would', {
        where: this.#name,
        hint: 'if it is honest, unpack it and give the folder',
      });
    }
  }
}
