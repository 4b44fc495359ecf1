import { createHash } from 'node:crypto';
import { createReadStream, readSync, writeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { Float64Column } from '../../columns/index.ts';
import type { Pod } from '../../kubernetes/index.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { MakeScratch } from './atomic-file.ts';
import { type ManifestMember, PODS_PATH } from './manifest.ts';

const BUFFER_BYTES = 1 << 20;

/** The member of the pods, ready to be copied into the archive. */
export interface SpooledPods {
  readonly member: ManifestMember;
  readonly read: () => AsyncIterable<Uint8Array>;
}

/** Keeps whole pods as lines of a scratch file, since their digest and size stand before them in the archive. */
export class PodSpool {
  readonly #scratch: FileHandle;
  /** Where each pod's line ends. */
  readonly #ends = new Float64Column();
  #hash = createHash('sha256');
  #held: Buffer[] = [];
  #heldBytes = 0;
  #bytes = 0;

  constructor(scratch: FileHandle) {
    this.#scratch = scratch;
  }

  add(pod: Pod): void {
    this.#addLine(Buffer.from(`${canonicalJson(pod)}\n`));
  }

  /** @param ordinals which pods, in which order; all as they came when undefined. */
  async finish(ordinals: Int32Array | undefined, makeScratch: MakeScratch): Promise<SpooledPods> {
    this.#flush();
    if (ordinals) {
      const ordered = new PodSpool(await makeScratch());
      for (const ordinal of ordinals) ordered.#addLine(this.#line(ordinal));
      return ordered.finish(undefined, makeScratch);
    }
    return {
      member: {
        path: PODS_PATH,
        bytes: this.#bytes,
        sha256: `sha256:${this.#hash.digest('hex')}`,
        counts: { Pod: this.#ends.length },
      },
      read: () =>
        createReadStream('', {
          fd: this.#scratch.fd,
          start: 0,
          autoClose: false,
          highWaterMark: BUFFER_BYTES,
        }),
    };
  }

  #addLine(line: Buffer): void {
    this.#held.push(line);
    this.#heldBytes += line.length;
    this.#bytes += line.length;
    this.#ends.push(this.#bytes);
    if (this.#heldBytes >= BUFFER_BYTES) this.#flush();
  }

  #flush(): void {
    const data = Buffer.concat(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    this.#hash.update(data);
    for (let at = 0; at < data.length; ) at += writeSync(this.#scratch.fd, data, at);
  }

  #line(ordinal: number): Buffer {
    const start = ordinal === 0 ? 0 : this.#ends.get(ordinal - 1);
    const line = Buffer.alloc(this.#ends.get(ordinal) - start);
    for (let at = 0; at < line.length; ) {
      at += readSync(this.#scratch.fd, line, at, line.length - at, start + at);
    }
    return line;
  }
}
