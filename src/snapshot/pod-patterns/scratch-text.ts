/** Room for a text that is put together from pieces of bytes. */
export class ScratchText {
  bytes: Buffer<ArrayBuffer> = Buffer.allocUnsafeSlow(1 << 12);
  /** Over the same bytes. */
  view = new DataView(this.bytes.buffer);
  length = 0;

  /** Makes room for more bytes; `bytes` and `view` may change. */
  reserve(byteCount: number): void {
    const needed = this.length + byteCount;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(needed * 2);
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }

  append(source: Buffer, start: number, end: number): void {
    this.reserve(end - start);
    const { bytes } = this;
    const shift = this.length - start;
    // Most stretches are short: a loop copies them faster than a call does.
    for (let index = start; index < end; index++) bytes[index + shift] = source[index]!;
    this.length += end - start;
  }
}
