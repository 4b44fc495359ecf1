import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonPathTemplate } from '../../src/commands/output/json-path.ts';
import { yamlText } from '../../src/commands/output/yaml-text.ts';
import { parseYaml } from '../../src/kubernetes/index.ts';

describe('a value as YAML', () => {
  test.each([
    [{ b: 1, a: [{ y: 'x', x: [] }, 'z'], c: {} }, 'a:\n- x: []\n  "y": x\n- z\nb: 1\nc: {}\n'],
    [{ a: [['x', 'y'], [{ b: 1, a: 2 }]] }, 'a:\n- - x\n  - "y"\n- - a: 2\n    b: 1\n'],
    [{ a: 'one\ntwo\n', b: 'one\n\ntwo' }, 'a: |\n  one\n  two\nb: |-\n  one\n\n  two\n'],
    [
      { a: 'true', b: '1', c: '', d: '*x', e: "it's: so", f: 'a: b', g: '1e3', h: '2026-01-01', i: null },
      'a: "true"\nb: "1"\nc: ""\nd: \'*x\'\ne: \'it\'\'s: so\'\nf: \'a: b\'\ng: "1e3"\nh: "2026-01-01"\ni: null\n',
    ],
  ])('%j', (value, text) => {
    expect(yamlText(value)).toBe(text);
  });

  test('is read back as it was', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'yes',
        'n',
        '0x1f',
        '1_0',
        '~',
        '-',
        '? a',
        '#',
        'a #b',
        ' a',
        'a\n',
        '\ta',
        ':',
        '.5',
        '12:30',
      ),
      fc
        .array(fc.constantFrom('a', ' ', '\n', ':', '#', "'", '"', '-', '\t'), { maxLength: 6 })
        .map((all) => all.join('')),
    );
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        text,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(
          text.filter((key) => key !== '__proto__'),
          tie('value'),
          { maxKeys: 3 },
        ),
      ),
    })).value;
    fc.assert(
      fc.property(value, (given) => {
        expect(parseYaml(yamlText({ given }))[0]?.value).toEqual({ given });
      }),
    );
  });
});

test.each([
  ['{.spec.replicas}', '3'],
  ['{.items[0].name} and {.items[-1].name}', 'a and b'],
  ['{.items[*].name}{"\\n"}', 'a b\n'],
  ['{.items[?(@.name=="b")].size}', '2'],
  ["{.labels['app.kubernetes.io/name']}", 'web'],
  ['{.labels.app\\.kubernetes\\.io/name}', undefined],
  ['{.nothing}', ''],
  ['{$.spec}', '{"replicas":3}'],
  ['{range .items[*]}{.name}{end}', undefined],
])('the template %s', (template, expected) => {
  const object = {
    spec: { replicas: 3 },
    items: [
      { name: 'a', size: 1 },
      { name: 'b', size: 2 },
    ],
    labels: { 'app.kubernetes.io/name': 'web' },
  };
  const made = jsonPathTemplate(template);
  if (expected === undefined) expect(made).toHaveProperty('problem');
  else expect(typeof made === 'function' && made(object)).toBe(expected);
});
