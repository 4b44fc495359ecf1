import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Dictionary, PackedTexts, SparseColumn, StringColumn } from '../../src/columns/index.ts';

/** Some longer than a block, most short, with letters beyond ASCII. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  fc
    .tuple(fc.string({ minLength: 1, maxLength: 8 }), fc.constantFrom(1, 1_000, 200_000))
    .map(([part, times]) => part.repeat(times)),
);

function bytesOf(texts: PackedTexts): Buffer {
  return Buffer.concat([...texts.chunks()]);
}

describe('packed texts', () => {
  it('are what was pushed, before and behind a trim, in whatever order they are read', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 40 }), fc.array(text, { maxLength: 5 }), (first, more) => {
        const packed = new PackedTexts();
        for (const each of first) packed.push(each);
        packed.trim();
        for (const each of more) {
          const bytes = Buffer.from(`«${each}»`);
          packed.pushBytes(bytes, 2, bytes.length - 2);
        }
        const all = [...first, ...more];
        const read = all.map((_, index) => all.length - 1 - index).map((index) => packed.get(index));
        expect(read.reverse()).toEqual(all);
        expect(bytesOf(packed).equals(Buffer.from(all.join('')))).toBe(true);
        expect(packed.ends.at(-1) ?? 0).toBe(packed.byteCount);
      }),
      { numRuns: 60 },
    );
  });

  it('of a column are its strings', () => {
    const strings = StringColumn.of(['a', 'é', '{"b":1}'].map((each) => Buffer.from(each)));
    const packed = PackedTexts.over(strings);
    packed.push('more');
    expect([0, 1, 2, 3].map((index) => packed.get(index))).toEqual(['a', 'é', '{"b":1}', 'more']);
  });

  it('take far less room than what they say', () => {
    const column = new SparseColumn<unknown>();
    const row = (index: number) =>
      JSON.stringify({ phase: 'Running', startTime: `2026-01-01T00:00:${index}Z` }).repeat(20);
    for (let index = 0; index < 5_000; index++) column.setText(index, JSON.stringify(row(index)));
    const before = process.memoryUsage().arrayBuffers;
    column.trim();
    expect(before - process.memoryUsage().arrayBuffers).toBeGreaterThan(-1e6);
    expect(column.get(4_711)).toBe(row(4_711));
  });
});

describe('a dictionary', () => {
  it('numbers equal texts equally, however they come and whether or not it was trimmed in between', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue(), { maxLength: 30 }),
        fc.array(fc.jsonValue(), { maxLength: 10 }),
        (first, more) => {
          const dictionary = new Dictionary<unknown>();
          const known = new Map<string, number>();
          const check = (value: unknown, intern: (text: string) => number) => {
            const json = JSON.stringify(value);
            const id = intern(json);
            expect(id).toBe(known.get(json) ?? known.size);
            known.set(json, id);
            expect(dictionary.text(id)).toBe(json);
            expect(dictionary.get(id)).toEqual(JSON.parse(json));
            expect(dictionary.parse(id)).toEqual(JSON.parse(json));
            expect(dictionary.find(json)).toBe(id);
          };
          for (const value of first) check(value, (json) => dictionary.internText(json));
          dictionary.trim();
          for (const value of [...first, ...more]) {
            check(value, (json) => {
              const bytes = Buffer.from(json);
              const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
              return dictionary.internBytes(bytes, view, 0, bytes.length);
            });
          }
          expect(dictionary.size).toBe(known.size);
          expect(dictionary.find('"not there"')).toBe(known.get('"not there"') ?? -1);
        },
      ),
    );
  });
});
