import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../src/report/html/render-html.ts';
import { PLAIN } from '../../src/report/index.ts';
import { renderMarkdown } from '../../src/report/markdown/render-markdown.ts';
import { renderText } from '../../src/report/text/render-text.ts';
import { displayWidth, wrap } from '../../src/report/text/style.ts';
import { richReport, safeReport } from './support.ts';

const rich = richReport();

describe('renderText()', () => {
  test('tells a run as its golden file does', async () => {
    await expect(renderText(rich, PLAIN)).toMatchFileSnapshot('golden/rich.txt');
    await expect(renderText(safeReport(), PLAIN)).toMatchFileSnapshot('golden/safe.txt');
  });

  test('is ASCII, without colour and without trailing blanks, in a pipe', () => {
    const text = renderText(rich, PLAIN);
    expect(text).toMatch(/^[\n\x20-\x7e]*$/);
    expect(text).not.toMatch(/ $/m);
  });

  test('uses arrows on a terminal that shows them', () => {
    expect(renderText(rich, { ...PLAIN, unicode: true })).toContain('→');
  });

  test('says the same with colours', () => {
    const coloured = renderText(rich, { ...PLAIN, colour: true });
    expect(coloured).toContain('\u001b[');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are control characters
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(renderText(rich, PLAIN));
  });

  test('says when the version is assumed, as the other documents do', () => {
    const assumed = { ...rich, snapshot: { ...rich.snapshot, kubernetesAssumed: true } };
    for (const document of [renderText(assumed, PLAIN), renderMarkdown(assumed), renderHtml(assumed)])
      expect(document).toContain(`${rich.snapshot.kubernetes} (assumed)`);
  });

  test('breaks sentences at the width of the terminal', () => {
    const lines = renderText(rich, { ...PLAIN, width: 100 }).split('\n');
    const sentences = lines.filter((line) => line.startsWith('      ') && !line.includes('kubectl smart'));
    expect(sentences.length).toBeGreaterThan(3);
    for (const line of sentences) expect(line.length).toBeLessThanOrEqual(100);
  });

  test('ends with the verdict, its reasons numbered and each remedy copyable', () => {
    const text = renderText(rich, PLAIN);
    const verdict = text.slice(text.indexOf('\nBLOCKED'));
    expect(verdict).toMatch(/^\nBLOCKED {2}kubectl drain worker-1 .* exits with 1/);
    expect(verdict).toMatch(/^ {2}1\. \[BUDGET_NEVER_ALLOWS\]/m);
    expect(verdict).toMatch(/^ {7}kubectl smart simulate "/m);
    expect(verdict).not.toContain('[SCHEDULER_START_UNKNOWN]');
  });

  test('lists the signs that occur and no others', () => {
    expect(renderText(safeReport(), PLAIN)).toContain('  ~ change   - evict   + place\n');
  });

  test('counts the lines of a long stage unless all are asked for', () => {
    const entry = { sign: '-', object: 'ns/pod', t: 0, text: '' } as const;
    const stage = { ...rich.stages[0]!, entries: Array.from({ length: 100 }, () => entry) };
    const long = { ...rich, stages: [stage] };
    expect(renderText(long, PLAIN)).toContain('... and 40 more (-o wide shows all)');
    expect(renderText(long, { ...PLAIN, wide: true }).match(/ns\/pod/g)).toHaveLength(100);
  });
});

describe('text', () => {
  test('wrap() never loses a word', () => {
    const words = 'the quick brown fox jumps over the lazy dog '.repeat(5).trim();
    expect(
      wrap(words, '  ', 40)
        .map((line) => line.trim())
        .join(' '),
    ).toBe(words);
  });

  test('displayWidth() does not count colours', () => {
    expect(displayWidth('\u001b[1mabc\u001b[22m')).toBe(3);
  });
});
