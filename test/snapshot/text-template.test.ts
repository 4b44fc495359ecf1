import { describe, expect, it } from 'vitest';
import { ScratchText } from '../../src/snapshot/pod-patterns/scratch-text.ts';
import { markOf, TextTemplate } from '../../src/snapshot/pod-patterns/text-template.ts';

/** The text of a template with these strings in its holes, as JSON spells them; undefined when it refuses one. */
function filled(template: TextTemplate, strings: readonly string[]): string | undefined {
  const bytes = Buffer.from(strings.join(','));
  const lengths = strings.map((each) => Buffer.byteLength(each));
  const starts = Int32Array.from(lengths, (_, index) =>
    lengths.slice(0, index).reduce((sum, length) => sum + length + 1, 0),
  );
  const ends = starts.map((start, index) => start + lengths[index]!);
  const text = new ScratchText();
  if (!template.write(text, bytes, starts, ends)) return undefined;
  return text.bytes.toString('utf8', 0, text.length);
}

function templateOf(plain: unknown, marked: unknown): TextTemplate | undefined {
  return TextTemplate.of(JSON.stringify(plain), JSON.stringify(marked));
}

const template = templateOf(
  { a: 'x', é: ['y', 'z'], last: 'w' },
  { a: markOf(2), é: [markOf(0), 'z'], last: markOf(11) },
)!;

describe('a text with gaps', () => {
  it('gets the strings of its holes, whatever their order', () => {
    const strings = Array.from({ length: 12 }, (_, hole) => `"hole ${hole}"`);
    expect(filled(template, strings)).toBe('{"a":"hole 2","é":["hole 0","z"],"last":"hole 11"}');
  });

  it('may be far longer than what it is made of', () => {
    const long = `"${'long'.repeat(10_000)}"`;
    expect(
      filled(
        template,
        Array.from({ length: 12 }, () => long),
      ),
    ).toHaveLength(3 * long.length + 25);
  });

  it.each(['"\\u0041"', '"a\\/b"', '"é"', '"\\ud800"'])(
    'refuses %s, which may be spelled otherwise',
    (string) => {
      const strings = Array.from({ length: 12 }, (_, hole) => (hole === 2 ? string : '"a"'));
      expect(filled(template, strings)).toBeUndefined();
    },
  );

  it('is not made of a text that holds what looks like a gap', () => {
    expect(templateOf({ a: 'x', b: markOf(0) }, { a: markOf(0), b: markOf(0) })).toBeUndefined();
  });
});
