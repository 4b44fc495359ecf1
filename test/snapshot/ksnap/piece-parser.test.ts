import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SharedShapes } from '../../../src/kubernetes/index.ts';
import { decodeObject } from '../../../src/snapshot/intake/decode-object.ts';
import { PieceParser } from '../../../src/snapshot/ksnap/piece-parser.ts';

function parseAll(texts: readonly string[]): { values: unknown[]; shared: ReadonlySet<object> } {
  const data = Buffer.from(texts.join('\n'));
  const parser = new PieceParser(data);
  let start = 0;
  const values = texts.map((text) => {
    const end = start + Buffer.byteLength(text);
    const value = parser.parse(start, end);
    start = end + 1;
    return value;
  });
  return { values, shared: parser.shared };
}

/** The value and the error, as either way of parsing gives them. */
function outcome(parse: () => unknown): unknown {
  try {
    return { value: parse() };
  } catch (error) {
    return { error: String(error) };
  }
}

const node = (name: string, images: unknown, cpu = '4') =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name } },
    spec: {},
    status: { allocatable: { cpu }, images },
  });

describe('PieceParser', () => {
  it('gives what JSON.parse gives, keys in the same order', () => {
    const values = fc.array(fc.jsonValue(), { minLength: 1, maxLength: 3 });
    const objects = fc.array(
      fc.record({
        metadata: fc.jsonValue(),
        spec: fc.jsonValue(),
        status: fc.dictionary(fc.string(), fc.jsonValue()),
      }),
    );
    fc.assert(
      fc.property(fc.oneof(values, objects), fc.nat(3), (list, repeats) => {
        const texts = Array.from({ length: repeats + 1 }, () =>
          list.map((value) => JSON.stringify(value)),
        ).flat();
        const expected = texts.map((text) => JSON.stringify(JSON.parse(text)));
        expect(parseAll(texts).values.map((value) => JSON.stringify(value))).toEqual(expected);
      }),
    );
  });

  it.each([
    '{"a":1,}',
    '{"a":1,,"b":2}',
    '{"a":{"b":1}',
    '{"a":[1,2}',
    '{"a":1} x',
    '{"a":nul}',
    '{ "a" : 1 }',
    '{"a":"\\"}',
    '{"__proto__":{"x":1},"a":{"__proto__":2}}',
    '{"a":1,"a":2}',
    '{"ä\\n":{"é":"ü"}}',
    '{"a":{"b":12},"c":{"b":1}}',
    '',
  ])('treats %s as JSON.parse does', (text) => {
    for (const before of ['{"a":{"b":1},"c":1}', '{}']) {
      const data = Buffer.from(before + text);
      const parser = new PieceParser(data);
      parser.parse(0, before.length);
      const found = outcome(() => parser.parse(before.length, data.length));
      expect(found).toEqual(outcome(() => JSON.parse(text)));
    }
  });

  it('shares what stands at the same place in the same bytes', () => {
    const images = [{ names: ['a:v1'], sizeBytes: 1 }];
    const { values, shared } = parseAll([node('a', images), node('b', images), node('c', images, '8')]);
    const [a, b, c] = values as { status: { images: object; allocatable: object } }[];
    expect(b!.status).toBe(a!.status);
    expect(c!.status.images).toBe(a!.status.images);
    expect(c!.status.allocatable).not.toBe(a!.status.allocatable);
    expect(shared.has(a!.status.images)).toBe(true);
  });

  it('shares items that several lists have', () => {
    const image = (name: string) => ({
      names: [`registry.example/${'long/'.repeat(30)}${name}`],
      sizeBytes: 1,
    });
    const lists = [
      ['a', 'b'],
      ['b', 'c', 'a'],
      ['a', 'b'],
    ].map((names) => names.map(image));
    const { values, shared } = parseAll(lists.map((images, index) => node(`n${index}`, images)));
    const [first, second, third] = values.map(
      (value) => (value as { status: { images: object[] } }).status.images,
    );
    expect([second![0], second![2], third![0], third![1]]).toEqual([
      first![1],
      first![0],
      first![0],
      first![1],
    ]);
    expect(second![0]).toBe(first![1]);
    expect(third![0]).toBe(first![0]);
    expect(shared.has(first![0]!)).toBe(true);
  });

  it('gives what JSON.parse gives for lists of long and short items in any order', () => {
    const items = ['x', 'x'.repeat(200), 1, 12, null, {}, [], { a: 'y'.repeat(150) }, { a: 'y'.repeat(151) }];
    const lists = fc.array(fc.array(fc.constantFrom(...items)), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(lists, (each) => {
        const texts = each.map((list, index) => node(`n${index}`, list));
        expect(parseAll(texts).values).toEqual(texts.map((text) => JSON.parse(text)));
      }),
    );
  });

  it('stops keeping pieces where each is another', () => {
    const texts = Array.from({ length: 4_000 }, (_, index) =>
      node(`n${index}`, [{ sizeBytes: index }], String(index)),
    );
    expect(parseAll(texts).shared.size).toBeLessThan(1_500);
  });
});

describe('decodeObject with shared values', () => {
  const place = { file: 'nodes.ndjson', text: { line: 1, column: 1 } };

  it('finds a wrong type in a shared value again and again, under its place', () => {
    const texts = [node('a', 'none'), node('b', 'none')];
    const { values, shared } = parseAll(texts);
    const shapes = new SharedShapes(shared);
    for (const value of values) {
      expect(() => decodeObject(value, undefined, place, false, shapes)).toThrow(
        /status\.images of Node\/. must be a list/,
      );
    }
  });

  it('looks at a value again where it stands as another type', () => {
    const piece = { name: 'x' };
    const shapes = new SharedShapes(new Set([piece]));
    const object = (field: string) => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'a' },
      status: { [field]: piece },
    });
    decodeObject(object('config'), undefined, place, false, shapes);
    expect(() => decodeObject(object('images'), undefined, place, false, shapes)).toThrow(/must be a list/);
  });
});
