import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, isCanonicalJson } from '../../src/snapshot/canonical-json.ts';

function isCanonical(text: string): boolean {
  const bytes = Buffer.from(`[${text}]`);
  return isCanonicalJson(bytes, 1, bytes.length - 1);
}

describe('bytes that are called canonical', () => {
  it('are those that canonicalJson makes of their value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        if (isCanonical(text)) expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  it('are never any that cannot be parsed, or that say the same in another way', () => {
    const mutation = fc.record({
      at: fc.nat(),
      cut: fc.nat({ max: 2 }),
      put: fc.constantFrom(
        '',
        ' ',
        '"',
        '\\',
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '0',
        '-',
        '1e3',
        '.5',
        'a',
        '\u0001',
        'é',
      ),
    });
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(mutation, { minLength: 1, maxLength: 3 }), (value, mutations) => {
        let text = canonicalJson(value);
        for (const { at, cut, put } of mutations) {
          const from = at % (text.length + 1);
          text = text.slice(0, from) + put + text.slice(from + cut);
        }
        if (isCanonical(text)) expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['{"a":"x","b":[1,-20,true,null,{}],"b1":{"c":[]}}', true],
    ['{"a":{"b":"~"},"a/b":0}', true],
    ['{"b":1,"a":2}', false],
    ['{"a":1,"a":2}', false],
    ['{"10":1,"9":2}', true],
    ['{"9":1,"10":2}', false],
    ['{"a": 1}', false],
    ['[1.5]', false],
    ['[-0]', false],
    ['[007]', false],
    ['["\\u0041"]', false],
    ['', false],
    ['{"a":1', false],
    ['tru', false],
    [`${'['.repeat(5_000)}${']'.repeat(5_000)}`, false],
  ])('%.40s: %s', (text, expected) => {
    expect(isCanonical(text)).toBe(expected);
  });
});
